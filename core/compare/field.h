// The name of something known of a run: a config's key (training.steps), a series
// (accuracy.id_test), or one of those listed in run_facts.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// Kept once for the whole process and never given back, so that thousands of runs share their
// names: as cheap as a pointer. Any thread may make one.
class Field {
  public:
    explicit Field(std::string_view name);

    const std::string& name() const { return *name_; }
    bool operator==(const Field& other) const = default; // the same name
    bool operator<(const Field& other) const {
        return name_ != other.name_ && *name_ < *other.name_;
    }

  private:
    const std::string* name_;
};

// What a short word stands for: ood_acc is accuracy.ood_mean, seed is run.seed, lr is
// optimiser.learning_rate, k is intervention.interval. Any other word stands for itself.
Field field_of(std::string_view word);
std::vector<std::string> short_words(); // all of them, for completion

// How a field is headed in a table, in the user's language: "Stop step", "OOD accuracy". A config
// key is its own heading.
std::string heading(Field field);

} // namespace thaw
