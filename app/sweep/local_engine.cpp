#include "app/sweep/local_engine.h"

#include "app/background.h"
#include "app/signals.h"
#include "app/sweep/member.h"
#include "app/sweep/member_process.h"
#include "core/run/threads.h"
#include "core/storage/run_index.h"
#include "core/storage/storage.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <thread>

namespace thaw {

namespace {

using Clock = std::chrono::steady_clock;

class LocalEngine {
  public:
    LocalEngine(const SweepPlan& plan, const LocalOptions& options, const LocalProgress& progress)
        : plan_(plan), options_(options), progress_(progress) {
        std::filesystem::create_directories(plan.folder);
        index_.emplace(plan.folder);
        look();
        choose();
    }

    LocalEnd run() {
        SignalsTaken signals;
        try {
            train();
        } catch (...) { // members are worth more than the one that watches them
            stop_all();
            throw;
        }
        look();
        progress_.show(end_.ledger, {});
        if (end_.asked_to_stop)
            signals.then_exit_with(exit_interrupted);
        return std::move(end_);
    }

  private:
    static constexpr double between_looks = 0.05;                      // seconds, at processes
    static constexpr auto between_scans = std::chrono::seconds(10);    // of the folder
    static constexpr auto between_questions = std::chrono::seconds(1); // how far a parent is

    void train() {
        for (;;) {
            reap();
            if (!end_.asked_to_stop && !end_.ended_early)
                launch();
            if (at_work_.empty() && (end_.asked_to_stop || end_.ended_early || nothing_left()))
                return;
            show();
            take_signal();
        }
    }

    // With a checkpoint each; waits for their ends.
    void stop_all() {
        for (auto& [member, process] : at_work_)
            process.send(SIGTERM);
        while (!at_work_.empty()) {
            for (auto at = at_work_.begin(); at != at_work_.end();) {
                ProcessEnd ended;
                at = at->second.has_ended(ended) ? at_work_.erase(at) : std::next(at);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }

    void look() {
        end_.ledger = ledger(plan_.members, index_->scan().runs);
        scanned_ = Clock::now();
    }

    void choose() {
        for (const std::size_t member : plan_.tree.order)
            if (is_wanted(end_.ledger.members[member], options_.wanted))
                waiting_.push_back(member);
    }

    void reap() {
        bool any = false;
        for (auto at = at_work_.begin(); at != at_work_.end();) {
            ProcessEnd ended;
            if (!at->second.has_ended(ended)) {
                ++at;
                continue;
            }
            any = true;
            const std::size_t member = at->first;
            at = at_work_.erase(at);
            look();
            take_end(member, ended);
        }
        if (!any && Clock::now() - scanned_ > between_scans)
            look();
    }

    void take_end(std::size_t member, const ProcessEnd& ended) {
        const MemberStanding& standing = end_.ledger.members[member];
        if (standing.is_done() || (ended.code == 0 && !is_elsewhere(member))) {
            progress_.say(sentence("{} is {}: {}", name_of(plan_.members[member]),
                                   shown_text(standing.state), standing.file.string()));
            return; // done, or paused by its config with nobody there to let it go on
        }
        if (ended.code == exit_can_be_resumed)
            end_.ended_early = true;
        if (ended.code == 0 || end_.asked_to_stop || ended.code == exit_can_be_resumed) {
            if (ended.code == 0)
                waiting_.push_back(member); // until that process is done
            return;
        }
        const std::string why =
            ended.signal != 0
                ? sentence("ended by signal {} ({})", ended.signal, ::strsignal(ended.signal))
                : ended.last_line;
        if (ended.signal != 0)
            killed_.insert(member);
        else
            end_.failed.emplace_back(member, why);
        progress_.say(sentence("{} did not end: {}", name_of(plan_.members[member]), why));
    }

    bool is_elsewhere(std::size_t member) const {
        return end_.ledger.members[member].state == MemberState::running ||
               KeyLock::is_taken(member_locks(plan_.folder), plan_.members[member].identity);
    }

    void launch() {
        for (auto next = waiting_.begin();
             next != waiting_.end() && at_work_.size() < static_cast<std::size_t>(options_.jobs);) {
            if (end_.ledger.members[*next].is_done()) {
                next = waiting_.erase(next);
                continue;
            }
            if (!is_ready(*next)) {
                ++next;
                continue;
            }
            const std::size_t member = *next;
            next = waiting_.erase(next);
            at_work_.emplace(member, MemberProcess({options_.program, "sweep", "member",
                                                    plan_.file.string(), std::to_string(member),
                                                    "--threads", std::to_string(options_.threads),
                                                    "--out", plan_.folder.string(), "--quiet"}));
        }
    }

    bool is_ready(std::size_t member) {
        if (is_elsewhere(member))
            return false;
        if (!end_.ledger.members[member].file.empty())
            return true; // it goes on where it stands
        const auto parent = plan_.tree.nodes[member].parent;
        if (!parent)
            return true;
        const MemberStanding& standing = end_.ledger.members[*parent];
        if (standing.is_done())
            return true;
        if (at_work_.contains(*parent) || is_elsewhere(*parent))
            return has_reached(member, *parent);
        // It was killed: not without it. It has failed, or nobody wants it now: from as far as it
        // came.
        return !killed_.contains(*parent) &&
               std::find(waiting_.begin(), waiting_.end(), *parent) == waiting_.end();
    }

    // Whether a parent that is being trained has come to where the member leaves it.
    bool has_reached(std::size_t member, std::size_t parent) {
        const RunRecord* record = record_of(parent);
        if (record == nullptr)
            return false;
        const auto leaving = leaving_step(plan_.tree.nodes[member], *record);
        return !leaving || leaving->reached;
    }

    // A parent that is being trained, as it was read last: once for all that wait for it, and so
    // seldom that reading takes a fiftieth of the time. Null: it has no file yet.
    const RunRecord* record_of(std::size_t parent) {
        ReadParent& known = read_parents_[parent];
        const auto now = Clock::now();
        if (now < known.next)
            return known.record ? &*known.record : nullptr;
        const std::filesystem::path& file = end_.ledger.members[parent].file;
        if (file.empty())
            look(); // it has only begun
        try {
            if (!file.empty())
                known.record = read_run(file);
        } catch (const Error&) { // its writer is just replacing it
        }
        known.next =
            Clock::now() + std::max<Clock::duration>(between_questions, 50 * (Clock::now() - now));
        return known.record ? &*known.record : nullptr;
    }

    // Of those that wait nobody can begin, now or later.
    bool nothing_left() {
        return std::none_of(waiting_.begin(), waiting_.end(), [this](std::size_t member) {
            if (end_.ledger.members[member].is_done())
                return false;
            for (auto at = std::optional(member); at; at = plan_.tree.nodes[*at].parent) {
                if (is_elsewhere(*at))
                    return true;
                if (killed_.contains(*at))
                    return false;
            }
            return is_ready(member);
        });
    }

    void show() {
        if (Clock::now() - shown_ < std::chrono::milliseconds(500))
            return;
        shown_ = Clock::now();
        std::vector<std::size_t> members;
        for (const auto& [member, process] : at_work_)
            members.push_back(member);
        progress_.show(end_.ledger, members);
    }

    void take_signal() {
        const int signal = next_signal(between_looks);
        if (signal == 0)
            return;
        if (signal != SIGUSR1 && !std::exchange(end_.asked_to_stop, true))
            progress_.say(tr("stopping all members after their steps"));
        for (const auto& [member, process] : at_work_)
            process.send(signal == SIGHUP ? SIGTERM : signal);
    }

    const SweepPlan& plan_;
    const LocalOptions& options_;
    const LocalProgress& progress_;
    std::optional<RunIndex> index_;
    LocalEnd end_;
    std::vector<std::size_t> waiting_; // parents first
    std::map<std::size_t, MemberProcess> at_work_;
    struct ReadParent {
        Clock::time_point next = {};
        std::optional<RunRecord> record = {};
    };
    std::map<std::size_t, ReadParent> read_parents_;
    std::set<std::size_t> killed_; // by a signal
    Clock::time_point scanned_, shown_;
};

} // namespace

bool is_wanted(const MemberStanding& member, Wanted wanted) {
    switch (wanted) {
    case Wanted::missing:
        return member.state == MemberState::queued;
    case Wanted::failed:
        return member.state == MemberState::failed;
    case Wanted::all:
        break;
    }
    return !member.is_done();
}

LocalOptions shared_out(const SweepPlan& plan, std::int64_t jobs, std::int64_t threads) {
    const std::int64_t here = processors_here();
    const auto members = static_cast<std::int64_t>(plan.members.size());
    const Table& run = plan.members.front().config.run.settings;
    if (threads == 0 && !run.is_text("threads"))
        threads = run.integer("threads");
    if (jobs == 0)
        jobs = std::clamp<std::int64_t>(here / std::max<std::int64_t>(threads, 1), 1, members);
    if (threads == 0)
        threads = std::max<std::int64_t>(here / jobs, 1);
    LocalOptions options;
    options.jobs = jobs;
    options.threads = threads;
    return options;
}

LocalEnd run_locally(const SweepPlan& plan, const LocalOptions& options,
                     const LocalProgress& progress) {
    return LocalEngine(plan, options, progress).run();
}

} // namespace thaw
