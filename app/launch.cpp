#include "app/launch.h"

#include "app/provenance.h"
#include "core/storage/storage.h"
#include "core/training/engine.h"

#include <algorithm>
#include <chrono>
#include <fmt/chrono.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

// quickstart-s1-20261124-153012-1f3a9c.thaw.h5: tells the run apart at a glance, unique by its id.
fs::path file_for(const RunConfig& config, const RunHeader& header, const fs::path& folder) {
    constexpr std::size_t longest = 100; // bytes; file systems take 255 for the whole name
    std::string name = header.name.substr(0, longest);
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.')
            c = '_';
    return folder / fmt::format("{}-s{}-{:%Y%m%d-%H%M%S}-{}.thaw.h5", name,
                                config.run.settings.integer("seed"),
                                fmt::localtime(std::time(nullptr)), header.run_id.substr(0, 6));
}

RecorderSettings recorder_settings(const RunConfig& config, const fs::path& file,
                                   Background& background) {
    RecorderSettings settings;
    settings.file = file;
    settings.tell = [&background](const std::string& sentence) {
        background.tell(sentence.empty() ? tr("there is room again; training goes on") : sentence);
    };
    settings.give_up = [&background] { return background.commands.stop_waiting(); };
    settings.keep_checkpoints = config.checkpoints.settings.integer("keep");
    return settings;
}

struct FoundCheckpoint {
    CheckpointInfo info;
    std::string bytes;
};

// The newest sound checkpoint at or before `step`; damaged ones are passed over.
FoundCheckpoint checkpoint_before(const RunRecord& record, const fs::path& file,
                                  std::int64_t step) {
    std::string why;
    for (auto info = record.checkpoints.rbegin(); info != record.checkpoints.rend(); ++info) {
        if (info->step > step)
            continue;
        try {
            return {*info, read_checkpoint(file, *info)};
        } catch (const Error& error) {
            why = error.what();
        }
    }
    if (!why.empty())
        throw damaged("{} has no sound checkpoint at or before step {}: {}", file.string(), step,
                      why);
    throw failure("{} has no checkpoint at or before step {}; start the run anew with its config",
                  file.string(), step);
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

SessionOptions options_for(const Background& background) {
    SessionOptions options;
    options.pause_ends = background.pause_ends;
    return options;
}

// Where equal bits cannot be promised, people are told, and the file is.
void tell_differences(const RunRecord& record, const Trainer& trainer, Background& background,
                      Table& details) {
    const std::string different =
        different_from_here(record.header.provenance, trainer.provenance());
    if (different.empty())
        return;
    background.tell(sentence("it goes on, but equal bits cannot be promised: the run was recorded "
                             "with {}",
                             different));
    details.set("different", different);
}

// The state in which the parent arrived at boundary `step`, as a checkpoint.
std::string state_at(const RunRecord& parent, const RunConfig& config, const fs::path& file,
                     std::int64_t step, Background& background) {
    FoundCheckpoint found = checkpoint_before(parent, file, step);
    if (found.info.step == step)
        return found.bytes;
    auto trainer = make_trainer(config);
    CheckpointKeeper keeper;
    SessionOptions options;
    options.until = step;
    options.replay = recorded_commands(parent.before(step).events);
    Session session(config, *trainer, keeper, background.commands, nullptr, options);
    session.continue_from(found.bytes, EventKind::resumed, {});
    if (session.run().step != step)
        throw failure("asked to stop before the fork's step {} was reached", step);
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

SessionEnd start_run(const RunConfig& config, const std::string& source, const fs::path& folder,
                     Background& background) {
    auto trainer = make_trainer(config);
    check_plan(config, trainer->plan()); // before there is a file
    const RunHeader header = make_header(config, source, trainer->plan(), trainer->provenance());
    const fs::path file = file_for(config, header, folder);
    auto recorder = create_run(header, recorder_settings(config, file, background));
    RunRecord begun;
    begun.header = header;
    background.announce({begun, config, file, 0});
    Session session(config, *trainer, *recorder, background.commands, &background.feed,
                    options_for(background));
    return session.run();
}

SessionEnd resume_run(const fs::path& file, Background& background) {
    refuse_running(read_summary(file).status, file); // before the lock makes a file of its own
    const auto lock = lock_run(file);
    const RunRecord record = read_run(file); // nobody can change it now
    if (record.status.state == RunState::finished)
        throw usage("{} is finished; there is nothing to resume. `thaw fork` starts a new run from "
                    "one of its steps",
                    file.string());
    const FoundCheckpoint found = checkpoint_before(record, file, record.header.plan.steps);
    const RunConfig config = parse_config(record.header.config, file.string(), vocabulary());
    auto trainer = make_trainer(config);
    const RunRecord kept = record.before(found.info.step);
    RecorderSettings settings = recorder_settings(config, file, background);
    settings.lock = lock;
    auto recorder = continue_run(kept, settings);
    number_after(record.events, background.commands);
    background.announce({kept, config, file, found.info.step});
    SessionOptions options = options_for(background);
    options.replay = recorded_commands(record.events);
    Session session(config, *trainer, *recorder, background.commands, &background.feed, options);
    Table details;
    details.set("interrupted_at", record.status.last_step);
    tell_differences(record, *trainer, background, details);
    session.continue_from(found.bytes, EventKind::resumed, details);
    return session.run();
}

SessionEnd fork_run(const fs::path& parent_file, std::int64_t step,
                    const std::vector<std::string>& overrides, const fs::path& folder,
                    Background& background) {
    const RunRecord parent = read_run(parent_file);
    if (step < 0 || step > parent.status.last_step)
        throw usage("--at {} lies outside the parent's steps, 0 to {}", step,
                    parent.status.last_step);
    const std::string name = parent_file.string();
    const RunConfig parent_config = parse_config(parent.header.config, name, vocabulary());
    const RunConfig config = parse_config(parent.header.config, name, vocabulary(), overrides);
    const std::string state = state_at(parent, parent_config, parent_file, step, background);

    auto trainer = make_trainer(config);
    check_plan(config, trainer->plan());
    RunHeader header =
        make_header(config, parent.header.source, trainer->plan(), trainer->provenance());
    header.parent = Parent{parent.header.run_id, parent_file.filename().string(), step};
    const fs::path file = file_for(config, header, folder);
    RunRecord kept = parent.before(step).under(header);
    std::erase_if(kept.events, [](const Event& event) { // these happened to the parent's file
        return event.kind == EventKind::started || event.kind == EventKind::resumed ||
               event.kind == EventKind::ended || event.kind == EventKind::checkpoint_saved;
    });
    auto recorder = continue_run(kept, recorder_settings(config, file, background));
    number_after(kept.events, background.commands);
    background.announce({kept, config, file, step});
    Session session(config, *trainer, *recorder, background.commands, &background.feed,
                    options_for(background));
    Table details;
    details.set("parent", parent.header.run_id);
    tell_differences(parent, *trainer, background, details);
    session.continue_from(state, EventKind::forked, details);
    return session.run();
}

} // namespace thaw
