// Errors as they are stated against what readings really vary by, and searches against longer ones.
#include "tests/training/calibration.h"

#include "core/training/lanczos.h"
#include "core/training/objective.h"
#include "core/training/sharpness.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace thaw {
namespace {

using test::CalibratedRun;
using test::Freezing;
using test::long_calibration;

// ---- What readings vary by ----

struct Repeated {
    double deviation = 0; // of the values
    double told = 0;      // root mean square of the errors
};

Repeated repeated(const std::vector<Reading>& readings) {
    std::vector<double> values;
    double squares = 0;
    for (const auto& reading : readings) {
        values.push_back(reading.value);
        squares += reading.standard_error * reading.standard_error;
    }
    return {torch::tensor(values, torch::kDouble).std().item<double>(),
            std::sqrt(squares / static_cast<double>(readings.size()))};
}

// How readings of one series under `seed` are taken.
struct Calibrated {
    std::string name;
    std::function<Reading(CalibratedRun& run, std::uint64_t seed)> read;
};

// Over what is drawn anew with the seed: images, groups of them, batches.
Calibrated over_images(const std::string& name, const std::string& metric, std::size_t series,
                       const test::Settings& settings) {
    return {name, [=](CalibratedRun& run, std::uint64_t seed) {
                return run.metric(metric, settings)->measure(run.context(seed))->at(series);
            }};
}

// The images stay: what the metric draws is all that varies.
ExampleSet few(const CalibratedRun& run, std::int64_t count) {
    return run.train().first(count);
}

std::vector<Calibrated> calibrated_series() {
    const auto word = [](const char* text) { return Value(std::string(text)); };
    const std::int64_t images = long_calibration() ? 1024 : 512;
    const test::Settings groups = {{"examples", images}};
    const auto norm = [](CalibratedRun& run, std::uint64_t seed, std::int64_t count,
                         bool alignment) {
        const auto all = *run.metric("gradient", {{"examples", count}})->measure(run.context(seed));
        return alignment ? all.back() : all.front();
    };
    return {over_images("tr(F), expected", "fisher_trace", 0, {{"labels", word("expected")}}),
            over_images("tr(F), pairs", "fisher_trace", 0, {}),
            over_images("tr(F), sampled", "fisher_trace", 0, {{"labels", word("sampled")}}),
            {"noise of tr(F), pairs",
             [](CalibratedRun& run, std::uint64_t seed) {
                 const auto all =
                     *run.metric("fisher_trace")
                          ->measure(run.context(1, few(run, 128), static_cast<std::int64_t>(seed)));
                 return Reading{all[0].value, all[2].value, 128};
             }},
            {"S_avg",
             [](CalibratedRun& run, std::uint64_t seed) {
                 return run.metric("sharpness_avg")
                     ->measure(run.context(seed, few(run, 128), 0))
                     ->at(0);
             }},
            {"S_avg, paper",
             [word](CalibratedRun& run, std::uint64_t seed) {
                 return run.metric("sharpness_avg", {{"estimator", word("paper")}})
                     ->measure(run.context(seed, few(run, 128), 0))
                     ->at(0);
             }},
            over_images("S_worst", "sharpness_worst", 0, {}),
            over_images("lambda_max", "lambda_max", 0, {}),
            {"gradient_norm", [=](CalibratedRun& run,
                                  std::uint64_t seed) { return norm(run, seed, images, false); }},
            {"gradient_cosine", [=](CalibratedRun& run, std::uint64_t seed) {
                 return norm(run, seed, images, true);
             }}};
}

TEST(Calibration, StatedErrorsAreWhatReadingsVaryBy) {
    const std::uint64_t seeds = long_calibration() ? 40 : 12;
    const std::vector<std::int64_t> steps = long_calibration()
                                                ? std::vector<std::int64_t>{0, 10, 80, 300}
                                                : std::vector<std::int64_t>{5};
    const auto all = calibrated_series();
    std::vector<double> logarithms(all.size(), 0);
    double cases = 0;
    for (const auto& network : test::calibrated_networks()) {
        CalibratedRun run(network, Freezing::none, 1);
        for (const std::int64_t step : steps) {
            run.train_to(step);
            cases += 1;
            for (std::size_t s = 0; s < all.size(); ++s) {
                std::vector<Reading> readings;
                for (std::uint64_t seed = 1; seed <= seeds; ++seed)
                    readings.push_back(all[s].read(run, seed));
                const auto found = repeated(readings);
                const double ratio = found.told / found.deviation;
                logarithms[s] += std::log(ratio);
                if (long_calibration()) {
                    fmt::print("{:9} step {:3}  {:22} value {:9.3g}  varies by {:8.2g}  stated "
                               "{:8.2g}  ratio {:.2f}\n",
                               network.id, step, all[s].name, readings[0].value, found.deviation,
                               found.told, ratio);
                    std::fflush(stdout);
                }
            }
        }
    }
    // Each of the two has a relative error of about 1 / sqrt(2 seeds) by chance.
    const double chance = std::sqrt(1 / (static_cast<double>(seeds) * cases));
    for (std::size_t s = 0; s < all.size(); ++s) {
        const double ratio = std::exp(logarithms[s] / cases);
        if (long_calibration())
            fmt::print("stated / real, {:22} {:.2f}\n", all[s].name, ratio);
        EXPECT_NEAR(std::log(ratio), 0, std::log(1.25) + 2.5 * chance) << all[s].name;
    }
}

// ---- Searches against longer ones ----

TEST(Calibration, LambdaMaxIsTheLargestEigenvalue) {
    const std::vector<std::int64_t> steps =
        long_calibration()
            ? std::vector<std::int64_t>{0, 10, 20, 30, 40, 50, 60, 90, 120, 150, 200, 250, 300}
            : std::vector<std::int64_t>{0, 10, 30};
    int readings = 0, off = 0, uncovered = 0;
    double worst = 0, products = 0;
    for (const auto& network : test::calibrated_networks())
        for (const auto& [freezing, words] : test::freezings)
            for (int seed = 1; seed <= network.seeds; ++seed) {
                CalibratedRun run(network, freezing, seed);
                const auto metric = run.metric("lambda_max");
                for (const std::int64_t step : steps) {
                    run.train_to(step, [&] { metric->weights_move(); });
                    const auto context = run.context(static_cast<std::uint64_t>(seed));
                    const auto blocks = run.network().trainable();
                    const auto objective = batch_objective(
                        run.network(), test::classification(),
                        metric_subset(context, CalibratedRun::settings("lambda_max", {}),
                                      "lambda_max"),
                        blocks);
                    const auto start =
                        torch::empty(objective->origin().sizes())
                            .normal_(0, 1, at::make_generator<at::CPUGeneratorImpl>(1));
                    const auto truth = largest_eigenpair(
                        [&](const torch::Tensor& v) { return objective->hessian_product(v); },
                        start, 80, 2e-3);
                    for (const bool fresh : {false, true}) {
                        const auto of = fresh ? run.metric("lambda_max")->measure(context)
                                              : metric->measure(context);
                        const auto& found = of->at(0);
                        const double low = 1 - found.value / truth->value;
                        ++readings;
                        products += static_cast<double>(of->at(1).count);
                        worst = std::max(worst, std::abs(low));
                        off += std::abs(low) > 0.01 ? 1 : 0;
                        uncovered += std::abs(low) > 0.01 &&
                                             std::abs(low) * truth->value > 2 * found.standard_error
                                         ? 1
                                         : 0;
                        if (std::abs(low) > (long_calibration() ? 0.005 : 0.01))
                            fmt::print("{} {} seed {} step {}{}: {:.5g} of {:.5g}, {:.1f} % low, "
                                       "stated error {:.2g}, residual {:.2g}, {} products\n",
                                       network.id, words, seed, step, fresh ? " fresh" : "",
                                       found.value, truth->value, 100 * low, found.standard_error,
                                       of->at(1).value, of->at(1).count);
                    }
                }
            }
    fmt::print("lambda_max: {} readings, {} off by more than 1 %, {} of them by more than twice "
               "the stated error; worst {:.2f} %; {:.1f} products\n",
               readings, off, uncovered, 100 * worst, products / readings);
    EXPECT_LE(off, readings / 100);
    EXPECT_LE(worst, 0.03);
}

// At radii from where the slope rules to where the curvature does.
std::vector<test::Settings> neighbourhoods() {
    const auto of = [](const char* norm, bool adaptive, double rho) {
        return test::Settings{{"norm", std::string(norm)}, {"adaptive", adaptive}, {"rho", rho}};
    };
    std::vector<test::Settings> all = {of("l2", true, 0.05), of("l2", false, 0.5),
                                       of("linf", false, 0.005), of("linf", true, 0.1)};
    if (long_calibration())
        for (const auto& more : {of("l2", true, 0.01), of("l2", true, 0.25), of("l2", false, 0.05),
                                 of("linf", false, 0.0005), of("linf", true, 0.01)})
            all.push_back(more);
    return all;
}

TEST(Calibration, SharpnessWorstReachesAutoPgd) {
    const std::int64_t last = long_calibration() ? 300 : 20;
    int readings = 0, short_of = 0;
    double least = 1e9;
    for (const auto& network : test::calibrated_networks()) {
        CalibratedRun run(network, Freezing::none, 1);
        const auto all = neighbourhoods();
        std::vector<std::unique_ptr<Metric>> metrics;
        for (const auto& settings : all)
            metrics.push_back(run.metric("sharpness_worst", settings));
        for (std::int64_t step = 0; step <= last; step += 10) {
            run.train_to(step, [&] {
                for (auto& metric : metrics)
                    metric->weights_move();
            });
            const bool compared = step <= 20 || step % 100 == 0;
            for (std::size_t m = 0; m < metrics.size(); ++m) {
                if (long_calibration() && step > 40 && step % 100 > 0 && step % 100 < 50)
                    continue; // a few readings before each that is compared
                const auto found = *metrics[m]->measure(run.context(1));
                if (!compared)
                    continue;
                auto settings = all[m];
                settings.push_back({"search", std::string("apgd")});
                settings.push_back({"iterations", std::int64_t{20}});
                const double pgd =
                    run.metric("sharpness_worst", settings)->measure(run.context(1))->at(0).value;
                const double share = found[0].value / pgd;
                ++readings;
                short_of += share < 0.97 ? 1 : 0;
                least = std::min(least, share);
                if (long_calibration() || share < 0.97) {
                    fmt::print("{:9} step {:3}  {:4} {:8} rho {:<6} {:9.4g}  {:5.1f} % of "
                               "Auto-PGD's, last gain {:.3f}\n",
                               network.id, step, std::get<std::string>(all[m][0].second),
                               std::get<bool>(all[m][1].second) ? "adaptive" : "plain",
                               std::get<double>(all[m][2].second), found[0].value, 100 * share,
                               found[1].value);
                    std::fflush(stdout);
                }
            }
        }
    }
    fmt::print("S_worst: {} readings, {} below 97 % of what 20 steps of Auto-PGD find; least "
               "{:.1f} %\n",
               readings, short_of, 100 * least);
    EXPECT_GE(least, 0.97);
}

} // namespace
} // namespace thaw
