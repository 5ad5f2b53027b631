// Clocks that jump, zones and locales that change: the data stay right.
#include "core/run/config.h"
#include "core/storage/storage.h"
#include "tests/app/program.h"
#include "tests/run/test_vocabulary.h"

#include <bit>
#include <chrono>
#include <clocale>
#include <cstdlib>
#include <gmock/gmock.h>
#include <sstream>
#include <thread>

namespace thaw::test {
namespace {

using namespace std::chrono_literals;

// The first of Debian's libfaketime's names that is there.
std::string clock_library() {
    for (const char* machine : {"x86_64-linux-gnu", "aarch64-linux-gnu"}) {
        const std::string file =
            std::string("/usr/lib/") + machine + "/faketime/libfaketimeMT.so.1";
        if (fs::exists(file))
            return file;
    }
    return {};
}

// What a reader sees of the numbers, without the columns that a clock fills.
std::vector<std::uint64_t> bits_of(const RunRecord& record) {
    std::vector<std::uint64_t> bits;
    for (const auto& metric : record.metrics) {
        for (const auto step : metric.step)
            bits.push_back(static_cast<std::uint64_t>(step));
        for (const auto& series : metric.series)
            for (const double value : series.value)
                bits.push_back(std::bit_cast<std::uint64_t>(value));
    }
    return bits;
}

class Clock : public testing::Test {
  protected:
    void SetUp() override {
        folder_.write("a.toml", small_config(400));
        ASSERT_EQ(thaw(folder_, {"run", config(), "--out", out("whole"), "-q"}).code, 0);
    }
    std::string config() const { return (folder_ / "a.toml").string(); }
    std::string out(const std::string& name) const { return (folder_ / name).string(); }

    Folder folder_;
};

TEST_F(Clock, JumpsWhileARunGoesOnChangeNoNumberAndNoDuration) {
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "AddressSanitizer must be the first library, and the clock's must be, too";
#endif
    const std::string library = clock_library();
    ASSERT_FALSE(library.empty()) << "libfaketime is missing; packaging/install.sh tests";
    const fs::path shift = folder_.write("shift", "+0");
    const auto began = std::chrono::steady_clock::now();
    Process process(folder_,
                    {"/usr/bin/env", "LD_PRELOAD=" + library, "FAKETIME_NO_CACHE=1",
                     "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_TIMESTAMP_FILE=" + shift.string(),
                     THAW_PROGRAM, "run", config(), "--out", out("jumps"), "-q"});
    bool running_seen = false;
    for (int turn = 0; process.lives(); ++turn) { // three days back, ten years on, and so on
        constexpr const char* jumps[] = {"-3d", "+10y", "+0", "-40y"};
        folder_.write("shift.new", jumps[turn % 4]); // never empty while it is read
        fs::rename(folder_ / "shift.new", shift);
        std::this_thread::sleep_for(20ms);
        if (fs::exists(folder_ / "jumps") && !fs::is_empty(folder_ / "jumps") &&
            !folder_.run("jumps").empty()) {
            const RunState state = read_summary(folder_.run("jumps")).status.state;
            EXPECT_NE(to_text(state), "interrupted"); // by its process, not by a heartbeat
            running_seen = running_seen || state == RunState::running;
        }
    }
    ASSERT_EQ(process.wait(), 0) << process.error();
    EXPECT_TRUE(running_seen);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;

    const RunRecord record = read_run(folder_.run("jumps"));
    EXPECT_EQ(to_text(record.status.state), "finished");
    EXPECT_THAT(verify_run(folder_.run("jumps")), testing::IsEmpty());
    EXPECT_EQ(bits_of(record), bits_of(read_run(folder_.run("whole"))));
    for (const auto& metric : record.metrics) {
        EXPECT_TRUE(std::is_sorted(metric.wall_time.begin(), metric.wall_time.end()));
        EXPECT_GE(metric.wall_time.front(), 0);
        EXPECT_LT(metric.wall_time.back(), took.count());
    }
    for (std::size_t i = 1; i < record.events.size(); ++i)
        EXPECT_LE(record.events[i - 1].wall_time, record.events[i].wall_time);
}

TEST_F(Clock, AnotherZoneWritesTheSameData) {
    const auto run_in = [&](const char* zone) {
        const std::string name = std::string("in ") + zone;
        Process process(folder_, {"/usr/bin/env", std::string("TZ=") + zone, THAW_PROGRAM, "run",
                                  config(), "--out", out(name), "-q"});
        EXPECT_EQ(process.wait(), 0) << process.error();
        return read_run(folder_.run(name));
    };
    const RunRecord whole = read_run(folder_.run("whole"));
    const RunRecord east = run_in("<+14>-14"), west = run_in("<-12>12");
    EXPECT_EQ(bits_of(east), bits_of(whole));
    EXPECT_EQ(bits_of(west), bits_of(whole));
    // Made in UTC within a minute or so of each other, where the zones are 26 hours apart.
    EXPECT_THAT(east.header.created, testing::EndsWith("Z"));
    const auto seconds = [](const std::string& created) {
        std::tm when{};
        std::istringstream(created) >> std::get_time(&when, "%Y-%m-%dT%H:%M:%SZ");
        return timegm(&when);
    };
    EXPECT_LT(std::abs(seconds(east.header.created) - seconds(west.header.created)), 600);
}

// Qt sets the user's locale for the whole process, with a decimal comma in half of the world.
TEST(Locale, ADecimalCommaIsOfNoFile) {
    const Folder folder;
    const std::string made =
        "localedef -i de_DE -f UTF-8 '" + (folder / "de_DE.UTF-8").string() + "' >/dev/null 2>&1";
    ASSERT_EQ(std::system(made.c_str()), 0) << "locales is missing; packaging/install.sh tests";

    RunRecord record;
    record.header.name = "comma";
    record.header.plan.steps = 2;
    record.header.plan.metrics = {{"m", "m", {}, {}, {{.name = "m.s", .headline = true}}}};
    record.metrics = {{{0, 1},
                       {0, 4},
                       {0, 0.5},
                       {0.25, 0.75},
                       {0, 0},
                       {0, 0},
                       {{{1.5, 1234.5678}, {0.1, 0.2}, {1, 1}}}}};
    const auto all_texts = [&](const std::string& file) {
        const RunConfig config = parse_config(
            std::string(good_config) + "[[triggers]]\nid = \"at_step\"\nstep = 3\n"
                                       "action = \"set_learning_rate\"\nlearning_rate = 0.0625\n",
            "a.toml", small_vocabulary(), {"optimiser.momentum=0.875"});
        EXPECT_EQ(config.optimiser.settings.real("momentum"), 0.875);
        std::ostringstream all;
        all << to_toml(config);
        for (const auto& format : export_formats())
            export_run(record, format, all);
        const auto recorder = create_run(record.header, {.file = folder / file});
        auto bundle = std::make_shared<EventBundle>();
        bundle->readings = {{0, {{1.5, 0.25, 1}}, 0}};
        bundle->events = {{.kind = EventKind::learning_rate_set}};
        bundle->events[0].details.set("learning_rate", 0.125);
        bundle->events[0].values = {{"m.s", 1.5}};
        recorder->append(bundle);
        recorder->finish(EndState::finished, "all steps done");
        RunRecord read = read_run(folder / file);
        EXPECT_EQ(read.events.at(0).details.real("learning_rate"), 0.125);
        EXPECT_EQ(read.events.at(0).values.at(0).second, 1.5);
        read.status = {};
        for (const auto& format : export_formats())
            export_run(read, format, all);
        return all.str();
    };
    const std::string plain = all_texts("plain.thaw.h5");
    setenv("LOCPATH", folder.path().c_str(), 1);
    const char* set = std::setlocale(LC_ALL, "de_DE.UTF-8");
    ASSERT_NE(set, nullptr);
    EXPECT_STREQ(std::localeconv()->decimal_point, ",");
    const std::string german = all_texts("german.thaw.h5");
    std::setlocale(LC_ALL, "C");
    unsetenv("LOCPATH");
    EXPECT_EQ(german, plain);
    EXPECT_THAT(plain, testing::HasSubstr("1234.5678"));
}

} // namespace
} // namespace thaw::test
