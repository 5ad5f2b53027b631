#include "core/sweep/divergence.h"

#include "core/run/command.h"
#include "core/run/config_identity.h"
#include "core/run/interventions/intervention.h"
#include "core/run/schedules/schedule.h"
#include "core/run/triggers/trigger.h"

#include <algorithm>
#include <map>
#include <memory>

namespace thaw {

namespace {

std::unique_ptr<Intervention> made(const RunConfig& config, std::size_t blocks) {
    return entry_of(interventions(), config.intervention.id)
        .make(config.intervention.settings, blocks, config.seed("intervention"));
}

bool acts_on_blocks(const Item& item) {
    const auto action = action_from_text(item.settings.text("action"));
    return action == Action::release_next || action == Action::hold ||
           action == Action::release_all;
}

using CommandsByStep = std::map<std::int64_t, std::vector<Item>>;

CommandsByStep by_step(const std::vector<Item>& commands) {
    CommandsByStep all;
    for (const Item& command : commands)
        all[command.settings.integer("step")].push_back(command);
    return all;
}

std::int64_t first_other_command(const RunConfig& a, const RunConfig& b, std::int64_t never) {
    const CommandsByStep of_a = by_step(a.commands), of_b = by_step(b.commands);
    std::int64_t first = never;
    for (const auto* all : {&of_a, &of_b})
        for (const auto& [step, commands] : *all) {
            const auto& other = all == &of_a ? of_b : of_a;
            const auto there = other.find(step);
            if (there == other.end() || there->second != commands)
                first = std::min(first, step);
        }
    return first;
}

std::int64_t first_other_rate(const RunConfig& a, const RunConfig& b, std::int64_t steps,
                              std::int64_t never) {
    if (a.schedule == b.schedule)
        return never;
    const auto of_a = entry_of(schedules(), a.schedule.id).make(a.schedule.settings);
    const auto of_b = entry_of(schedules(), b.schedule.id).make(b.schedule.settings);
    for (std::int64_t step = 0; step < steps; ++step)
        if (of_a(step, steps) != of_b(step, steps))
            return step;
    return never;
}

// An intervention going its way with the config's commands, as a session would carry it.
class Course {
  public:
    Course(const RunConfig& config, std::size_t blocks)
        : intervention_(made(config, blocks)), commands_(by_step(config.commands)),
          trainable_(intervention_->initial_blocks()) {}

    // All that the intervention and the commands do at this boundary.
    void decide(std::int64_t step) {
        const BlockScores scores = [this] {
            measured_ = true;
            return std::vector<double>(trainable_.size(), 0.0);
        };
        for (const std::size_t block : intervention_->freezes(step, trainable_))
            trainable_[block] = false;
        if (const auto here = commands_.find(step); here != commands_.end())
            for (const Item& command : here->second)
                if (acts_on_blocks(command))
                    release(intervention_->act(*action_from_text(command.settings.text("action")),
                                               step, trainable_, scores));
        release(intervention_->due(step, trainable_, scores));
    }

    bool equals(const Course& other, std::int64_t step) const {
        return trainable_ == other.trainable_ &&
               intervention_->learning_rate_factor(step) ==
                   other.intervention_->learning_rate_factor(step) &&
               intervention_->frozen_statistics_update() ==
                   other.intervention_->frozen_statistics_update() &&
               intervention_->parameter_order() == other.intervention_->parameter_order();
    }
    // Which block came next was asked of the network, which nobody knows beforehand.
    bool measured() const { return measured_; }
    Table state() const { return intervention_->state(); }

  private:
    void release(const std::optional<std::vector<std::size_t>>& blocks) {
        for (const std::size_t block : blocks.value_or(std::vector<std::size_t>()))
            trainable_[block] = true;
    }

    std::unique_ptr<Intervention> intervention_;
    CommandsByStep commands_;
    std::vector<bool> trainable_;
    bool measured_ = false;
};

// A fork of one takes the state of the other's intervention over, where they are of one kind; else
// its own begins afresh. It must then be what it would have become.
bool can_take_over(const RunConfig& a, const RunConfig& b, const Course& at_a, const Course& at_b,
                   std::size_t blocks) {
    const auto takes = [&](const RunConfig& config, const Table& theirs, const Table& own) {
        const auto fresh = made(config, blocks);
        if (a.intervention.id == b.intervention.id)
            fresh->restore(theirs);
        return fresh->state() == own;
    };
    return takes(a, at_b.state(), at_a.state()) && takes(b, at_a.state(), at_b.state());
}

std::int64_t first_other_decision(const RunConfig& a, const RunConfig& b, const RunShape& shape,
                                  std::int64_t never) {
    if (a.intervention == b.intervention)
        return never;
    Course at_a(a, shape.blocks), at_b(b, shape.blocks);
    for (std::int64_t step = 0; step < shape.steps; ++step) {
        // On arrival here they were alike, and a fork leaves here.
        if (!can_take_over(a, b, at_a, at_b, shape.blocks))
            return 0;
        at_a.decide(step);
        at_b.decide(step);
        if (at_a.measured() || at_b.measured() || !at_a.equals(at_b, step))
            return step;
    }
    return never;
}

} // namespace

std::string family_of(const RunConfig& config) {
    RunConfig rest = config;
    for (const char* key : settings_of_no_matter)
        rest.run.settings.set(key, std::string());
    rest.checkpoints = rest.schedule = rest.intervention = {};
    rest.triggers.clear();
    rest.commands.clear();
    return to_toml(rest);
}

std::optional<Divergence> divergence(const RunConfig& a, const RunConfig& b,
                                     const RunShape& shape) {
    const std::int64_t never = shape.steps + 1;
    Divergence result;
    result.step =
        std::min({first_other_command(a, b, never), first_other_rate(a, b, shape.steps, never),
                  first_other_decision(a, b, shape, never)});
    const bool other_interventions = a.intervention != b.intervention;
    for (const auto& [mine, theirs] :
         {std::pair(&a.triggers, &b.triggers), std::pair(&b.triggers, &a.triggers)})
        for (const Item& rule : *mine) {
            if (!rule.settings.boolean("enabled"))
                continue;
            const bool shared = std::count(theirs->begin(), theirs->end(), rule) > 0;
            // A rule of both may still make two interventions of them that do not answer alike.
            if (!shared || (other_interventions && mine == &a.triggers && acts_on_blocks(rule)))
                result.rules.push_back(rule);
        }
    if (result.step == 0)
        return {};
    return result;
}

} // namespace thaw
