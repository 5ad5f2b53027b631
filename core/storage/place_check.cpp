#include "core/storage/place_check.h"

#include "core/storage/layout.h"

#include <string>
#include <zlib.h>

namespace thaw {

namespace {

std::uint32_t crc(std::uint32_t so_far, const void* bytes, std::size_t size) {
    return static_cast<std::uint32_t>(::crc32_z(so_far, static_cast<const Bytef*>(bytes), size));
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
    std::vector<std::uint32_t> checks;
    checks.reserve(columns.step.size());
    for (std::size_t i = 0; i < columns.step.size(); ++i)
        checks.push_back(
            place.row(first + i, columns.step[i], columns.examples[i], columns.epoch[i]));
    return checks;
}

std::vector<std::uint32_t> time_checks(const PlaceCheck& place, const MetricColumns& columns,
                                       std::size_t first) {
    std::vector<std::uint32_t> checks;
    checks.reserve(columns.step.size());
    for (std::size_t i = 0; i < columns.step.size(); ++i)
        checks.push_back(
            place.row(first + i, columns.wall_time[i], columns.train_time[i], columns.seconds[i]));
    return checks;
}

std::vector<std::uint32_t> reading_checks(const PlaceCheck& place, const SeriesColumns& columns,
                                          std::size_t first) {
    std::vector<std::uint32_t> checks;
    checks.reserve(columns.value.size());
    for (std::size_t i = 0; i < columns.value.size(); ++i)
        checks.push_back(
            place.row(first + i, columns.value[i], columns.standard_error[i], columns.count[i]));
    return checks;
}

std::uint32_t status_check(std::string_view run_id, const StatusTexts& texts, std::int64_t pid,
                           std::int64_t process_start, std::int64_t last_step, double heartbeat) {
    std::string all;
    for (const std::string_view text :
         {texts.state, texts.reason, texts.ended, texts.host, texts.boot_id}) {
        all += text;
        all += '\0';
    }
    for (const std::int64_t number : {pid, process_start, last_step})
        all.append(reinterpret_cast<const char*>(&number), sizeof number);
    all.append(reinterpret_cast<const char*>(&heartbeat), sizeof heartbeat);
    return PlaceCheck(run_id, layout::status_check).text(all);
}

} // namespace thaw
