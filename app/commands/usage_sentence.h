// What is wrong with a command line, in the user's language: CLI11 itself speaks English only.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>

namespace thaw {

// Names the option or the word, tells what to do and which --help tells more.
std::string usage_sentence(const CLI::App& program, const CLI::ParseError& error);

// What is to be done where the parser throws: prints what --help and --version ask for, or tells
// what is wrong on stderr. The exit code.
int parse_exit(const CLI::App& program, const CLI::ParseError& error);

// For options that take an integer: CLI11 takes what is too large for the largest. `word`, where
// there is one, is allowed instead.
CLI::Validator whole_number(const std::string& word = {},
                            std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                            std::int64_t most = std::numeric_limits<std::int64_t>::max());
// For names of files and folders: an empty one is nobody's.
CLI::Validator file_name();

} // namespace thaw
