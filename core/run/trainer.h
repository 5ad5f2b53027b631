// The arithmetic behind a session, as the session sees it. core/training implements it with
// LibTorch; tests use a scripted one.
#pragma once

#include "core/run/event.h"
#include "core/run/plan.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

// Asked now and then inside long work: true when the session was told to stop.
using Interrupted = std::function<bool()>;

// What one optimiser update reports.
struct StepResult {
    double loss = 0;    // mean over the mini-batch, before the update
    double seconds = 0; // that the update took
};

// Used from one thread at a time. Every method may throw Error.
class Trainer {
  public:
    virtual ~Trainer() = default;

    virtual const Plan& plan() const = 0;
    // Versions, threads, BLAS, device, data digests: what bit-equality depends on.
    virtual Table provenance() const = 0;

    // Which blocks the optimiser moves (aligned with plan().blocks), and whether BatchNorm
    // statistics of the others go on (as in PyTorch) or rest.
    virtual void set_trainable(const std::vector<bool>& blocks, bool frozen_statistics_update) = 0;

    // The same for single parameters: of all parameters below the head, in an order that `seed`
    // draws, the optimiser moves the first ones, as many as the given blocks below the head have.
    // The others keep their bits, and so does what it remembers of them.
    virtual void set_trainable_parameters(const std::vector<bool>& blocks, std::uint64_t seed,
                                          bool frozen_statistics_update) = 0;

    // Update number `step` + 1, when `step` are done.
    virtual StepResult update(std::int64_t step, double learning_rate) = 0;

    // Takes one metric's readings after `step` updates, aligned with its series. No value when it
    // was interrupted or has nothing to say yet. Never changes what training will do.
    virtual std::optional<std::vector<Reading>> measure(std::size_t metric, std::int64_t step,
                                                        double learning_rate,
                                                        const Interrupted& interrupted) = 0;

    // tr(F) of every block, frozen ones too, after `step` updates: what the order "fisher" asks.
    virtual std::vector<double> block_fisher_traces(std::int64_t step) = 0;

    // Weights, buffers and optimiser state as bytes that hold `notes` too; and back. restore()
    // returns the notes. Throws Error(damaged) for bytes that do not fit this trainer.
    virtual std::string checkpoint(const std::map<std::string, std::string>& notes) const = 0;
    virtual std::map<std::string, std::string> restore(const std::string& bytes) = 0;

    // SHA-256 over every weight, buffer and optimiser value: equal digests mean equal bits.
    virtual std::string digest() const = 0;
};

} // namespace thaw
