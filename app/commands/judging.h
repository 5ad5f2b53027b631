// What `compare`, `replay` and `verdict` share: which series stand for in and out of distribution,
// how a series becomes one number, and rules.
#pragma once

#include "core/compare/run_outcome.h"
#include "core/run/item.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

namespace thaw {

struct JudgingOptions {
    std::string id, ood, judge = "last";

    Judgement judgement() const;
    // What was asked for, or what usually stands for it. Throws Error(usage) where no run has it.
    std::string id_series(const ComparedRuns& runs) const;
    std::string ood_series(const ComparedRuns& runs) const;
};
// `name`, if some run has that series; else throws Error that names the option.
std::string known_series(const std::string& name, const char* option, const ComparedRuns& runs);

// The whole rule that --rule names. Throws Error(usage) that names the option.
Item rule_option(const std::string& text);
// Throws Error(usage) where the rule watches what no run has.
void check_watched(const Item& rule, const ComparedRuns& runs);
std::string winning_text(std::size_t won, std::size_t compared);

std::shared_ptr<JudgingOptions> add_judging_options(CLI::App& command);

} // namespace thaw
