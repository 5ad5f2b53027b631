// libhdf5 may crash, hang or take all memory on a file that was made to do so, or that is damaged
// in the wrong place. A file that this process has not read before is therefore read once by a
// helper process, thaw-probe; only if that comes through is it read here.
#pragma once

#include <filesystem>

namespace thaw {

// How much of a file is going to be read.
enum class ReadDepth { facts, summary, whole };

// Throws Error(damaged) if the helper did not come through: it crashed, took longer than 5 s and
// the file's size justify, or wanted more memory than 256 MiB and the file's size do. What a file
// proves once is believed for as long as this process lives, for a file that is being written as
// well. Where the helper does not lie beside this program, nothing is checked. Thread-safe.
void guard_reading(const std::filesystem::path& file, ReadDepth how);

// The file is this process's own.
void trust(const std::filesystem::path& file);

// Nothing is checked from now on: for the helper itself, and for fuzzing.
void read_unguarded();

// Serves this process's parent on the socket that is its standard input, until that is closed.
void serve_as_probe();

} // namespace thaw
