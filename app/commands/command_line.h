// `thaw`: its subcommands, one file each.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace thaw {

inline constexpr int exit_ok = 0; // the others: Fault, background.h, output.h

// Runs the program and returns its exit code; errors become one sentence on stderr.
int run_command_line(int count, char** arguments);

// Each adds its subcommand; the callback does the work, throws Error and may set `exit_code`.
void add_run_command(CLI::App& program, int& exit_code);
void add_resume_command(CLI::App& program, int& exit_code);
void add_fork_command(CLI::App& program, int& exit_code);
void add_list_command(CLI::App& program, int& exit_code);
void add_show_command(CLI::App& program);
void add_export_command(CLI::App& program);
void add_verify_command(CLI::App& program, int& exit_code);
void add_repair_command(CLI::App& program);
void add_describe_command(CLI::App& program);
void add_compare_command(CLI::App& program);
void add_replay_command(CLI::App& program);
void add_sweep_command(CLI::App& program, int& exit_code);
void add_verdict_command(CLI::App& program);

} // namespace thaw
