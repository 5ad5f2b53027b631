// The thread that carries a run forward, one step at a time. It takes commands and gives bundles,
// nothing else.
//
// A run is a row of updates with a boundary before, between and after them. At boundary n, with n
// updates done, in this order:
//   1. arrival: a checkpoint taken at this boundary holds this state, so that whoever goes on from
//      it, resumed or forked, takes all decisions of the boundary again;
//   2. metrics that are due are read;
//   3. where unfreezing starts in mid-training, blocks are frozen; triggers look at the readings,
//   and
//      those that fire ask for their action;
//   4. the config's commands and the releases that the intervention has planned are carried out;
//   5. people's commands are carried out; while paused, the session stays here;
//   6. the bundle goes to the recorder and the live feed;
//   7. a checkpoint is written where one is due; its own event goes with the next bundle.
#pragma once

#include "core/run/command.h"
#include "core/run/config.h"
#include "core/run/diagnostics_budget.h"
#include "core/run/interventions/intervention.h"
#include "core/run/live_feed.h"
#include "core/run/recorder.h"
#include "core/run/rule.h"
#include "core/run/session_state.h"
#include "core/run/trainer.h"
#include "core/run/triggers/trigger.h"
#include "core/run/watching_rule.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// A person's command as the file tells it, to be given again at its step.
struct RecordedCommand {
    std::int64_t step = 0;
    RunCommand command;
};
// The commands among `events` that change training (pauses and stops do not).
std::vector<RecordedCommand> recorded_commands(const std::vector<Event>& events);

struct SessionOptions {
    std::string run_id = {}; // of the run that its checkpoints are of
    bool pause_ends = false; // nobody can press "go on": a pause ends the session
    // End on arrival at this boundary, with a checkpoint of it. Stops and pauses that rules and the
    // config ask for on the way are passed over: the run went on after them.
    std::optional<std::int64_t> until = {};
    // The last boundary at which an earlier session ended. What rules and the config ask to stop or
    // pause at before it is passed over, too, where the way leads there again.
    std::int64_t ended_at = -1;
    std::vector<RecordedCommand> replay = {};
    // Checkpoints that others are going to fork from: of these boundaries, and of the one at which
    // each of these rules would fire first. They are kept; nothing else comes of them.
    std::set<std::int64_t> checkpoint_at = {};
    std::vector<WatchingRule> checkpoint_when = {};
    // For a fork that goes on as its config would alone: all rules of the config as they stand on
    // its arrival, having watched from step 0 on. Otherwise those that its parent did not have
    // begin to watch with it.
    std::optional<std::vector<WatchingRule>> rules = {};
};

// Why a session ended that was asked to; SessionEnd::reason and the file's. A person did
// (RunCommand without a cause), or one of the other two, the text "cause" among the command's
// reasons.
inline constexpr const char* asked_to_stop = translatable("asked to stop");
inline constexpr const char* stopped_by_signal = translatable("stopped by SIGTERM or SIGHUP");
inline constexpr const char* stopped_before_job_end =
    translatable("stopped before the end of the batch job");
// Whether it is one of these two: nobody wanted the run itself to end.
bool is_preemption(std::string_view reason);

struct SessionEnd {
    EndState state = EndState::finished;
    std::int64_t step = 0;
    std::string reason;
};

class Session {
  public:
    // All references must outlive the session; `feed` may be null.
    Session(const RunConfig& config, Trainer& trainer, Recorder& recorder, CommandQueue& commands,
            LiveFeed* feed, SessionOptions options = {});

    // Goes on from a checkpoint instead of starting anew; `as` (resumed or forked) and `details`
    // tell the file so. Call before run(), at most once. Throws Error(damaged).
    void continue_from(const std::string& checkpoint, EventKind as, Table details);

    // Begins a run again that was interrupted before its first checkpoint. Call as
    // continue_from().
    void begin_again(Table details);

    // The state that run() is going to begin with, as a checkpoint. Call before run().
    std::string first_checkpoint();

    // Until the last step, a stop, or an error. An error of the trainer is noted in the file
    // before it is thrown on; the recorder's own errors are only thrown.
    SessionEnd run();

  private:
    struct Watch { // one trigger with its place in the readings
        std::string name;
        Item rule;
        bool from_config = true;
        bool fired = false;
        std::unique_ptr<Trigger> trigger;
        RunCommand command;
        int metric = -1, series = -1;
    };

    Watch watch_for(const Item& rule, bool from_config) const;
    void set_rule(const RunCommand& command);
    void remove_rule(const RunCommand& command);
    void restore_rules();
    void watch_for_checkpoints();
    const Reading* reading_for(const Watch& watch) const;
    SessionEnd loop();
    void arrive();
    void remember_arrival();
    void begin(EventKind as, Table details);
    bool measure();
    void watch_triggers();
    void execute_config_commands();
    void execute_peoples_commands();
    void execute(const RunCommand& command);
    void release_blocks(const std::vector<std::size_t>& blocks, const RunCommand& origin);
    void freeze_planned();
    void release_planned();
    void stay_paused();
    void update();
    void checkpoint_at_event();
    void save_checkpoint(bool pinned);
    void emit();
    void end(EndState state, const std::string& reason);

    void note(EventKind kind, Actor actor, Table details = {}, std::int64_t command = 0);
    void apply_trainable();
    double learning_rate() const;
    BlockScores block_scores();
    double wall_time() const;
    bool last() const { return state_.step >= trainer_.plan().steps; }

    const RunConfig& config_;
    Trainer& trainer_;
    Recorder& recorder_;
    CommandQueue& commands_;
    LiveFeed* feed_;
    SessionOptions options_;

    std::unique_ptr<Intervention> intervention_;
    std::function<double(std::int64_t, std::int64_t)> schedule_;
    std::vector<Watch> watches_;
    std::vector<Watch> checkpoint_watches_; // SessionOptions::checkpoint_when
    DiagnosticsBudget budget_;
    SessionState state_;
    SessionState arrival_;   // as it was at the beginning of this boundary
    double wall_before_ = 0; // seconds of earlier sessions
    std::chrono::steady_clock::time_point started_;

    std::shared_ptr<EventBundle> bundle_;
    bool resuming_ = false;                    // at the boundary that an earlier session ended at
    std::vector<RunCommand> checkpoint_asked_; // at this boundary, by whom
    bool pausing_ = false;                     // pause at this boundary
    bool step_once_ = false;                   // pause again at the next one
    std::optional<SessionEnd> ending_;
    std::int64_t stopped_by_ = 0; // the command that its `ended` answers
};

} // namespace thaw
