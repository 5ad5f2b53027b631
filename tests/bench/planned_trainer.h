// A scripted trainer under the benches' plan: 20 series whose values can be told from their step.
#pragma once

#include "tests/bench/bench_run.h"
#include "tests/run/scripted_trainer.h"

namespace thaw::bench {

class PlannedTrainer : public Trainer {
  public:
    explicit PlannedTrainer(Plan plan)
        : inner_(plan.steps, plan.blocks.size()), plan_(std::move(plan)) {}

    const Plan& plan() const override { return plan_; }
    Table provenance() const override { return {}; }
    void set_trainable(const std::vector<bool>& blocks, bool statistics) override {
        inner_.set_trainable(blocks, statistics);
    }
    void set_trainable_parameters(const std::vector<bool>& blocks, std::uint64_t seed,
                                  bool statistics) override {
        inner_.set_trainable_parameters(blocks, seed, statistics);
    }
    StepResult update(std::int64_t step, double rate) override { return inner_.update(step, rate); }
    std::optional<std::vector<Reading>> measure(std::size_t metric, std::int64_t step, double,
                                                const Interrupted&) override {
        return readings_at(plan_, metric, step);
    }
    std::vector<double> block_fisher_traces(std::int64_t step) override {
        return inner_.block_fisher_traces(step);
    }
    std::string checkpoint(const std::map<std::string, std::string>& notes) const override {
        return inner_.checkpoint(notes);
    }
    std::map<std::string, std::string> restore(const std::string& bytes) override {
        return inner_.restore(bytes);
    }
    std::string digest() const override { return inner_.digest(); }

  private:
    test::ScriptedTrainer inner_;
    Plan plan_;
};

} // namespace thaw::bench
