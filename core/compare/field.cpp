#include "core/compare/field.h"

#include "core/run/translate.h"

#include <array>
#include <mutex>
#include <set>
#include <shared_mutex>

namespace thaw {

namespace {

struct Known {
    const char* word; // short word; empty: none but the name
    const char* name;
    const char* heading; // translatable
};

constexpr std::array known{
    Known{"", "name", translatable("Name")},
    Known{"", "run_id", translatable("Run ID")},
    Known{"", "file", translatable("File")},
    Known{"", "folder", translatable("Folder")},
    Known{"", "created", translatable("Created")},
    Known{"", "host", translatable("Computer")},
    Known{"", "state", translatable("State")},
    Known{"", "reason", translatable("Why it ended")},
    Known{"", "last_step", translatable("Last step")},
    Known{"", "steps", translatable("Steps")},
    Known{"", "duration", translatable("Duration")},
    Known{"", "train_duration", translatable("Time in training")},
    Known{"", "star", translatable("Star")},
    Known{"", "tags", translatable("Tags")},
    Known{"", "note", translatable("Note")},
    Known{"", "stop_step", translatable("Stop step")},
    Known{"", "releases", translatable("Blocks released")},
    Known{"", "trigger", translatable("Trigger")},
    Known{"", "trigger_step", translatable("Trigger step")},
    Known{"", "parent", translatable("Parent")},
    Known{"", "parent_file", translatable("Parent's file")},
    Known{"", "fork_step", translatable("Fork step")},
    Known{"", "resumed", translatable("Times resumed")},
    Known{"", "copies", translatable("Copies")},
    Known{"", "exact_continuation", translatable("Continued exactly")},
    Known{"", "different", translatable("Continued under")},
    Known{"", "diverged_step", translatable("Diverged at step")},
    Known{"", "ood", translatable("OOD splits")},
    Known{"seed", "run.seed", translatable("Seed")},
    Known{"dataset", "dataset.id", translatable("Dataset")},
    Known{"network", "network.id", translatable("Network")},
    Known{"width", "network.width", translatable("Network width")},
    Known{"optimiser", "optimiser.id", translatable("Optimiser")},
    Known{"optimizer", "optimiser.id", translatable("Optimiser")},
    Known{"lr", "optimiser.learning_rate", translatable("Learning rate")},
    Known{"schedule", "schedule.id", translatable("Schedule")},
    Known{"intervention", "intervention.id", translatable("Intervention")},
    Known{"k", "intervention.interval", translatable("Interval k")},
    Known{"", "id_score", translatable("ID score")},
    Known{"", "ood_score", translatable("OOD score")},
    Known{"id_acc", "accuracy.id_test", translatable("ID accuracy")},
    Known{"ood_acc", "accuracy.ood_mean", translatable("OOD accuracy")},
    Known{"id_loss", "loss.id_test", translatable("ID loss")},
    Known{"ood_loss", "loss.ood_mean", translatable("OOD loss")},
    Known{"best_id_acc", "best.accuracy.id_test", translatable("Best ID accuracy")},
    Known{"best_ood_acc", "best.accuracy.ood_mean", translatable("Best OOD accuracy")},
    Known{"best_train_loss", "best.train_loss", translatable("Least training loss")},
    Known{"", "train_loss", translatable("Training loss")},
};

const std::string* kept(std::string_view name) {
    static std::shared_mutex mutex;
    static std::set<std::string, std::less<>> names; // its elements never move
    {
        const std::shared_lock lock(mutex);
        if (const auto found = names.find(name); found != names.end())
            return &*found;
    }
    const std::unique_lock lock(mutex);
    return &*names.emplace(name).first;
}

} // namespace

Field::Field(std::string_view name) : name_(kept(name)) {}

Field field_of(std::string_view word) {
    for (const Known& one : known)
        if (*one.word != '\0' && one.word == word)
            return Field(one.name);
    return Field(word);
}

std::string heading(Field field) {
    for (const Known& one : known)
        if (one.name == field.name())
            return tr(one.heading);
    return field.name();
}

std::vector<std::string> short_words() {
    std::vector<std::string> words;
    for (const Known& one : known)
        if (*one.word != '\0')
            words.emplace_back(one.word);
    return words;
}

} // namespace thaw
