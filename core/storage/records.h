// The two compound rows of a run file, as they lie on disk.
#pragma once

#include "core/run/run_record.h"
#include "core/storage/hdf5.h"
#include "core/storage/layout.h"

#include <cstddef>
#include <cstdint>

namespace thaw {

struct EventRow {
    std::int64_t step;
    double wall_time;
    char kind[layout::kind_size];
    char actor[layout::actor_size];
    std::int64_t command;
    char details[layout::details_size]; // JSON
    std::uint32_t check;                // of all before it; since 1.2
};

struct CheckpointRow {
    std::int64_t step;
    char file[layout::file_size];
    char sha256[layout::sha256_size];
    std::int64_t bytes;
    std::uint8_t pinned;
    std::uint8_t kept;   // 0: the file is gone, by the keep policy or replaced
    std::uint32_t check; // of all before it; since 1.2
};
// Of how many bytes a row's check is.
inline constexpr std::size_t checked_event_bytes = offsetof(EventRow, check);
inline constexpr std::size_t checked_checkpoint_bytes = offsetof(CheckpointRow, kept) + 1;

// What a row reads as that has room but was never written.
EventRow unwritten_event();
CheckpointRow unwritten_checkpoint();

hdf5::Handle event_row_type();
hdf5::Handle checkpoint_row_type();

EventRow to_row(const Event& event);
CheckpointRow to_row(const CheckpointInfo& info, bool kept);
// These throw Error(damaged) for rows that no writer of ours makes.
Event from_row(const EventRow& row);
CheckpointInfo from_row(const CheckpointRow& row);

// Copies a text into a fixed field, null-padded; a longer one is cut between
// two characters.
void put_text(char* field, std::size_t size, const std::string& text);
std::string get_text(const char* field, std::size_t size);

} // namespace thaw
