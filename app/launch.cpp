#include "app/launch.h"

#include "app/circumstances.h"
#include "app/provenance.h"
#include "core/run/replace_file.h"
#include "core/run/run_file_name.h"
#include "core/run/threads.h"
#include "core/run/watching_rule.h"
#include "core/storage/storage.h"
#include "core/training/training.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>

namespace thaw {

namespace {

namespace fs = std::filesystem;

fs::path file_for(const RunConfig& config, const RunHeader& header, const fs::path& folder) {
    return folder / run_file_name(header.name, config.run.settings.integer("seed"),
                                  std::time(nullptr), header.run_id);
}

RecorderSettings recorder_settings(const RunConfig& config, const fs::path& file,
                                   Background& background) {
    RecorderSettings settings;
    settings.file = file;
    settings.tell = [&background](const std::string& sentence) {
        background.tell(sentence.empty() ? tr("there is room again; training continues")
                                         : sentence);
    };
    settings.give_up = [&background] { return background.commands.stop_waiting(); };
    settings.keep_checkpoints = config.checkpoints.settings.integer("keep");
    return settings;
}

struct FoundCheckpoint {
    std::int64_t step = 0;
    std::string bytes; // empty: there never was one, and the run begins at its first step
};

// The newest sound checkpoint at or before `step`; those that cannot be used are passed over, and
// people are told.
FoundCheckpoint checkpoint_before(const RunRecord& record, const fs::path& file, std::int64_t step,
                                  Background& background) {
    std::vector<Error> unusable; // why, the newest first
    for (auto info = record.checkpoints.rbegin(); info != record.checkpoints.rend(); ++info) {
        if (info->step > step)
            continue;
        try {
            FoundCheckpoint found{info->step, read_checkpoint(file, *info, record.header.run_id)};
            for (const auto& why : unusable)
                background.tell(sentence("{}; resuming from step {} instead, with the same bits; "
                                         "nothing was deleted",
                                         why.what(), found.step));
            return found;
        } catch (const Error& error) {
            unusable.push_back(error);
        }
    }
    if (!unusable.empty()) // one that cannot be looked at may be sound
        throw Error(
            std::min_element(unusable.begin(), unusable.end(),
                             [](const Error& a, const Error& b) { return a.fault() < b.fault(); })
                ->fault(),
            sentence("{} has no sound checkpoint at or before step {}: {}", file.string(), step,
                     unusable.front().what()));
    if (record.header.parent) // of an earlier version; step 0 of its config is another run's
        throw failure("{} has no checkpoint; fork {} again, at step {}", file.string(),
                      record.header.parent->file, record.header.parent->step);
    // It had some, and nobody knows where they are: its rows are not given up for a beginning anew.
    if (std::any_of(record.events.begin(), record.events.end(),
                    [](const Event& event) { return event.kind == EventKind::checkpoint_saved; }))
        throw failure("{} has no checkpoint at or before step {}; start the run anew with its "
                      "config",
                      file.string(), step);
    return {};
}

// Keeps the newest checkpoint in memory and forgets the rest: for the way to a fork's step.
class CheckpointKeeper final : public Recorder {
  public:
    std::string newest;
    void append(SharedBundle /*bundle*/) override {}
    void save_checkpoint(std::int64_t /*step*/, std::string bytes, bool /*pinned*/) override {
        newest = std::move(bytes);
    }
    void finish(EndState /*state*/, const std::string& /*reason*/) override {}
};

// Nothing is recorded before the session has taken over its state: what is refused until then
// leaves no file behind and changes none.
class LateRecorder final : public Recorder {
  public:
    void open(std::unique_ptr<Recorder> recorder) { recorder_ = std::move(recorder); }
    void append(SharedBundle bundle) override { recorder_->append(std::move(bundle)); }
    void save_checkpoint(std::int64_t step, std::string bytes, bool pinned) override {
        recorder_->save_checkpoint(step, std::move(bytes), pinned);
    }
    void finish(EndState state, const std::string& reason) override {
        recorder_->finish(state, reason);
    }

  private:
    std::unique_ptr<Recorder> recorder_;
};

// `kept`: what the session begins with, up to its arrival at boundary `step`.
SessionOptions options_for(const RunRecord& kept, std::int64_t step, const Background& background,
                           const AwaitedForks& awaited) {
    SessionOptions options;
    options.run_id = kept.header.run_id;
    options.pause_ends = background.pause_ends;
    options.checkpoint_at = awaited.steps;
    for (const Item& rule : awaited.rules)
        options.checkpoint_when.push_back(watched_until(kept, rule, step));
    return options;
}

// From bytes of a checkpoint, or, without any, from the beginning.
Beginning beginning_of(const std::string& checkpoint) {
    return checkpoint.empty() ? Beginning::fresh : Beginning::continued;
}

// Throws where the fork is not to be made here.
using CheckTrainer = std::function<void(const Trainer& trainer)>;

// The state in which the parent arrived at boundary `step`, as a checkpoint.
std::string state_at(const RunRecord& parent, const RunConfig& config, const fs::path& file,
                     std::int64_t step, const CheckTrainer& check, Background& background) {
    FoundCheckpoint found = checkpoint_before(parent, file, step, background);
    if (found.step == step && !found.bytes.empty())
        return found.bytes;
    auto trainer = make_trainer(config, beginning_of(found.bytes));
    check(*trainer);
    CheckpointKeeper keeper;
    SessionOptions options;
    options.until = step;
    options.replay = recorded_commands(parent.before(step).events);
    Session session(config, *trainer, keeper, background.commands, nullptr, options);
    if (found.bytes.empty())
        session.begin_again({});
    else
        session.continue_from(found.bytes, EventKind::resumed, {});
    if (session.run().step != step)
        throw StoppedOnTheWay(
            sentence("stopped on the way to the fork's step {}; there is no new run", step));
    return keeper.newest;
}

// What is asked from now on has numbers of its own beside the run's: those of `events` that a
// resumed run repeats after its checkpoint, too.
void number_after(const std::vector<Event>& events, CommandQueue& commands) {
    std::int64_t newest = 0;
    for (const auto& event : events)
        newest = std::max(newest, event.command);
    commands.number_after(newest);
}

} // namespace

SessionEnd start_run(const RunConfig& asked, const std::string& source, const fs::path& folder,
                     Background& background, const AwaitedForks& awaited) {
    const RunConfig config = with_threads_settled(asked);
    auto trainer = make_trainer(config);
    check_plan(config, trainer->plan()); // before there is a file
    if (const std::string notice = dataset_notice(config.dataset); !notice.empty())
        background.tell(notice);
    const RunHeader header = make_header(config, source, trainer->plan(), trainer->provenance());
    if (const std::string notice = weights_notice(header.provenance); !notice.empty())
        background.tell(notice);
    const fs::path file = file_for(config, header, folder);
    auto recorder = create_run(header, recorder_settings(config, file, background));
    RunRecord begun;
    begun.header = header;
    background.announce({begun, config, file, 0});
    Session session(config, *trainer, *recorder, background.commands, &background.feed,
                    options_for(begun, 0, background, awaited));
    return session.run();
}

SessionEnd resume_run(const fs::path& name, Background& background, const AwaitedForks& awaited) {
    refuse_running(read_summary(name).status, name); // before the lock makes a file of its own
    const fs::path file = behind_links(name);
    const auto lock = lock_run(file);
    RunRecord record = read_run(file); // nobody can change it now
    if (record.status.state == RunState::finished)
        throw usage("{} is finished; there is nothing to resume. `thaw fork` starts a new run from "
                    "one of its steps",
                    file.string());
    list_found_checkpoints(record, file);
    const FoundCheckpoint found =
        checkpoint_before(record, file, record.header.plan.steps, background);
    const RunConfig config = parse_config(record.header.config, file.string(), vocabulary());
    auto trainer = make_trainer(config, beginning_of(found.bytes));
    Table details;
    details.set("interrupted_at", record.status.last_step);
    check_circumstances(record, *trainer, config, background, details);
    const RunRecord kept = record.before(found.step);
    SessionOptions options = options_for(kept, found.step, background, awaited);
    for (const Event& event : record.events)
        if (event.kind == EventKind::ended)
            options.ended_at = std::max(options.ended_at, event.step);
    options.replay = recorded_commands(record.events);
    LateRecorder recorder;
    Session session(config, *trainer, recorder, background.commands, &background.feed, options);
    number_after(record.events, background.commands);
    if (found.bytes.empty())
        session.begin_again(details);
    else
        session.continue_from(found.bytes, EventKind::resumed, details);
    RecorderSettings settings = recorder_settings(config, file, background);
    settings.lock = lock;
    recorder.open(continue_run(kept, settings));
    background.announce({kept, config, file, found.step});
    return session.run();
}

namespace {

struct ForkTerms {
    RunRecord parent;
    fs::path parent_file;
    std::int64_t step = 0;
    RunConfig config = {}; // the child's, with its threads settled
    std::string source = {};
    bool as_alone = false; // see fork_as_alone()
    bool other_settings = false;
};

// What came before `step`, as the beginning of the child's file.
RunRecord inherited_record(const ForkTerms& terms, const RunHeader& header) {
    RunRecord kept = terms.parent.before(terms.step).under(header);
    std::erase_if(kept.events, [&](const Event& event) { // these happened to the parent's file
        return (event.kind == EventKind::forked && event.step >= terms.step) ||
               event.kind == EventKind::started || event.kind == EventKind::resumed ||
               event.kind == EventKind::ended || event.kind == EventKind::checkpoint_saved;
    });
    return kept;
}

void check_exactness(const ForkTerms& terms, const Trainer& trainer, const Table& details) {
    std::string different = different_circumstances(terms.parent.header.provenance,
                                                    full_provenance(trainer.provenance()));
    if (different.empty() && details.has("inherited"))
        different = details.text("inherited");
    if (!different.empty())
        throw CannotBeExact(sentence("equal bits cannot be promised for a fork of {}: it was "
                                     "recorded with {}",
                                     terms.parent_file.filename().string(), different));
}

// As state_at(). Who can be trained alone needs no parent whose checkpoints are lost or damaged.
std::string state_for(const ForkTerms& terms, const RunConfig& parent_config,
                      const CheckTrainer& check, Background& background) {
    try {
        return state_at(terms.parent, parent_config, terms.parent_file, terms.step, check,
                        background);
    } catch (const StoppedOnTheWay&) {
        throw;
    } catch (const Error& why) {
        if (!terms.as_alone)
            throw;
        throw CannotBeExact(why.what());
    }
}

SessionEnd carry_out_fork(const ForkTerms& terms, const fs::path& folder, Background& background,
                          const AwaitedForks& awaited) {
    const RunRecord& parent = terms.parent;
    const RunConfig& config = terms.config;
    const RunConfig parent_config =
        parse_config(parent.header.config, terms.parent_file.string(), vocabulary());
    Table details;
    details.set("parent", parent.header.run_id);
    inherit_circumstances(parent, terms.step, details);
    const CheckTrainer check = [&](const Trainer& trainer) {
        if (terms.as_alone)
            check_exactness(terms, trainer, details);
        check_circumstances(parent, trainer, config, background, details);
    };
    const std::string state = state_for(terms, parent_config, check, background);

    auto trainer = make_trainer(config, Beginning::continued);
    check_plan(config, trainer->plan());
    if (trainer->plan().steps < terms.step)
        throw usage(
            "the fork would end at step {}, before it begins at step {}; give it more steps "
            "or an earlier --at",
            trainer->plan().steps, terms.step);
    check(*trainer);
    RunHeader header = make_header(config, terms.source, trainer->plan(), trainer->provenance());
    header.parent = Parent{parent.header.run_id, terms.parent_file.filename().string(), terms.step};
    const fs::path file = file_for(config, header, folder);
    const RunRecord kept = inherited_record(terms, header);
    LateRecorder recorder;
    SessionOptions options = options_for(kept, terms.step, background, awaited);
    if (terms.as_alone) {
        options.rules.emplace();
        for (const Item& rule : config.triggers)
            options.rules->push_back(watched_until(kept, rule, terms.step));
    }
    Session session(config, *trainer, recorder, background.commands, &background.feed, options);
    number_after(kept.events, background.commands);
    try {
        session.continue_from(state, EventKind::forked, details);
    } catch (const Error& why) {
        if (!terms.other_settings)
            throw;
        throw usage("the parent's state does not fit the fork's settings: {}", why.what());
    }
    recorder.open(continue_run(kept, recorder_settings(config, file, background),
                               FirstCheckpoint{terms.step, session.first_checkpoint()}));
    background.announce({kept, config, file, terms.step});
    return session.run();
}

} // namespace

SessionEnd fork_run(const fs::path& parent_file, std::int64_t step,
                    const std::vector<std::string>& overrides, const fs::path& folder,
                    Background& background) {
    ForkTerms terms{.parent = read_run(parent_file), .parent_file = parent_file, .step = step};
    if (step < 0 || step > terms.parent.status.last_step)
        throw usage("--at {} lies outside the parent's steps, 0 to {}", step,
                    terms.parent.status.last_step);
    terms.config = with_threads_settled(
        parse_config(terms.parent.header.config, parent_file.string(), vocabulary(), overrides));
    terms.source = terms.parent.header.source;
    terms.other_settings = !overrides.empty();
    return carry_out_fork(terms, folder, background, {});
}

SessionEnd fork_as_alone(const fs::path& parent_file, std::int64_t step, const RunConfig& config,
                         const std::string& source, const fs::path& folder, Background& background,
                         const AwaitedForks& awaited) {
    return carry_out_fork({.parent = read_run(parent_file),
                           .parent_file = parent_file,
                           .step = step,
                           .config = with_threads_settled(config),
                           .source = source,
                           .as_alone = true},
                          folder, background, awaited);
}

} // namespace thaw
