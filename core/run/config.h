// Everything that determines a run, read from one TOML file and checked against the vocabulary.
#pragma once

#include "core/run/description.h"
#include "core/run/error.h"
#include "core/run/item.h"
#include "core/run/plan.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

struct RunConfig {
    Item run, training, seeds, checkpoints;
    Item dataset, task, network, optimiser, schedule, intervention;
    std::vector<Item> augmentations;
    std::vector<Item> ood;      // id: the shift
    std::vector<Item> splits;   // settings hold "name", never empty
    std::vector<Item> metrics;  // settings hold "name", never empty
    std::vector<Item> triggers; // settings hold "name", never empty
    std::vector<Item> commands;

    bool operator==(const RunConfig& other) const = default;

    std::uint64_t seed(std::string_view purpose) const; // of [seeds]
};

// One thing that is wrong with a config.
struct ConfigProblem {
    std::string place; // "file:line" or "--set key"
    std::string key;   // dotted: optimiser.momentum, metrics[1].every
    std::string sentence;
};

// All that is wrong at once; what() has a line a problem.
class ConfigError : public Error {
  public:
    explicit ConfigError(std::vector<ConfigProblem> problems);
    const std::vector<ConfigProblem>& problems() const { return problems_; }

  private:
    std::vector<ConfigProblem> problems_;
};

// Reads and checks a config. `file` names it in messages. `overrides` are "dotted.key=value" in
// the order given; entries of lists are addressed by index or by name: metrics[0].every,
// metrics.fisher_trace.every. In [[ood]] a list stands for one split an element:
// shift = ["fog", "stripe"], angle = [15, 30], and so does a group of shifts, one a member;
// settings that only some members have are given to those. Throws ConfigError.
RunConfig parse_config(std::string_view text, const std::string& file, const Vocabulary& vocabulary,
                       const std::vector<std::string>& overrides = {});
RunConfig read_config(const std::string& file, const Vocabulary& vocabulary,
                      const std::vector<std::string>& overrides = {});

// One entry of a list alone, without its id: "key = value" lines over the defaults of the
// description `id` in `choices` and of `extras`. `section` is for messages. Throws ConfigError.
Item read_item(const std::string& lines, const std::string& id,
               const std::vector<Description>& choices, const std::vector<Parameter>& extras,
               const std::string& section);

// The resolved config: every setting, defaults too. parse_config of it gives an equal config.
std::string to_toml(const RunConfig& config);

// Combinations that cannot be, found without building anything (config_rules.cpp).
std::vector<ConfigProblem> impossible_combinations(const RunConfig& config,
                                                   const Vocabulary& vocabulary);
// What lies after the last of the run's steps; known from the config alone only if that has steps.
std::vector<ConfigProblem> after_the_end(const RunConfig& config, std::int64_t steps);
// What can be checked once the run is planned, before it has a file. Throws ConfigError.
void check_plan(const RunConfig& config, const Plan& plan);
// The part of it that a session needs. Throws ConfigError when a trigger watches a series that the
// run does not have.
void check_watched_series(const RunConfig& config, const Plan& plan);

} // namespace thaw
