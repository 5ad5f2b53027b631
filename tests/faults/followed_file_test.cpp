// A file that is followed is overwritten in place by all kinds of damage, some of which libhdf5
// does not survive, while this process records a run: its recorder never waits, and loses nothing.
#include "core/run/error.h"
#include "core/storage/storage.h"
#include "tests/app/program.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <sys/stat.h>
#include <thread>

namespace thaw::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

RunHeader header_of_one_series() {
    RunHeader header;
    header.run_id = new_run_id();
    header.name = "live";
    header.created = utc_now();
    header.config = "[run]\nseed = 1\n";
    header.plan.steps = 1'000'000;
    MetricInfo metric;
    metric.name = metric.id = "m";
    metric.series.push_back({.name = "m.s", .headline = true});
    header.plan.metrics.push_back(metric);
    return header;
}

// Records until it is destroyed, a row every few milliseconds, and looks at how often its file
// changes: the recorder writes ten times a second.
class LiveRun {
  public:
    explicit LiveRun(const fs::path& file)
        : file_(file),
          recorder_(create_run(header_of_one_series(), {.file = file, .flush_seconds = 0.1})),
          training_([this](const std::stop_token& stop) { train(stop); }),
          watching_([this](const std::stop_token& stop) { watch(stop); }) {}

    std::int64_t end() {
        training_.request_stop();
        training_.join();
        watching_.request_stop();
        watching_.join();
        recorder_->finish(EndState::finished, "all steps done");
        return steps_;
    }
    Clock::duration longest_silence() const { return longest_; }

  private:
    void train(const std::stop_token& stop) {
        for (; !stop.stop_requested(); std::this_thread::sleep_for(5ms)) {
            auto bundle = std::make_shared<EventBundle>();
            bundle->step = steps_++;
            bundle->readings.push_back({0, {{static_cast<double>(bundle->step), 0, 1}}, 0});
            recorder_->append(bundle);
        }
    }
    void watch(const std::stop_token& stop) {
        auto seen = changed();
        auto last = Clock::now();
        for (; !stop.stop_requested(); std::this_thread::sleep_for(10ms)) {
            const auto now = Clock::now();
            longest_ = std::max(longest_, now - last);
            if (const auto newer = changed(); newer != seen) {
                seen = newer;
                last = now;
            }
        }
    }
    std::pair<std::int64_t, std::int64_t> changed() const {
        struct stat about {};
        ::stat(file_.c_str(), &about);
        return {about.st_mtim.tv_sec, about.st_mtim.tv_nsec};
    }
    fs::path file_;
    std::unique_ptr<Recorder> recorder_;
    std::int64_t steps_ = 0;
    Clock::duration longest_{};
    std::jthread training_, watching_;
};

// As `rsync --inplace` does: the same file, other bytes.
void overwrite(const fs::path& file, const std::string& bytes) {
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    fs::resize_file(file, bytes.size());
}

std::string with_flipped_bytes(std::string bytes, std::mt19937& random, int count) {
    for (int i = 0; i < count; ++i)
        bytes[random() % bytes.size()] = static_cast<char>(random());
    return bytes;
}

// Sizes and addresses that are not what they were.
std::string with_wild_words(std::string bytes, std::mt19937& random) {
    for (int i = 0; i < 20; ++i) {
        const std::size_t at = random() % (bytes.size() / 8) * 8;
        const std::uint64_t word = random() % 2 == 0 ? random() : std::uint64_t{random()} << 31U;
        std::memcpy(&bytes[at], &word, sizeof word);
    }
    return bytes;
}

// One structure in the place of another: what it says is plausible, and wrong.
std::string with_moved_parts(std::string bytes, std::mt19937& random) {
    for (int i = 0; i < 4; ++i) {
        const std::size_t size = 16 + random() % 2000;
        const std::size_t from = random() % (bytes.size() - size);
        const std::size_t to = random() % (bytes.size() - size);
        bytes.replace(to, size, bytes.substr(from, size));
    }
    return bytes;
}

TEST(FollowedFile, MayBecomeAnythingAndTheLiveRunGoesOn) {
    const Folder folder;
    const Result made = thaw(
        folder, {"run", folder.write("a.toml", small_config(60)), "--out", folder / "runs", "-q"});
    ASSERT_EQ(made.code, 0) << made.error;
    const std::string sound = contents(folder.run());
    const fs::path followed = folder.write("followed.thaw.h5", sound);
    std::mt19937 random(static_cast<std::mt19937::result_type>(number_from("THAW_SEED", 1)));
    const auto rounds = number_from("THAW_OVERWRITES", 25);

    LiveRun live(folder / "live.thaw.h5");
    int refused = 0;
    const auto look = [&](const std::string& bytes) {
        overwrite(followed, bytes);
        for (const bool whole : {true, false}) {
            try {
                whole ? static_cast<void>(read_run(followed))
                      : static_cast<void>(read_facts(followed));
            } catch (const Error& error) {
                EXPECT_THAT(error.what(), testing::HasSubstr(followed.string()));
                ++refused;
            }
        }
        overwrite(followed, sound);
        EXPECT_NO_THROW(read_run(followed)); // what was damaged leaves no traces
    };
    look("");
    look("text");
    look(sound.substr(0, sound.size() / 2));
    look(std::string(sound.size(), '\0'));
    for (int i = 0; i < rounds; ++i) {
        look(with_flipped_bytes(sound, random, 1 + i));
        look(with_wild_words(sound, random));
        look(with_moved_parts(sound, random));
    }
    const std::int64_t steps = live.end();
    EXPECT_GT(refused, 10);
    EXPECT_LT(live.longest_silence(), 10s);
    EXPECT_THAT(verify_run(folder / "live.thaw.h5"), testing::IsEmpty());
    const RunRecord record = read_run(folder / "live.thaw.h5");
    ASSERT_EQ(record.metrics[0].step.size(), static_cast<std::size_t>(steps));
    for (std::size_t row = 0; row < record.metrics[0].step.size(); ++row)
        ASSERT_EQ(record.metrics[0].series[0].value[row], static_cast<double>(row));
}

// Truncated and grown while it is read, again and again.
TEST(FollowedFile, MayShrinkWhileItIsRead) {
    const Folder folder;
    const Result made = thaw(
        folder, {"run", folder.write("a.toml", small_config(300)), "--out", folder / "runs", "-q"});
    ASSERT_EQ(made.code, 0) << made.error;
    const fs::path followed = folder.run();
    const std::string sound = contents(followed);
    std::jthread copying([&](const std::stop_token& stop) {
        std::mt19937 random(1);
        while (!stop.stop_requested()) {
            overwrite(followed, sound.substr(0, random() % sound.size()));
            overwrite(followed, sound);
        }
    });
    for (int i = 0; i < 30; ++i) {
        try {
            read_run(followed);
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), testing::HasSubstr(followed.string()));
        }
    }
}

} // namespace
} // namespace thaw::test
