// Every name and limit of the run file, in one place; FORMAT.md explains them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace thaw::layout {

inline constexpr const char* format = "thaw-run";
inline constexpr int major = 1; // a reader refuses newer ones
inline constexpr int minor = 2; // additions only
inline constexpr const char* version = "1.2";

inline constexpr const char* entry = "/entry";
inline constexpr const char* config = "/entry/config";
inline constexpr const char* resolved = "/entry/config/resolved";
inline constexpr const char* source = "/entry/config/source";
inline constexpr const char* plan = "/entry/plan";
inline constexpr const char* provenance = "/entry/provenance";
inline constexpr const char* parent = "/entry/parent";
inline constexpr const char* metrics = "/entry/metrics";
inline constexpr const char* series = "/entry/series";
inline constexpr const char* plots = "/entry/plots";
inline constexpr const char* events = "/entry/events";
inline constexpr const char* checkpoints = "/entry/checkpoints";
inline constexpr const char* status = "/entry/status";
inline constexpr const char* state = "/entry/status/state";
inline constexpr const char* facts = "/entry/facts"; // since 1.1

// Since 1.2: checksums that know their place (place_check.h). In each metric one of step, examples
// and epoch and one of the times; in each series one of the reading; an attribute of each text.
inline constexpr int first_minor_with_checks = 2;
inline constexpr const char* step_check = "step_check";
inline constexpr const char* time_check = "time_check";
inline constexpr const char* reading_check = "check";
inline constexpr const char* text_check = "check";
inline constexpr const char* status_check = "/entry/status/check";
inline constexpr const char* rows_check = "/entry/status/rows_check";

// Columns of a metric, shared by its series through soft links.
inline constexpr const char* shared_columns[] = {"step",      "epoch",      "examples",
                                                 "wall_time", "train_time", "seconds"};

// Fixed sizes in bytes: SWMR allows no variable-length data.
inline constexpr std::size_t kind_size = 32;
inline constexpr std::size_t actor_size = 8;
inline constexpr std::size_t details_size = 1024;
inline constexpr std::size_t file_size = 64;
inline constexpr std::size_t sha256_size = 64;
inline constexpr std::size_t state_size = 16;
inline constexpr std::size_t host_size = 64;
inline constexpr std::size_t boot_id_size = 40;
inline constexpr std::size_t reason_size = 512;
inline constexpr std::size_t time_size = 24;
inline constexpr std::size_t facts_size = 16384;

// Space in a file is handed out in pages of this size: what is smaller crosses none. A kill can cut
// a write short only between pages of memory, so nothing with a checksum of its own is torn.
inline constexpr std::size_t page_bytes = 4096;
// Of a chunk with its checksum, at most; two fit into a page.
inline constexpr std::size_t chunk_bytes = page_bytes / 2;
inline constexpr std::size_t checksum_bytes = 4;
constexpr std::size_t rows_in_chunk(std::size_t row_bytes) {
    return (chunk_bytes - checksum_bytes) / row_bytes;
}

// What a cell holds that was never written. Integers: no step, count or number of examples is
// negative. Reals: a NaN that no arithmetic makes, so that it is not taken for a measured one.
inline constexpr std::int64_t unwritten_integer = -1;
inline constexpr std::uint64_t unwritten_real_bits = 0x7ff8'0000'7468'6177; // ends in "thaw"
inline constexpr double unwritten_real = std::bit_cast<double>(unwritten_real_bits);

} // namespace thaw::layout
