// A long run that nobody leaves alone: commands at random moments, the page closed and opened,
// forks taken, another process following. Every command is answered exactly once, forks have the
// run's own bits, the follower sees nothing that is not there, and memory stays flat.
//
// THAW_SOAK_STEPS=1000000 makes the long form (packaging/faults.sh soak); THAW_SEED chooses other
// moments.
#include "core/run/rule.h"
#include "core/run/session.h"
#include "core/storage/storage.h"
#include "tests/app/program.h"
#include "tests/bench/bench_memory.h"
#include "tests/bench/planned_trainer.h"
#include "tests/run/memory_recorder.h"
#include "widgets/run_page.h"

#include <QApplication>
#include <QThread>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <malloc.h>
#include <map>
#include <random>
#include <thread>

// Qt's libraries are not built for ThreadSanitizer: how their own threads hand things over is
// hidden from it.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { // NOLINT: the name is given
    return "called_from_lib:libQt6Core\ncalled_from_lib:libQt6Gui\nrace:libQt6Core\n"
           "race:libQt6Gui\nrace:libQt6Widgets\nrace:libQt6Charts\nrace:libglib-2.0\n";
}

namespace thaw {
namespace {

using bench::PlannedTrainer;
using test::Folder;
using test::number_from;
using test::fs::path;

constexpr int between_looks = 25; // milliseconds, the most that app/window/look_pace.h allows
constexpr double mib = 1024.0 * 1024.0;

// 20 series; all are read at every step first, later at every third.
Plan soak_plan(std::int64_t steps) {
    Plan plan = bench::full_plan(steps);
    for (auto& metric : plan.metrics)
        metric.cadence = {1, 2000, 3};
    return plan;
}

// As slow as a small network, so that people can act in between.
class SoakTrainer final : public PlannedTrainer {
  public:
    using PlannedTrainer::PlannedTrainer;
    StepResult update(std::int64_t step, double rate) override {
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        return PlannedTrainer::update(step, rate);
    }
};

std::string weights_of(const std::string& checkpoint) { // its notes tell times
    return checkpoint.substr(0, checkpoint.find('\1'));
}

class Soak : public testing::Test {
  protected:
    Soak() : header_(bench::full_record(steps_).header) {
        header_.plan = soak_plan(steps_);
        RunRecord record;
        record.header = header_;
        run_ = std::make_unique<ShownRun>(std::move(record), config_, RunMode::live);
        open_page();
    }

    void open_page() {
        page_ = std::make_unique<RunPage>(run_.get(), "soak.thaw.h5");
        page_->resize(1200, 800);
        page_->show();
    }

    void take() { // what the window does every 25 ms
        const auto taken = feed_.take_all();
        run_->append(taken.bundles, taken.dropped);
        QApplication::processEvents();
    }

    bool chance(double share) { return std::bernoulli_distribution(share)(random_); }

    void ask(Action action) {
        RunCommand command;
        command.action = action;
        if (action == Action::set_learning_rate)
            command.learning_rate = std::uniform_real_distribution<double>(1e-4, 1e-3)(random_);
        if (action == Action::set_rule || action == Action::remove_rule) {
            Table settings;
            settings.set("name", fmt::format("rule{}", random_() % 5));
            settings.set("step",
                         run_->history().last_step() + static_cast<std::int64_t>(random_() % 9999));
            settings.set("action", std::string("checkpoint"));
            command.rule = make_rule("at_step", settings);
        }
        if (const auto number = commands_.push(command))
            asked_[*number] = action;
    }

    void ask_something() {
        static const std::vector<Action> actions{
            Action::release_next, Action::hold,       Action::release_all,
            Action::checkpoint,   Action::pause,      Action::set_learning_rate,
            Action::step_once,    Action::set_rule,   Action::remove_rule,
            Action::go_on,        Action::checkpoint, Action::go_on};
        ask(actions[random_() % actions.size()]);
    }

    // From a checkpoint of the running file to the next one, with the commands in between.
    void fork_somewhere() {
        const RunRecord parent = read_run(file_);
        std::vector<CheckpointInfo> pinned;
        for (const auto& info : parent.checkpoints)
            if (info.pinned)
                pinned.push_back(info);
        if (pinned.size() < 2)
            return;
        const std::size_t from = random_() % (pinned.size() - 1);
        const std::int64_t until = pinned[from + 1].step;
        if (until - pinned[from].step > 5000) // the window waits meanwhile
            return;
        PlannedTrainer trainer(header_.plan);
        test::MemoryRecorder recorder;
        CommandQueue commands;
        Session child(config_, trainer, recorder, commands, nullptr,
                      {.until = until, .replay = recorded_commands(parent.events)});
        child.continue_from(read_checkpoint(file_, pinned[from]), EventKind::forked, {});
        child.run();
        EXPECT_EQ(weights_of(recorder.checkpoints[until]),
                  weights_of(read_checkpoint(file_, pinned[from + 1])))
            << "from " << pinned[from].step << " to " << until;
        ++forks_;
    }

    // Each command's answers: all events of its number, at one step, with one of its own kind.
    void expect_answered_once(const std::vector<Event>& events) {
        std::map<std::int64_t, std::vector<const Event*>> answers;
        for (const auto& event : events)
            if (event.command != 0)
                answers[event.command].push_back(&event);
        for (const auto& [number, action] : asked_) {
            const auto& own = answers[number];
            SCOPED_TRACE(fmt::format("command {}: {}", number, to_text(action)));
            // The blocks of a release follow the event that says what was asked.
            const auto main = std::count_if(own.begin(), own.end(), [&](const Event* event) {
                return event->kind != EventKind::released || action == Action::release_next;
            });
            EXPECT_EQ(main, 1);
            for (const Event* event : own)
                EXPECT_EQ(event->step, own.front()->step);
        }
        EXPECT_EQ(answers.size(), asked_.size());
    }

    // Rests of memory that are no curve and no event; least squares over the second half.
    void note_memory() {
        malloc_trim(0);
        constexpr double event_bytes = 9216; // as seen: in the history, the log and on every plot
        const auto events = static_cast<double>(run_->history().events().size());
        const double rest =
            bench::resident() - bench::held_by_columns(run_->history()) - event_bytes * events;
        memory_.emplace_back(static_cast<double>(run_->history().last_step()), rest);
        fmt::print("step {:>9}: {:7.1f} MiB resident, {:7.1f} MiB neither curve nor event, {} "
                   "commands\n",
                   run_->history().last_step(), bench::resident() / mib, rest / mib, asked_.size());
        std::fflush(stdout);
    }

    const std::int64_t steps_ = number_from("THAW_SOAK_STEPS", 20'000);
    std::mt19937_64 random_{static_cast<std::uint64_t>(number_from("THAW_SEED", 20261129))};
    Folder folder_;
    path file_ = folder_ / "soak.thaw.h5";
    const RunConfig config_ = test::example_config();
    RunHeader header_;
    CommandQueue commands_;
    LiveFeed feed_;
    std::unique_ptr<ShownRun> run_;
    std::unique_ptr<RunPage> page_;
    std::map<std::int64_t, Action> asked_;
    std::vector<std::pair<double, double>> memory_;
    int forks_ = 0, opened_ = 0;
};

TEST_F(Soak, EveryCommandIsAnsweredOnceAndMemoryStaysFlat) {
    SoakTrainer trainer(header_.plan);
    const auto recorder = create_run(header_, {.file = file_});
    test::Process follower(folder_, {"/usr/bin/env", "THAW_SOAK_FILE=" + file_.string(),
                                     test::fs::read_symlink("/proc/self/exe").string(),
                                     "--gtest_also_run_disabled_tests",
                                     "--gtest_filter=SoakFollower.DISABLED_*"});
    std::atomic<bool> over = false;
    std::jthread session([&] {
        Session(config_, trainer, *recorder, commands_, &feed_).run();
        over = true;
    });

    const double forks_wanted = 40.0 / static_cast<double>(steps_); // a step
    std::int64_t seen = 0, told = 0;
    while (!over) {
        QThread::msleep(between_looks);
        take();
        for (int i = 0; i < 3; ++i)
            if (chance(0.5))
                ask_something();
        ask(Action::go_on); // nobody waits for long
        if (chance(0.02)) { // a tab is closed, and opened again
            page_.reset();
            open_page();
            ++opened_;
        }
        const std::int64_t now = run_->history().last_step();
        if (chance(std::min(1.0, forks_wanted * static_cast<double>(now - seen))))
            fork_somewhere();
        seen = now;
        if (now >= told && now < steps_) {
            note_memory();
            told += steps_ / 20;
        }
    }
    session.join();
    take();
    page_.reset();

    EXPECT_EQ(follower.wait(), 0) << follower.out();
    fmt::print("{}", follower.out());
    const RunRecord record = read_run(file_);
    EXPECT_EQ(to_text(record.status.state), "finished");
    EXPECT_EQ(record.status.last_step, steps_);
    EXPECT_THAT(verify_run(file_), testing::IsEmpty());
    expect_answered_once(record.events);
    EXPECT_EQ(record.events.size(), run_->history().events().size());
    const double grows = bench::slope(
        {memory_.begin() + static_cast<std::ptrdiff_t>(memory_.size() / 2), memory_.end()});
    fmt::print("{} steps, {} commands answered, {} forks, page opened {} times; memory grows by "
               "{:.2f} bytes a step\n",
               steps_, asked_.size(), forks_, opened_, grows);
    EXPECT_GT(asked_.size(), 10U);
    EXPECT_GT(forks_, 0);
    if (steps_ >= 500'000) { // less is the filling of caches
        EXPECT_LT(grows, 16);
    }
}

// The other process.
TEST(SoakFollower, DISABLED_SeesOnlyWhatIsThere) {
    const path file = std::getenv("THAW_SOAK_FILE");
    RunRecord before;
    int looks = 0;
    do {
        RunRecord record = read_run(file);
        ASSERT_NE(to_text(record.status.state), "interrupted");
        for (std::size_t m = 0; m < record.metrics.size(); ++m) {
            const MetricColumns& rows = record.metrics[m];
            const std::size_t known = looks == 0 ? 0 : before.metrics[m].step.size();
            ASSERT_GE(rows.step.size(), known);
            for (std::size_t row = known; row < rows.step.size(); ++row) {
                ASSERT_TRUE(row == 0 || rows.step[row - 1] < rows.step[row]);
                const auto made = bench::readings_at(record.header.plan, m, rows.step[row]);
                for (std::size_t s = 0; s < made.size(); ++s)
                    ASSERT_EQ(rows.series[s].value[row], made[s].value);
            }
        }
        ASSERT_GE(record.events.size(), before.events.size());
        before = std::move(record);
        ++looks;
    } while (before.status.state == RunState::running);
    fmt::print("the follower read the file {} times while it grew to {} rows and {} events\n",
               looks, before.metrics[0].step.size(), before.events.size());
}

} // namespace
} // namespace thaw
