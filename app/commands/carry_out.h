// What `run`, `resume` and `fork` share: the options of a run in a terminal, its progress, and the
// summary at its end.
#pragma once

#include "app/background.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace thaw {

struct TerminalOptions {
    bool json = false;
    bool quiet = false;
};
std::shared_ptr<TerminalOptions> add_terminal_options(CLI::App& command);

// Runs the work with progress on stderr, prints the summary on stdout and returns the exit code.
int carry_out(const Work& work, const TerminalOptions& options);

} // namespace thaw
