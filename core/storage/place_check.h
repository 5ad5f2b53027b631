// The checksum of what a file holds at a place. HDF5's own checksums know neither place nor file: a
// block of zeros has the right one, and so has a block that lies where another belongs. This one is
// the CRC-32 of gzip and Python's zlib.crc32 over the run's id, the path of the dataset, the number
// of the row and the bytes that lie there; FORMAT.md, "Checksums", has the recipe.
#pragma once

#include "core/run/run_record.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace thaw {

class PlaceCheck {
  public:
    // `path` is that of the dataset of checksums, or of the text itself, from the file's root.
    PlaceCheck(std::string_view run_id, std::string_view path);

    // Of the row `index`: its cells, in the order of the columns.
    template <class... Cells>
    std::uint32_t row(std::size_t index, Cells... cells) const {
        std::array<unsigned char, sizeof(std::int64_t) + (sizeof(Cells) + ...)> bytes{};
        std::size_t at = 0;
        const auto put = [&](auto cell) {
            std::memcpy(&bytes[at], &cell, sizeof cell); // little-endian, as in the file
            at += sizeof cell;
        };
        put(static_cast<std::int64_t>(index));
        (put(cells), ...);
        return of(bytes.data(), bytes.size());
    }
    // Of a row that is one struct: its first `size` bytes.
    std::uint32_t row_bytes(std::size_t index, const void* row, std::size_t size) const;
    std::uint32_t text(std::string_view text) const { return of(text.data(), text.size()); }

  private:
    std::uint32_t of(const void* bytes, std::size_t size) const;

    std::uint32_t prefix_; // the checksum so far: run and path
};

// The checksums that a metric's rows have, column by column: those of the rows of `columns`, of
// which the first is row `first` of the file.
std::vector<std::uint32_t> step_checks(const PlaceCheck& place, const MetricColumns& columns,
                                       std::size_t first = 0);
std::vector<std::uint32_t> time_checks(const PlaceCheck& place, const MetricColumns& columns,
                                       std::size_t first = 0);
std::vector<std::uint32_t> reading_checks(const PlaceCheck& place, const SeriesColumns& columns,
                                          std::size_t first = 0);

// Of a file whose writer has ended: over all of its status but the check itself.
struct StatusTexts {
    std::string_view state, reason, ended, host, boot_id;
};
std::uint32_t status_check(std::string_view run_id, const StatusTexts& texts,
                           const std::array<std::int64_t, 4>& pid_start_namespace_step,
                           double heartbeat);
// Over how many rows there are: of events, of checkpoints, and of each metric in the plan's order.
std::uint32_t rows_check(std::string_view run_id, const std::vector<std::int64_t>& rows);

} // namespace thaw
