#include "core/storage/checkpoint_identity.h"

#include "core/run/value.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

namespace thaw {

CheckpointIdentity identity_of(std::string_view bytes) {
    CheckpointIdentity identity;
    std::uint64_t length = 0; // a safetensors file: its length, then the header
    if (bytes.size() < sizeof length)
        return identity;
    std::memcpy(&length, bytes.data(), sizeof length);
    if (length > bytes.size() - sizeof length)
        return identity;
    try {
        const auto notes = nlohmann::json::parse(bytes.substr(sizeof length, length))
                               .at("__metadata__")
                               .get<std::map<std::string, std::string>>();
        const Table session = table_from_toml(notes.at("session"));
        const auto run_id = notes.find("run_id");
        identity = {run_id == notes.end() ? std::string() : run_id->second, session.integer("step"),
                    session.real("train_time")};
    } catch (const std::exception&) { // it is something else, or does not say
    }
    return identity;
}

bool has_rows_of(const RunRecord& record, const CheckpointIdentity& checkpoint) {
    return std::any_of(
        record.metrics.begin(), record.metrics.end(), [&](const MetricColumns& metric) {
            const auto row =
                std::lower_bound(metric.step.begin(), metric.step.end(), checkpoint.step);
            return row != metric.step.end() && *row == checkpoint.step &&
                   metric.train_time[static_cast<std::size_t>(row - metric.step.begin())] ==
                       checkpoint.train_time;
        });
}

} // namespace thaw
