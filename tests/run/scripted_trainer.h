// A trainer whose arithmetic fits on a page: for tests of everything about order and timing. Its
// "weights" are one number a block, moved by every update in a way that depends on the step, the
// rate and which blocks are trainable, so that any difference in history shows.
#pragma once

#include "core/run/error.h"
#include "core/run/random.h"
#include "core/run/trainer.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <sstream>

namespace thaw::test {

class ScriptedTrainer final : public Trainer {
  public:
    explicit ScriptedTrainer(std::int64_t steps, std::size_t blocks = 4) : weights_(blocks, 1.0) {
        plan_.steps = steps;
        plan_.steps_per_epoch = 10;
        plan_.train_examples = 38; // the last batch of an epoch has 2
        plan_.batch_size = 4;
        for (std::size_t b = 0; b < blocks; ++b)
            plan_.blocks.push_back({"block" + std::to_string(b), 1});
        plan_.metrics.push_back({"curve",
                                 "curve",
                                 {2, 1000, 10},
                                 {},
                                 {{"curve", "Curve", "c", "", true}, {"curve.noise", "", "", ""}}});
        trainable_.assign(blocks, true);
    }

    // For tests to change.
    std::function<double(std::int64_t)> curve = [](std::int64_t step) {
        return 1.0 + std::exp(-static_cast<double>(step) / 5.0);
    };
    std::function<double(std::int64_t)> loss = [](std::int64_t) { return 1.0; };
    std::function<void(std::int64_t)> before_update = [](std::int64_t) {};
    std::vector<double> rates, measured_rates; // that updates and readings were told
    int interruptible_polls = 0;               // how often a measurement asks before it is done

    const Plan& plan() const override { return plan_; }
    Plan& change_plan() { return plan_; }
    Table provenance() const override { return {}; }

    void set_trainable(const std::vector<bool>& blocks, bool frozen_statistics_update) override {
        trainable_ = blocks;
        frozen_statistics_update_ = frozen_statistics_update;
    }
    // One parameter a block: so many of those below the head, in a drawn order.
    void set_trainable_parameters(const std::vector<bool>& blocks, std::uint64_t seed,
                                  bool frozen_statistics_update) override {
        set_trainable(std::vector<bool>(blocks.size(), false), frozen_statistics_update);
        trainable_.back() = blocks.back();
        Random random(seed);
        const auto order = permutation(static_cast<std::int64_t>(blocks.size()) - 1, random);
        const auto count = std::count(blocks.begin(), blocks.end() - 1, true);
        for (std::ptrdiff_t i = 0; i < count; ++i)
            trainable_[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = true;
    }
    bool frozen_statistics_update() const { return frozen_statistics_update_; }
    const std::vector<bool>& trainable() const { return trainable_; }

    StepResult update(std::int64_t step, double learning_rate) override {
        before_update(step);
        rates.push_back(learning_rate);
        for (std::size_t b = 0; b < weights_.size(); ++b)
            if (trainable_[b])
                weights_[b] += learning_rate * std::sin(static_cast<double>(step + 1) * (1.0 + b)) *
                               weights_[b];
        return {loss(step), 0.001};
    }

    std::optional<std::vector<Reading>> measure(std::size_t, std::int64_t step,
                                                double learning_rate,
                                                const Interrupted& interrupted) override {
        measured_rates.push_back(learning_rate);
        for (int i = 0; i < interruptible_polls; ++i)
            if (interrupted())
                return {};
        return std::vector<Reading>{{curve(step), 0.1, 8}, {weights_[0], 0, 1}};
    }

    std::vector<double> block_fisher_traces(std::int64_t) override {
        std::vector<double> traces; // block1 is the largest, then block0, block2, ...
        for (std::size_t b = 0; b < weights_.size(); ++b)
            traces.push_back(b == 1 ? 10.0 : 5.0 - static_cast<double>(b));
        return traces;
    }

    std::string checkpoint(const std::map<std::string, std::string>& notes) const override {
        std::ostringstream out;
        out.precision(17);
        for (const double w : weights_)
            out << w << ' ';
        for (const auto& [key, text] : notes)
            out << '\1' << key << '\2' << text;
        return out.str();
    }

    std::map<std::string, std::string> restore(const std::string& bytes) override {
        std::istringstream in(bytes.substr(0, bytes.find('\1')));
        for (double& w : weights_)
            if (!(in >> w))
                throw damaged("the checkpoint is damaged");
        std::map<std::string, std::string> notes;
        for (std::size_t at = bytes.find('\1'); at != std::string::npos;) {
            const std::size_t middle = bytes.find('\2', at), end = bytes.find('\1', middle);
            notes[bytes.substr(at + 1, middle - at - 1)] =
                bytes.substr(middle + 1, end == std::string::npos ? end : end - middle - 1);
            at = end;
        }
        return notes;
    }

    std::string digest() const override { return checkpoint({}); }

  private:
    Plan plan_;
    std::vector<double> weights_;
    std::vector<bool> trainable_;
    bool frozen_statistics_update_ = true;
};

} // namespace thaw::test
