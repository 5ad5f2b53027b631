// Runs for tests of core/storage: a folder that goes away, headers, bundles, /usr/bin/python3.
#pragma once

#include "core/run/run_header.h"
#include "core/run/session_state.h"
#include "core/storage/storage.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>

namespace thaw::test {

namespace fs = std::filesystem;

class Folder {
  public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "thaw-storage-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    fs::path operator/(const std::string& name) const { return path_ / name; }

  private:
    fs::path path_;
};

// `metrics` metrics, m0, m1, ..., of `series` series each: m0.s0, m0.s1, ...; the first one of
// each is a headline.
inline RunHeader small_header(int metrics = 2, int series = 3) {
    RunHeader header;
    header.run_id = "0123456789abcdef0123456789abcdef";
    header.name = "small";
    header.created = "2026-11-24T12:00:00Z";
    header.config = "[run]\nseed = 1\n";
    header.source = "# as written\n";
    header.plan.steps = 5000;
    header.plan.steps_per_epoch = 10; // as bundle_at() has it
    header.plan.batch_size = 4;
    header.plan.train_examples = 40;
    for (int m = 0; m < metrics; ++m) {
        MetricInfo metric;
        metric.name = metric.id = fmt::format("m{}", m);
        for (int s = 0; s < series; ++s)
            metric.series.push_back({.name = fmt::format("m{}.s{}", m, s), .headline = s == 0});
        header.plan.metrics.push_back(metric);
    }
    return header;
}

// What series s of metric m is at a step: all of a row can be told from its step.
inline double value_at(std::int64_t step, std::size_t m, std::size_t s) {
    return static_cast<double>(step) + 1000.0 * static_cast<double>(m) +
           100000.0 * static_cast<double>(s);
}

inline std::shared_ptr<EventBundle> bundle_at(const Plan& plan, std::int64_t step) {
    auto bundle = std::make_shared<EventBundle>();
    bundle->step = step;
    bundle->epoch = static_cast<double>(step) / 10;
    bundle->examples = step * 4;
    bundle->wall_time = static_cast<double>(step) * 0.5;
    bundle->train_time = static_cast<double>(step) * 0.25;
    for (std::size_t m = 0; m < plan.metrics.size(); ++m) {
        MetricReadings readings{m, {}, 0.125};
        for (std::size_t s = 0; s < plan.metrics[m].series.size(); ++s)
            readings.readings.push_back({value_at(step, m, s), 0.5, step});
        bundle->readings.push_back(std::move(readings));
    }
    return bundle;
}

// A checkpoint without tensors, which says whose it is: of the session that wrote bundle_at(step).
inline std::string checkpoint_at(std::int64_t step, const RunHeader& header = small_header()) {
    SessionState state;
    state.run_id = header.run_id;
    state.step = step;
    state.train_time = static_cast<double>(step) * 0.25;
    const std::string text = nlohmann::json{{"__metadata__", to_notes(state)}}.dump();
    const std::uint64_t length = text.size();
    std::string bytes(sizeof length, '\0');
    std::memcpy(bytes.data(), &length, sizeof length);
    return bytes + text;
}

inline Event event_at(std::int64_t step, EventKind kind = EventKind::released) {
    Event event;
    event.step = step;
    event.kind = kind;
    event.details.set("block", std::string("head"));
    return event;
}

// All rows are whole: what value_at() says for their step.
inline void expect_whole_rows(const RunRecord& record) {
    for (std::size_t m = 0; m < record.metrics.size(); ++m) {
        const MetricColumns& rows = record.metrics[m];
        for (std::size_t i = 0; i < rows.step.size(); ++i) {
            ASSERT_EQ(rows.examples[i], rows.step[i] * 4) << "metric " << m << ", row " << i;
            ASSERT_EQ(rows.seconds[i], 0.125);
            for (std::size_t s = 0; s < rows.series.size(); ++s) {
                ASSERT_EQ(rows.series[s].value[i], value_at(rows.step[i], m, s));
                ASSERT_EQ(rows.series[s].standard_error[i], 0.5);
                ASSERT_EQ(rows.series[s].count[i], rows.step[i]);
            }
        }
    }
}

// A finished run of `rows` steps with an event and a checkpoint each tenth step.
inline void write_small_run(const fs::path& file, std::int64_t rows, int metrics = 2) {
    const RunHeader header = small_header(metrics);
    const auto recorder = create_run(header, {.file = file, .keep_checkpoints = 100});
    for (std::int64_t step = 0; step < rows; ++step) {
        auto bundle = bundle_at(header.plan, step);
        if (step % 10 == 0)
            bundle->events.push_back(event_at(step));
        recorder->append(bundle);
        if (step % 10 == 0)
            recorder->save_checkpoint(step, fmt::format("checkpoint {}", step), false);
    }
    recorder->finish(EndState::finished, "all steps done");
}

inline std::string read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_file(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

inline void flip_byte(const fs::path& file, std::size_t at) {
    std::string bytes = read_file(file);
    bytes.at(at) = static_cast<char>(~bytes.at(at));
    write_file(file, bytes);
}

// What lies in it, sorted.
inline std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

// Runs a program of Debian's Python, which has h5py: HDF5 as others see it. Its output; a failure
// of the program fails the test.
inline std::string python(const std::string& program, const fs::path& argument) {
    const Folder folder;
    write_file(folder / "program.py", program);
    const std::string command = fmt::format("/usr/bin/python3 '{}' '{}' 2>&1",
                                            (folder / "program.py").string(), argument.string());
    std::string output;
    FILE* pipe = popen(command.c_str(), "r"); // NOLINT: a fixed program
    if (pipe == nullptr)
        return "no pipe";
    std::array<char, 4096> part{};
    while (const std::size_t size = fread(part.data(), 1, part.size(), pipe))
        output.append(part.data(), size);
    EXPECT_EQ(pclose(pipe), 0) << output;
    return output;
}

} // namespace thaw::test
