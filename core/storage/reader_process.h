// libhdf5 may crash, hang or take all memory on a file that was made to do so, or that is damaged
// in the wrong place; and while it reads, it keeps every other thread of its process out. Run files
// are therefore read by helper processes, thaw-probe, which send what they read: in this process
// libhdf5 touches only what it writes itself, and whatever becomes of a file that is read, a run
// that is recorded here goes on.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace thaw {

struct RunFacts;
struct RunRecord;
struct RunSummary;
struct Salvaged;

// Whether a helper lies beside this program, and this process is not one itself. Where none does
// (a program that was copied away), files are read here.
bool reads_elsewhere();
// From now on files are read in this process: for the helper itself, and for fuzzing.
void read_here();

// What the function of storage.h or salvage.h for a T would return or throw, by a helper: RunFacts,
// RunSummary, RunRecord, Salvaged, and for verify_run() a list of sentences. Throws Error(damaged)
// besides, if the helper crashed or had used 5 s of processor time and what the file's size
// justifies, or all the memory that it does, and Error(failure) if none can be started or if `stop`
// was requested meanwhile. A helper that comes to an end is followed by another. Up to eight read
// at once, each for one thread; from any thread.
template <class T>
T read_elsewhere(const std::filesystem::path& file, const std::stop_token& stop = {});

// What a helper does: serves the process that started it on the socket that is its standard input,
// and ends with it, at once, whatever it is reading.
void serve_reading();

} // namespace thaw
