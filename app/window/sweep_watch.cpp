#include "app/window/sweep_watch.h"

#include "app/compared_files.h"
#include "core/storage/run_index.h"

#include <chrono>
#include <map>
#include <optional>

namespace thaw {

namespace {
constexpr int soon = 200, shortest_pause = 1200; // milliseconds
constexpr int rest = 4;                          // the pause is at least so many times the reading
using Clock = std::chrono::steady_clock;
} // namespace

// Opens a member's file again only when it has grown.
class SweepWatch::Reader {
  public:
    explicit Reader(std::shared_ptr<const SweepPlan> plan) : plan_(std::move(plan)) {}

    Ledger read(const BackgroundWork::Stale& stale) {
        std::error_code none;
        if (!index_ && std::filesystem::exists(plan_->folder, none))
            index_.emplace(plan_->folder);
        Ledger now = thaw::ledger(plan_->members, index_ ? index_->scan().runs : RunList());
        for (const MemberStanding& standing : now.members)
            if (!standing.file.empty() && !stale())
                read_member(standing);
        return now;
    }

    ComparedRuns runs(const Ledger& ledger) const {
        ComparedRuns all;
        for (const MemberStanding& standing : ledger.members)
            if (const auto known = known_.find(standing.file); known != known_.end())
                all.push_back(known->second.run);
        return all;
    }

  private:
    struct Known {
        std::int64_t last_step = -1;
        MemberState state = MemberState::queued;
        SharedRun run;
    };

    void read_member(const MemberStanding& standing) {
        Known& known = known_[standing.file];
        if (known.run && known.last_step == standing.last_step && known.state == standing.state)
            return;
        try {
            known = {standing.last_step, standing.state, read_compared(standing.file)};
        } catch (const std::exception&) { // its writer is just replacing it: next time
            if (!known.run)
                known_.erase(standing.file);
        }
    }

    std::shared_ptr<const SweepPlan> plan_;
    std::optional<RunIndex> index_;
    std::map<std::filesystem::path, Known> known_;
};

SweepWatch::SweepWatch(std::filesystem::path document, QObject* parent)
    : QObject(parent), document_(std::move(document)) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &SweepWatch::look);
    work_.start([this, file = document_](const BackgroundWork::Stale&) -> BackgroundWork::Answer {
        try {
            auto plan = std::make_shared<const SweepPlan>(plan_sweep(file));
            return [this, plan] {
                plan_ = plan;
                reader_ = std::make_shared<Reader>(plan);
                Q_EMIT planned();
                look();
            };
        } catch (const std::exception& error) {
            return [this, why = QString::fromUtf8(error.what())] { Q_EMIT failed(why); };
        }
    });
}

void SweepWatch::hurry() {
    if (plan_ && !work_.busy())
        timer_.start(soon);
}

void SweepWatch::look() {
    work_.start(
        [this, reader = reader_](const BackgroundWork::Stale& stale) -> BackgroundWork::Answer {
            const auto begun = Clock::now();
            Ledger now;
            try {
                now = reader->read(stale);
            } catch (const std::exception&) { // the folder is not there for the moment
                return [this] { timer_.start(shortest_pause); };
            }
            const auto took =
                std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
            return [this, now, runs = reader->runs(now), took] {
                ledger_ = now;
                timer_.start(std::max(shortest_pause, rest * static_cast<int>(took)));
                Q_EMIT looked(runs);
            };
        });
}

} // namespace thaw
