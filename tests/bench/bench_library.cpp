// How long a library of many runs takes to list: cold (every file is opened), warm (from the
// index), and without the facts that recorders leave in ended runs. Prints; judges nothing.
//   bench_library [RUNS=10000]
#include "core/compare/expression.h"
#include "core/compare/fact_group.h"
#include "core/storage/run_index.h"
#include "core/storage/storage.h"
#include "tests/storage/example_run.h"

#include <chrono>
#include <ctime>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// The quickstart's config in length: what a user's run has.
std::string config_of(int seed, int stop) {
    std::string text = fmt::format("[run]\nname = \"bench\"\nseed = {}\ndevice = \"cpu\"\n"
                                   "threads = 2\n[training]\nsteps = 938\nbatch_size = 128\n"
                                   "[dataset]\nid = \"fashion_mnist\"\n[network]\nid = "
                                   "\"resnet18\"\nwidth = 8\n[optimiser]\nid = \"sgd\"\n"
                                   "learning_rate = 0.01\n[intervention]\nid = "
                                   "\"gradual_unfreezing\"\ninterval = {}\n",
                                   seed, stop);
    for (int i = 0; i < 17; ++i)
        text += fmt::format("[[ood]]\nshift = \"shift{}\"\nseverity = {}\n", i, i % 5 + 1);
    for (int i = 0; i < 6; ++i)
        text += fmt::format("[[metrics]]\nid = \"metric{0}\"\nname = \"metric{0}\"\nevery = 100\n"
                            "early_every = 10\nearly_steps = 1000\nexamples = 256\n"
                            "batch_size = 128\nmax_examples = 300\n",
                            i);
    return text;
}

thaw::RunHeader header_of(int i) {
    thaw::RunHeader header = thaw::test::small_header(0);
    header.run_id = fmt::format("{:032x}", i);
    header.config = config_of(i % 5, 100 * (i % 8));
    thaw::MetricInfo evaluation{"evaluation", "evaluation", {}, {}, {}};
    for (const char* what : {"accuracy", "loss"})
        for (const char* which : {"id_test", "ood_mean"})
            evaluation.series.push_back(
                {.name = fmt::format("{}.{}", what, which), .headline = *what == 'a'});
    for (int s = 0; s < 17; ++s)
        evaluation.series.push_back({.name = fmt::format("accuracy.shift{}", s)});
    header.plan.metrics = {
        evaluation,
        {"fisher_trace", "fisher_trace", {}, {}, {{.name = "fisher_trace", .headline = true}}}};
    return header;
}

fs::path file_of(const fs::path& folder, int i) {
    return folder / fmt::format("group{:02}", i % 20) / fmt::format("run-{:05}.thaw.h5", i);
}

// With the real recorder: it leaves the facts, too.
void write_run(const fs::path& file, int i) {
    const thaw::RunHeader header = header_of(i);
    fs::create_directories(file.parent_path());
    const auto recorder = thaw::create_run(header, {.file = file});
    for (std::int64_t step = 0; step < 20; ++step) {
        auto bundle = thaw::test::bundle_at(header.plan, step);
        if (step % 4 == 0)
            bundle->events.push_back(thaw::test::event_at(step));
        recorder->append(bundle);
    }
    recorder->finish(thaw::EndState::finished, "all steps done");
}

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Act>
auto timed(const std::string& what, const Act& act) {
    const auto before = Clock::now();
    const double cpu = cpu_seconds();
    auto result = act();
    fmt::print("{:<44} {:8.3f} s  (cpu {:.3f} s)\n", what,
               std::chrono::duration<double>(Clock::now() - before).count(), cpu_seconds() - cpu);
    return result;
}

std::string load() {
    std::ifstream in("/proc/loadavg");
    std::string text;
    std::getline(in, text);
    return text;
}

} // namespace

int main(int count, char** arguments) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // told as it goes, also into a file
    const int runs = count > 1 ? std::atoi(arguments[1]) : 10'000;
    const thaw::test::Folder folder, cache;
    fmt::print("{} runs in {}; load {}\n", runs, (folder / "").string(), load());
    // Forty runs by the recorder; the others are copies of them under other names.
    const int originals = std::min(runs, 40);
    timed(fmt::format("{} runs written, {} copies (not judged)", originals, runs - originals), [&] {
        for (int i = 0; i < originals; ++i)
            write_run(file_of(folder / "", i), i);
        for (int i = originals; i < runs; ++i) {
            fs::create_directories(file_of(folder / "", i).parent_path());
            fs::copy_file(file_of(folder / "", i % originals), file_of(folder / "", i));
        }
        return 0;
    });
    const auto scan = [&] { return thaw::RunIndex(folder / "", cache / "").scan(); };
    const auto cold = timed("cold: every file opened", scan);
    timed("warm: from the index", scan);
    fmt::print("{} listed, {} opened, {} facts of the first\n", cold.runs.size(), cold.read,
               cold.runs.empty() ? 0 : cold.runs[0]->all().size());
    const auto fields = timed("all fields", [&] { return thaw::fields_of(cold.runs); });
    timed("filtered: stop_step < 300 and seed in [1, 2]", [&] {
        const auto where = thaw::Expression::parse("stop_step < 300 and seed in [1, 2]", fields);
        return thaw::select(cold.runs, where).matching.size();
    });
    timed("grouped by intervention.interval",
          [&] { return thaw::groups_of(cold.runs, thaw::field_of("k")).size(); });
    const std::size_t some = std::min<std::size_t>(500, cold.runs.size());
    timed(fmt::format("{} files read whole, as if without facts", some), [&] {
        for (std::size_t i = 0; i < some; ++i)
            thaw::facts_of(thaw::read_run(cold.runs[i]->file), cold.runs[i]->file);
        return 0;
    });
    fmt::print("load {}\n", load());
    return 0;
}
