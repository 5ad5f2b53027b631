// What a run's files hold to the last bit, and what has been saved so far.
#pragma once

#include "core/storage/storage.h"
#include "tests/app/program.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace thaw::test {

// Bits of every reading by metric and step, without the columns that a clock fills.
using Readings = std::map<std::pair<std::string, std::int64_t>, std::vector<std::uint64_t>>;

inline Readings readings_of(const RunRecord& record) {
    Readings all;
    for (std::size_t m = 0; m < record.metrics.size(); ++m) {
        const MetricColumns& columns = record.metrics[m];
        for (std::size_t row = 0; row < columns.step.size(); ++row) {
            std::vector<std::uint64_t> bits{static_cast<std::uint64_t>(columns.examples[row]),
                                            std::bit_cast<std::uint64_t>(columns.epoch[row])};
            for (const SeriesColumns& series : columns.series)
                bits.insert(bits.end(), {std::bit_cast<std::uint64_t>(series.value[row]),
                                         std::bit_cast<std::uint64_t>(series.standard_error[row]),
                                         static_cast<std::uint64_t>(series.count[row])});
            all[{record.header.plan.metrics[m].name, columns.step[row]}] = std::move(bits);
        }
    }
    return all;
}

// The tensors of a checkpoint as they lie there; its notes tell times, which differ.
inline std::string tensors_of(const fs::path& file, const RunRecord& record, std::int64_t step) {
    for (const auto& info : record.checkpoints)
        if (info.step == step) {
            const std::string bytes = read_checkpoint(file, info);
            std::uint64_t header = 0;
            std::memcpy(&header, bytes.data(), sizeof header);
            return bytes.substr(sizeof header + header);
        }
    return "no checkpoint";
}

// The run file in `folder`, empty while there is none.
inline fs::path run_in(const fs::path& folder) {
    std::error_code ignored;
    for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end;
         at.increment(ignored))
        if (at->path().string().ends_with(".thaw.h5"))
            return at->path();
    return {};
}

inline fs::path checkpoints_of(const fs::path& run) {
    std::string name = run.string();
    name.resize(name.size() - std::strlen(".thaw.h5"));
    return name + ".checkpoints";
}

// The newest step of a checkpoint that is whole, -1: none; and whether one is half written.
struct Saved {
    std::int64_t newest = -1;
    bool half = false;
};
inline Saved saved(const fs::path& run) {
    Saved result;
    if (run.empty())
        return result;
    std::error_code ignored;
    for (fs::directory_iterator at(checkpoints_of(run), ignored), end; !ignored && at != end;
         at.increment(ignored)) {
        const std::string name = at->path().filename().string();
        result.half = result.half || name.ends_with(".part");
        if (name.ends_with(".safetensors"))
            result.newest = std::max<std::int64_t>(result.newest, std::atoll(name.c_str() + 5));
    }
    return result;
}

inline void wait_for_seconds(double seconds) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

// Looks again and again until `seen`, or the process has ended, or a minute is over.
inline void await(const Process& process, const std::function<bool()>& seen) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!seen() && process.lives() && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::microseconds(200));
}

inline double seconds_since(std::chrono::steady_clock::time_point then) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

} // namespace thaw::test
