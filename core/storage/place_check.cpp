#include "core/storage/place_check.h"

#include "core/storage/layout.h"

#include <string>
#include <zlib.h>

namespace thaw {

namespace {

std::uint32_t crc(std::uint32_t so_far, const void* bytes, std::size_t size) {
    return static_cast<std::uint32_t>(::crc32_z(so_far, static_cast<const Bytef*>(bytes), size));
}

// Of rows whose cells stand in columns of one length.
template <class Column, class... Columns>
std::vector<std::uint32_t> checks_of(const PlaceCheck& place, std::size_t first,
                                     const Column& column, const Columns&... others) {
    std::vector<std::uint32_t> checks;
    checks.reserve(column.size());
    for (std::size_t i = 0; i < column.size(); ++i)
        checks.push_back(place.row(first + i, column[i], others[i]...));
    return checks;
}

} // namespace

PlaceCheck::PlaceCheck(std::string_view run_id, std::string_view path) {
    std::string prefix(run_id);
    prefix += '\0';
    prefix += path;
    prefix += '\0';
    prefix_ = crc(0, prefix.data(), prefix.size());
}

std::uint32_t PlaceCheck::of(const void* bytes, std::size_t size) const {
    return crc(prefix_, bytes, size);
}

std::uint32_t PlaceCheck::row_bytes(std::size_t index, const void* row, std::size_t size) const {
    const auto number = static_cast<std::int64_t>(index);
    return crc(of(&number, sizeof number), row, size);
}

std::vector<std::uint32_t> step_checks(const PlaceCheck& place, const MetricColumns& columns,
                                       std::size_t first) {
    return checks_of(place, first, columns.step, columns.examples, columns.epoch);
}

std::vector<std::uint32_t> time_checks(const PlaceCheck& place, const MetricColumns& columns,
                                       std::size_t first) {
    return checks_of(place, first, columns.wall_time, columns.train_time, columns.seconds);
}

std::vector<std::uint32_t> reading_checks(const PlaceCheck& place, const SeriesColumns& columns,
                                          std::size_t first) {
    return checks_of(place, first, columns.value, columns.standard_error, columns.count);
}

std::uint32_t status_check(std::string_view run_id, const StatusTexts& texts,
                           const std::array<std::int64_t, 4>& pid_start_namespace_step,
                           double heartbeat) {
    std::string all;
    for (const std::string_view text :
         {texts.state, texts.reason, texts.ended, texts.host, texts.boot_id}) {
        all += text;
        all += '\0';
    }
    for (const std::int64_t number : pid_start_namespace_step)
        all.append(reinterpret_cast<const char*>(&number), sizeof number);
    all.append(reinterpret_cast<const char*>(&heartbeat), sizeof heartbeat);
    return PlaceCheck(run_id, layout::status_check).text(all);
}

std::uint32_t rows_check(std::string_view run_id, const std::vector<std::int64_t>& rows) {
    return PlaceCheck(run_id, layout::rows_check)
        .text({reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof rows[0]});
}

} // namespace thaw
