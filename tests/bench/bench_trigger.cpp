// What an estimator's noise does to a trigger: a run is trained as its config plans it, tr(F) of as
// many images as its metric `fisher_trace` takes is read every 10 steps once exactly and K times by
// each estimator, and the config's first trigger looks at every one of these curves.
//   bench_trigger CONFIG [STEPS [K [SEED]]]
// Tells how far each estimator is from the exact value (root mean square of the relative deviation,
// over the readings up to the exact curve's stop) and how often its curve fires within 50 steps of
// it.
#include "app/environment.h"
#include "core/run/interventions/intervention.h"
#include "core/run/triggers/trigger.h"
#include "core/training/fisher.h"
#include "core/training/libtorch_trainer.h"
#include "core/training/training.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace thaw::bench {

namespace {

constexpr std::int64_t every = 10, window = 50;

struct Curve {
    FisherLabels labels;
    std::uint64_t seed;
    std::unique_ptr<Trigger> trigger;
    std::int64_t fired = -1;
    double squared_deviations = 0;
    int readings = 0;
};

std::unique_ptr<Trigger> trigger_of(const RunConfig& config) {
    const Item& item = config.triggers.at(0);
    return entry_of(triggers(), item.id).make(item.settings);
}

double reading(LibTorchTrainer& trainer, const Examples& images, const Curve& curve,
               std::int64_t step) {
    const auto generator = at::make_generator<at::CPUGeneratorImpl>(
        curve.seed * 1000003 + static_cast<std::uint64_t>(step));
    const auto blocks = trainer.network().trainable();
    const auto traces = fisher_traces(trainer.network(), trainer.task(), images, blocks,
                                      curve.labels, images.count(), generator, {});
    return traces->parts.nan_to_num(0).sum(0).mean().item<double>();
}

void tell(const char* name, FisherLabels labels, const std::vector<Curve>& curves,
          std::int64_t exact) {
    int count = 0, near = 0, readings = 0;
    double squares = 0;
    std::printf("%s:", name);
    for (const auto& curve : curves) {
        if (curve.labels != labels)
            continue;
        squares += curve.squared_deviations;
        readings += curve.readings;
        ++count;
        near += curve.fired >= 0 && std::abs(curve.fired - exact) <= window ? 1 : 0;
        std::printf(" %ld", static_cast<long>(curve.fired));
    }
    std::printf(
        "\n%s: %d of %d within %ld steps of the exact curve's stop; %.2g %% from its values\n",
        name, near, count, static_cast<long>(window),
        100 * std::sqrt(squares / std::max(readings, 1)));
}

void watch(const RunConfig& config, std::int64_t steps, int repetitions) {
    LibTorchTrainer trainer(config);
    const auto intervention =
        entry_of(interventions(), config.intervention.id)
            .make(config.intervention.settings, trainer.plan().blocks.size(), 1);
    auto trainable = intervention->initial_blocks();
    const auto metric = std::ranges::find(config.metrics, "fisher_trace", &Item::id);
    const std::int64_t count =
        metric == config.metrics.end() ? 128 : metric->settings.integer("examples");
    const Examples images = trainer.data().train().slice(0, count);
    std::vector<Curve> curves;
    curves.push_back({FisherLabels::expected, 0, trigger_of(config)});
    for (const FisherLabels labels :
         {FisherLabels::pairs, FisherLabels::sampled, FisherLabels::paper})
        for (int k = 1; k <= repetitions; ++k)
            curves.push_back({labels, static_cast<std::uint64_t>(k), trigger_of(config)});
    for (std::int64_t step = 0; step <= steps; ++step) {
        for (const std::size_t block : intervention->due(step, trainable, {}))
            trainable[block] = true;
        trainer.set_trainable(trainable, intervention->frozen_statistics_update());
        trainer.network().eval();
        const bool due = step % every == 0;
        double exact = 0;
        for (auto& curve : curves) {
            const bool compared = curves[0].fired < 0 || curves[0].fired == step;
            if (curve.fired >= 0 && !compared)
                continue;
            std::optional<Reading> found;
            if (due)
                found = {reading(trainer, images, curve, step), 0, images.count()};
            if (due && compared) {
                exact = &curve == &curves[0] ? found->value : exact;
                curve.squared_deviations += std::pow(found->value / exact - 1, 2);
                ++curve.readings;
            }
            const auto fires = curve.trigger->observe(step, found ? &*found : nullptr);
            if (fires && curve.fired < 0)
                curve.fired = step;
        }
        trainer.update(step, config.optimiser.settings.real("learning_rate"));
    }
    const std::int64_t exact = curves[0].fired;
    std::printf("exact: %ld\n", static_cast<long>(exact));
    tell("pairs", FisherLabels::pairs, curves, exact);
    tell("sampled", FisherLabels::sampled, curves, exact);
    tell("paper", FisherLabels::paper, curves, exact);
    std::fflush(stdout);
}

} // namespace
} // namespace thaw::bench

int main(int count, char** arguments) {
    thaw::settle_environment(arguments);
    if (count < 2) {
        std::fprintf(stderr, "usage: bench_trigger CONFIG [STEPS [K [SEED]]]\n");
        return 2;
    }
    const std::int64_t steps = count > 2 ? std::atol(arguments[2]) : 500;
    const int repetitions = count > 3 ? std::atoi(arguments[3]) : 10;
    const std::string seed = count > 4 ? arguments[4] : "1";
    thaw::bench::watch(thaw::read_config(arguments[1], thaw::vocabulary(), {"run.seed=" + seed}),
                       steps, repetitions);
}
