#include "core/run/session.h"

#include "core/run/schedules/schedule.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace thaw {

namespace {

bool changes_training(Action action) {
    return action == Action::release_next || action == Action::hold ||
           action == Action::release_all || action == Action::set_learning_rate;
}

bool changes_rules(Action action) {
    return action == Action::set_rule || action == Action::remove_rule;
}

RunCommand command_of(const Item& item, Actor actor) {
    RunCommand command;
    command.action = *action_from_text(item.settings.text("action"));
    command.learning_rate = item.settings.real("learning_rate");
    command.actor = actor;
    return command;
}

} // namespace

bool is_preemption(std::string_view reason) {
    return reason == stopped_by_signal || reason == stopped_before_job_end;
}

std::vector<RecordedCommand> recorded_commands(const std::vector<Event>& events) {
    std::vector<RecordedCommand> commands;
    for (const auto& event : events) {
        if (event.actor != Actor::user || !event.details.has("action"))
            continue;
        const auto action = action_from_text(event.details.text("action"));
        if (!action || !(changes_training(*action) || changes_rules(*action)))
            continue;
        // One command may have released many blocks, each with an event of its own.
        if (!commands.empty() && commands.back().command.number == event.command)
            continue;
        RunCommand command{.action = *action, .actor = Actor::user, .number = event.command};
        if (*action == Action::set_rule)
            command.rule = rule_of(event);
        if (*action == Action::remove_rule)
            command.rule.settings.set("name", event.details.text("trigger"));
        if (event.details.has("learning_rate"))
            command.learning_rate = event.details.real("learning_rate");
        commands.push_back({event.step, command});
    }
    return commands;
}

Session::Session(const RunConfig& config, Trainer& trainer, Recorder& recorder,
                 CommandQueue& commands, LiveFeed* feed, SessionOptions options)
    : config_(config), trainer_(trainer), recorder_(recorder), commands_(commands), feed_(feed),
      options_(std::move(options)),
      budget_(config.run.settings.real("diagnostics_budget"), trainer.plan()) {
    const Plan& plan = trainer.plan();
    check_watched_series(config, plan);
    intervention_ =
        entry_of(interventions(), config.intervention.id)
            .make(config.intervention.settings, plan.blocks.size(), config.seed("intervention"));
    schedule_ = entry_of(schedules(), config.schedule.id).make(config.schedule.settings);
    for (const auto& item : config.triggers)
        watches_.push_back(watch_for(item, true));
    for (const WatchingRule& watching : options_.checkpoint_when) {
        checkpoint_watches_.push_back(watch_for(watching.rule, true));
        checkpoint_watches_.back().fired = watching.fired;
        checkpoint_watches_.back().trigger->restore(watching.state);
    }
    state_.base_learning_rate = config.optimiser.settings.real("learning_rate");
    state_.configured_learning_rate = state_.base_learning_rate;
    state_.intervention_id = config.intervention.id;
    state_.trainable = intervention_->initial_blocks();
}

Session::Watch Session::watch_for(const Item& rule, bool from_config) const {
    Watch watch;
    watch.name = rule.settings.text("name");
    watch.rule = rule;
    watch.from_config = from_config;
    watch.trigger = entry_of(triggers(), rule.id).make(rule.settings);
    watch.command = command_of(rule, Actor::rule);
    watch.command.why.set("trigger", watch.name);
    if (rule.settings.has("metric")) {
        watch.command.why.set("metric", rule.settings.text("metric"));
        std::tie(watch.metric, watch.series) =
            trainer_.plan().find_series(rule.settings.text("metric"));
    }
    return watch;
}

void Session::continue_from(const std::string& checkpoint, EventKind as, Table details) {
    state_ = state_from_notes(trainer_.restore(checkpoint));
    if (state_.trainable.size() != trainer_.plan().blocks.size())
        throw damaged("the checkpoint is of a network with {} [block|blocks], the run has {}",
                      state_.trainable.size(), trainer_.plan().blocks.size());
    // A fork may have another learning rate, intervention or rules: those begin afresh.
    const double configured = config_.optimiser.settings.real("learning_rate");
    if (state_.configured_learning_rate != configured)
        state_.base_learning_rate = state_.configured_learning_rate = configured;
    if (state_.intervention_id == config_.intervention.id)
        intervention_->restore(state_.intervention);
    state_.intervention_id = config_.intervention.id;
    if (options_.rules) {
        state_.triggers.clear();
        state_.removed_rules.clear();
        for (const WatchingRule& watching : *options_.rules)
            state_.triggers[watching.rule.settings.text("name")] = {
                watching.rule.id,
                watching.fired,
                watching.state,
                {},
                static_cast<std::int64_t>(state_.triggers.size())};
    }
    restore_rules();
    budget_.restore(state_.budget);
    state_.triggers.clear();
    commands_.number_after(state_.last_command);
    std::erase_if(options_.replay, [&](const RecordedCommand& recorded) {
        return recorded.command.number <= state_.last_command;
    });
    wall_before_ = state_.wall_time;
    resuming_ = as == EventKind::resumed;
    begin(as, std::move(details));
}

void Session::begin_again(Table details) {
    begin(EventKind::resumed, std::move(details));
}

void Session::begin(EventKind as, Table details) {
    state_.run_id = options_.run_id; // a fork's checkpoints are its own from the first one on
    started_ = std::chrono::steady_clock::now();
    bundle_ = std::make_shared<EventBundle>();
    note(as, Actor::system, std::move(details));
}

std::string Session::first_checkpoint() {
    remember_arrival();
    return trainer_.checkpoint(to_notes(arrival_));
}

// Rules that were set or removed while the run went on stand as they did; the others are the
// config's, which a fork may have changed. All are asked in the order that they had.
void Session::restore_rules() {
    std::erase_if(watches_, [&](const Watch& watch) {
        return std::find(state_.removed_rules.begin(), state_.removed_rules.end(), watch.name) !=
               state_.removed_rules.end();
    });
    for (const auto& [name, saved] : state_.triggers) {
        const auto& known = name;
        auto watch = std::find_if(watches_.begin(), watches_.end(),
                                  [&](const Watch& w) { return w.name == known; });
        if (!saved.settings.values().empty()) {
            Watch set = watch_for({saved.id, saved.settings, {}}, false);
            watch = watch == watches_.end() ? watches_.insert(watch, std::move(set))
                                            : (*watch = std::move(set), watch);
        }
        if (watch == watches_.end() || watch->rule.id != saved.id)
            continue;
        watch->trigger->restore(saved.table);
        watch->fired = saved.fired;
    }
    const auto place = [this](const Watch& watch) {
        const auto saved = state_.triggers.find(watch.name);
        return saved == state_.triggers.end() ? -1 : saved->second.place;
    };
    std::stable_sort(watches_.begin(), watches_.end(),
                     [&](const Watch& a, const Watch& b) { return place(a) < place(b); });
}

SessionEnd Session::run() {
    if (!bundle_)
        begin(EventKind::started, {});
    try {
        return loop();
    } catch (const std::exception& error) {
        // The file should say why it ends; if it is the recorder that failed, it cannot.
        try {
            recorder_.finish(EndState::failed, error.what());
        } catch (const Error&) {
        }
        throw;
    }
}

SessionEnd Session::loop() {
    apply_trainable();
    for (;;) {
        arrive();
        if (options_.until && state_.step >= *options_.until) {
            end(EndState::stopped, translatable("as far as asked"));
            return *ending_;
        }
        if (!measure()) {
            execute_peoples_commands(); // the stop, and what came with it: none goes unanswered
            end(EndState::stopped, ending_ ? ending_->reason : asked_to_stop);
            return *ending_;
        }
        freeze_planned();
        watch_for_checkpoints();
        watch_triggers();
        execute_config_commands();
        release_planned();
        execute_peoples_commands();
        if (last())
            ending_ = SessionEnd{EndState::finished, state_.step, translatable("all steps done")};
        if (pausing_ && !ending_)
            stay_paused();
        if (ending_) {
            end(ending_->state, ending_->reason);
            return *ending_;
        }
        emit(); // before the checkpoint: one that is listed in a file has its boundary there too
        const auto every = config_.checkpoints.settings.integer("every");
        const bool by_cadence = every > 0 && state_.step % every == 0;
        const bool asked = !checkpoint_asked_.empty();
        if (asked || by_cadence || state_.step == 0)
            save_checkpoint(asked || state_.step == 0);
        resuming_ = false;
        update();
    }
}

void Session::arrive() {
    if (step_once_) {
        step_once_ = false;
        pausing_ = true;
        note(EventKind::paused, Actor::system);
    }
    remember_arrival();
    if (!state_.diverged && !std::isfinite(state_.last_loss)) {
        state_.diverged = true;
        Table details;
        details.set("loss", state_.last_loss);
        note(EventKind::diverged, Actor::system, details);
    }
}

void Session::remember_arrival() {
    state_.wall_time = wall_time();
    state_.intervention = intervention_->state();
    state_.budget = budget_.state();
    state_.triggers.clear();
    for (const auto& watch : watches_)
        state_.triggers[watch.name] = {watch.rule.id, watch.fired, watch.trigger->state(),
                                       watch.from_config ? Table() : watch.rule.settings,
                                       static_cast<std::int64_t>(state_.triggers.size())};
    arrival_ = state_;
}

bool Session::measure() {
    const Plan& plan = trainer_.plan();
    const Interrupted interrupted = [this] { return commands_.stop_waiting(); };
    const auto taken = budget_.take(state_.step);
    for (std::size_t m = 0; m < plan.metrics.size(); ++m) {
        if (!taken[m])
            continue;
        const auto before = std::chrono::steady_clock::now();
        auto readings = trainer_.measure(m, state_.step, learning_rate(), interrupted);
        if (!readings && interrupted()) {
            bundle_->readings.clear(); // whoever resumes takes the boundary's readings again
            return false;
        }
        if (!readings)
            continue;
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - before;
        for (std::size_t s = 0; s < readings->size(); ++s)
            if (plan.metrics[m].series[s].headline)
                state_.headline[plan.metrics[m].series[s].name] = (*readings)[s].value;
        bundle_->readings.push_back({m, std::move(*readings), spent.count()});
    }
    return true;
}

const Reading* Session::reading_for(const Watch& watch) const {
    for (const auto& of_metric : bundle_->readings)
        if (static_cast<int>(of_metric.metric) == watch.metric)
            return &of_metric.readings[static_cast<std::size_t>(watch.series)];
    return nullptr;
}

void Session::watch_for_checkpoints() {
    bool asked = options_.checkpoint_at.contains(state_.step);
    for (auto& watch : checkpoint_watches_)
        if (!watch.fired && watch.trigger->observe(state_.step, reading_for(watch)))
            asked = watch.fired = true;
    if (asked)
        checkpoint_asked_.push_back({.action = Action::checkpoint, .actor = Actor::system});
}

void Session::watch_triggers() {
    for (auto& watch : watches_) {
        if (watch.fired || !watch.rule.settings.boolean("enabled"))
            continue;
        const auto why = watch.trigger->observe(state_.step, reading_for(watch));
        if (!why)
            continue;
        watch.fired = true;
        RunCommand command = watch.command;
        for (const auto& [key, value] : why->values())
            command.why.set(key, value);
        Table details = command.why;
        details.set("decides", to_text(command.action));
        note(EventKind::trigger_fired, Actor::rule, details);
        execute(command);
    }
}

void Session::execute_config_commands() {
    for (const auto& item : config_.commands)
        if (item.settings.integer("step") == state_.step)
            execute(command_of(item, Actor::rule));
}

void Session::execute_peoples_commands() {
    for (const auto& recorded : options_.replay)
        if (recorded.step == state_.step)
            execute(recorded.command);
    for (const auto& command : commands_.take_all())
        execute(command);
}

void Session::execute(const RunCommand& command) {
    if (command.actor == Actor::user)
        state_.last_command = std::max(state_.last_command, command.number);
    const bool ends = command.action == Action::pause || command.action == Action::stop;
    if (command.action == Action::set_rule)
        return set_rule(command);
    if (command.action == Action::remove_rule)
        return remove_rule(command);
    const bool passed = resuming_ || options_.until || state_.step <= options_.ended_at;
    if (passed && ends && command.actor == Actor::rule)
        return; // it was carried out, and someone decided to go on
    Table details = command.why;
    details.set("action", to_text(command.action));
    switch (command.action) {
    case Action::release_next:
    case Action::hold:
    case Action::release_all: {
        const auto blocks =
            intervention_->act(command.action, state_.step, state_.trainable, block_scores());
        if (!blocks) {
            details.set(
                "reason",
                translatable("no block is frozen, or the intervention does not release blocks"));
            note(EventKind::refused, command.actor, details, command.number);
            return;
        }
        if (command.action == Action::hold)
            note(EventKind::held, command.actor, details, command.number);
        if (command.action == Action::release_all)
            note(EventKind::released_all, command.actor, details, command.number);
        release_blocks(*blocks, command);
        break;
    }
    case Action::set_learning_rate:
        state_.base_learning_rate = command.learning_rate;
        details.set("learning_rate", command.learning_rate);
        note(EventKind::learning_rate_set, command.actor, details, command.number);
        break;
    case Action::checkpoint:
        checkpoint_asked_.push_back(command);
        break;
    case Action::pause:
        pausing_ = true;
        note(EventKind::paused, command.actor, details, command.number);
        break;
    case Action::go_on:
    case Action::step_once:
        pausing_ = false;
        step_once_ = command.action == Action::step_once;
        note(EventKind::went_on, command.actor, details, command.number);
        break;
    case Action::stop:
        if (stopped_by_ != 0) {
            details.set("reason", translatable("the run is being stopped already"));
            note(EventKind::refused, command.actor, details, command.number);
            return;
        }
        stopped_by_ = command.number;
        ending_ = SessionEnd{EndState::stopped, state_.step,
                             command.why.has("trigger") ? "trigger " + command.why.text("trigger")
                             : command.actor == Actor::rule ? translatable("stopped as planned")
                             : command.why.has("cause")     ? command.why.text("cause")
                                                            : asked_to_stop};
        break;
    case Action::set_rule:
    case Action::remove_rule:
        break; // above
    }
    if (changes_training(command.action))
        checkpoint_at_event();
}

void Session::set_rule(const RunCommand& command) {
    Table details = rule_details(command.rule);
    details.set("action", to_text(command.action));
    Watch watch = watch_for(command.rule, false);
    if (command.rule.settings.has("metric") && watch.metric < 0) {
        details.set("reason", translatable("the run has no series of this name"));
        note(EventKind::refused, command.actor, details, command.number);
        return;
    }
    std::erase(state_.removed_rules, watch.name);
    const auto old = std::find_if(watches_.begin(), watches_.end(),
                                  [&](const Watch& w) { return w.name == watch.name; });
    if (old == watches_.end())
        watches_.push_back(std::move(watch));
    else
        *old = std::move(watch);
    note(EventKind::rule_set, command.actor, details, command.number);
}

void Session::remove_rule(const RunCommand& command) {
    const std::string& name = command.rule.settings.text("name");
    Table details;
    details.set("action", to_text(command.action));
    details.set("trigger", name);
    if (std::erase_if(watches_, [&](const Watch& watch) { return watch.name == name; }) == 0) {
        details.set("reason", translatable("there is no rule of this name"));
        note(EventKind::refused, command.actor, details, command.number);
        return;
    }
    state_.removed_rules.push_back(name);
    note(EventKind::rule_removed, command.actor, details, command.number);
}

void Session::release_blocks(const std::vector<std::size_t>& blocks, const RunCommand& origin) {
    for (const std::size_t block : blocks) {
        state_.trainable[block] = true;
        Table details;
        details.set("block", trainer_.plan().blocks[block].name);
        if (origin.action == Action::release_next)
            details.set("action", to_text(origin.action));
        if (origin.why.has("trigger"))
            details.set("trigger", origin.why.text("trigger"));
        if (intervention_->parameter_order())
            details.set("parameters", trainer_.plan().blocks[block].parameters);
        note(EventKind::released, origin.actor, details, origin.number);
    }
    if (!blocks.empty())
        apply_trainable();
}

void Session::freeze_planned() {
    if (last())
        return;
    const auto blocks = intervention_->freezes(state_.step, state_.trainable);
    for (const std::size_t block : blocks) {
        state_.trainable[block] = false;
        Table details;
        details.set("block", trainer_.plan().blocks[block].name);
        note(EventKind::frozen, Actor::system, details);
    }
    if (!blocks.empty()) {
        apply_trainable();
        checkpoint_at_event();
    }
}

void Session::release_planned() {
    if (last())
        return;
    const auto blocks = intervention_->due(state_.step, state_.trainable, block_scores());
    RunCommand plan;
    plan.action = Action::release_all; // the plan is nobody's command
    plan.actor = Actor::system;
    release_blocks(blocks, plan);
    if (!blocks.empty())
        checkpoint_at_event();
}

void Session::stay_paused() {
    if (options_.pause_ends) {
        ending_ = SessionEnd{EndState::paused, state_.step, "paused"};
        return;
    }
    while (pausing_ && !ending_) {
        if (!bundle_->events.empty() || !bundle_->readings.empty())
            emit();
        if (!checkpoint_asked_.empty())
            save_checkpoint(true);
        commands_.wait(0.2);
        for (const auto& command : commands_.take_all())
            execute(command);
    }
}

void Session::update() {
    const StepResult result = trainer_.update(state_.step, learning_rate());
    ++state_.step;
    state_.train_time += result.seconds;
    state_.last_loss = result.loss;
}

void Session::checkpoint_at_event() {
    if (checkpoint_asked_.empty() && config_.checkpoints.settings.boolean("at_events"))
        checkpoint_asked_ = {RunCommand{.action = Action::checkpoint, .actor = Actor::system}};
}

void Session::save_checkpoint(bool pinned) {
    // Nothing that is decided at a boundary moves a weight: the weights are still those on arrival.
    recorder_.save_checkpoint(state_.step, trainer_.checkpoint(to_notes(arrival_)), pinned);
    if (checkpoint_asked_.empty())
        checkpoint_asked_ = {RunCommand{.actor = Actor::system}};
    for (const RunCommand& origin : checkpoint_asked_) { // one file answers all
        Table details = origin.why;
        details.set("pinned", pinned);
        note(EventKind::checkpoint_saved, origin.actor, details, origin.number);
    }
    checkpoint_asked_.clear();
}

void Session::emit() {
    const Plan& plan = trainer_.plan();
    bundle_->step = state_.step;
    bundle_->epoch = plan.epoch(state_.step);
    bundle_->examples = plan.examples_seen(state_.step);
    bundle_->wall_time = wall_time();
    bundle_->train_time = state_.train_time;
    bundle_->learning_rate = learning_rate();
    recorder_.append(bundle_);
    if (feed_ != nullptr)
        feed_->push(bundle_);
    bundle_ = std::make_shared<EventBundle>();
}

void Session::end(EndState state, const std::string& reason) {
    ending_ = SessionEnd{state, state_.step, reason};
    emit();
    save_checkpoint(true);
    Table details;
    details.set("state", to_text(state));
    details.set("reason", reason);
    if (!options_.until) // what is asked on the way to a fork waits for the child
        for (const RunCommand& late : commands_.close()) {
            Table refusal;
            refusal.set("action", to_text(late.action));
            refusal.set("reason", translatable("the run has ended"));
            note(EventKind::refused, late.actor, refusal, late.number);
        }
    note(EventKind::ended, Actor::system, details, stopped_by_);
    emit();
    recorder_.finish(state, reason);
}

void Session::note(EventKind kind, Actor actor, Table details, std::int64_t command) {
    Event event{state_.step, wall_time(), kind, actor, command, std::move(details)};
    event.values.assign(state_.headline.begin(), state_.headline.end());
    bundle_->events.push_back(std::move(event));
}

void Session::apply_trainable() {
    const bool statistics = intervention_->frozen_statistics_update();
    if (const auto order = intervention_->parameter_order())
        trainer_.set_trainable_parameters(state_.trainable, *order, statistics);
    else
        trainer_.set_trainable(state_.trainable, statistics);
}

double Session::learning_rate() const {
    // After the last update there is none: what is read there is told the last one's.
    const std::int64_t steps = trainer_.plan().steps;
    const std::int64_t step = std::min(state_.step, std::max<std::int64_t>(steps - 1, 0));
    return state_.base_learning_rate * schedule_(step, steps) *
           intervention_->learning_rate_factor(step);
}

BlockScores Session::block_scores() {
    return [this] { return trainer_.block_fisher_traces(state_.step); };
}

double Session::wall_time() const {
    const std::chrono::duration<double> now = std::chrono::steady_clock::now() - started_;
    return wall_before_ + now.count();
}

} // namespace thaw
