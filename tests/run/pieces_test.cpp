// The small parts of core/run, each by its contract.
#include "core/run/cadence.h"
#include "core/run/command.h"
#include "core/run/interventions/intervention.h"
#include "core/run/live_feed.h"
#include "core/run/nearest.h"
#include "core/run/random.h"
#include "core/run/run_record.h"
#include "core/run/schedules/schedule.h"
#include "core/run/sha256.h"
#include "core/run/triggers/trigger.h"

#include <cmath>
#include <gmock/gmock.h>
#include <set>

namespace thaw {
namespace {

using testing::ElementsAre;

Table defaults_of(const Description& description) {
    Table table;
    for (const auto& parameter : description.parameters)
        table.set(parameter.key, parameter.default_value());
    return table;
}

TEST(Random, StreamsAreReproducibleAndApart) {
    EXPECT_EQ(stream_seed(1, "a", 2), stream_seed(1, "a", 2));
    const std::set<std::uint64_t> seeds{stream_seed(1, "a"), stream_seed(2, "a"),
                                        stream_seed(1, "b"), stream_seed(1, "a", 1)};
    EXPECT_EQ(seeds.size(), 4U);
}

TEST(Random, HasTheMomentsOfItsDistributions) {
    Random random(7);
    constexpr int n = 200000;
    double uniform = 0, normal = 0, square = 0, small = 0, large = 0, spread = 0;
    std::vector<int> counts(5);
    for (int i = 0; i < n; ++i) {
        uniform += random.uniform() / n;
        const double x = random.normal();
        normal += x / n;
        square += x * x / n;
        small += static_cast<double>(random.poisson(2.5)) / n;
        const auto many = static_cast<double>(random.poisson(100));
        large += many / n;
        spread += (many - 100) * (many - 100) / n;
        ++counts[random.below(5)];
    }
    EXPECT_NEAR(uniform, 0.5, 0.004);
    EXPECT_NEAR(normal, 0, 0.012);
    EXPECT_NEAR(square, 1, 0.02);
    EXPECT_NEAR(small, 2.5, 0.02);
    EXPECT_NEAR(large, 100, 0.15);
    EXPECT_NEAR(spread, 100, 1.6);
    for (const int count : counts)
        EXPECT_NEAR(count, n / 5.0, 1000);
}

TEST(Random, PermutationsHoldEveryNumberOnce) {
    Random random(1);
    const auto order = permutation(100, random);
    EXPECT_EQ(std::set<std::int64_t>(order.begin(), order.end()).size(), 100U);
}

TEST(Nearest, FindsWhatWasMeantAndNothingElse) {
    const std::vector<std::string> words{"momentum", "learning_rate", "weight_decay"};
    EXPECT_EQ(nearest("momentun", words), "momentum");
    EXPECT_EQ(nearest("learnign_rate", words), "learning_rate");
    EXPECT_EQ(nearest("zebra", words), "");
}

TEST(Sha256, OfKnownTexts) { // FIPS 180-2, appendix B
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Cadence, IsDenseEarlyAndSparseLater) {
    const Cadence cadence{10, 100, 50};
    EXPECT_TRUE(cadence.due(0, 1000));
    EXPECT_TRUE(cadence.due(100, 1000));
    EXPECT_FALSE(cadence.due(110, 1000));
    EXPECT_TRUE(cadence.due(150, 1000));
    EXPECT_TRUE(cadence.due(987, 987));
    EXPECT_FALSE((Cadence{0, 100, 0}).due(50, 1000));
}

TEST(CommandQueue, NumbersCommandsAndRefusesWhenFull) {
    CommandQueue queue;
    queue.number_after(10);
    EXPECT_EQ(queue.push({.action = Action::hold}), 11);
    EXPECT_FALSE(queue.stop_waiting());
    queue.push({.action = Action::stop});
    EXPECT_TRUE(queue.stop_waiting());
    for (int i = 0; i < 62; ++i)
        EXPECT_TRUE(queue.push({.action = Action::hold}));
    EXPECT_FALSE(queue.push({.action = Action::hold}));
    EXPECT_EQ(queue.take_all().size(), 64U);
    EXPECT_FALSE(queue.stop_waiting());
}

TEST(CommandQueue, NumbersAgainWhatCameBeforeTheFileWasRead) {
    CommandQueue queue;
    queue.push({.action = Action::hold});
    queue.push({.action = Action::stop});
    queue.number_after(7);
    EXPECT_EQ(queue.push({.action = Action::pause}), 10);
    std::vector<std::int64_t> numbers;
    for (const auto& command : queue.take_all())
        numbers.push_back(command.number);
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{8, 9, 10}));
}

TEST(Actions, HaveNamesThatReadBack) {
    for (const auto& name : rule_actions())
        EXPECT_EQ(to_text(*action_from_text(name)), name);
    EXPECT_FALSE(action_from_text("thaw"));
}

TEST(LiveFeed, DropsTheOldestReadingsButNoEvents) {
    LiveFeed feed(3);
    for (int step = 0; step < 6; ++step) {
        auto bundle = std::make_shared<EventBundle>();
        bundle->step = step;
        if (step == 0)
            bundle->events.emplace_back();
        feed.push(bundle);
    }
    const auto taken = feed.take_all();
    EXPECT_EQ(taken.dropped, 3U);
    ASSERT_EQ(taken.bundles.size(), 3U);
    EXPECT_EQ(taken.bundles[0]->step, 0);
    EXPECT_EQ(taken.bundles[1]->step, 4);
    EXPECT_TRUE(feed.take_all().bundles.empty());
}

TEST(Schedules, HaveTheirClosedForms) {
    const auto make = [](const char* id, const Table& settings) {
        return entry_of(schedules(), id).make(settings);
    };
    Table cosine = defaults_of(entry_of(schedules(), "cosine").description);
    cosine.set("final", 0.1);
    EXPECT_DOUBLE_EQ(make("cosine", cosine)(0, 101), 1.0);
    EXPECT_DOUBLE_EQ(make("cosine", cosine)(50, 101), 0.55);
    EXPECT_NEAR(make("cosine", cosine)(100, 101), 0.1, 1e-12);
    Table step = defaults_of(entry_of(schedules(), "step").description);
    step.set("every", std::int64_t{10});
    EXPECT_DOUBLE_EQ(make("step", step)(25, 100), 0.01);
    Table warm = defaults_of(entry_of(schedules(), "constant").description);
    warm.set("warmup", std::int64_t{4});
    EXPECT_DOUBLE_EQ(make("constant", warm)(0, 100), 0.2);
    EXPECT_DOUBLE_EQ(make("constant", warm)(3, 100), 0.8);
    EXPECT_DOUBLE_EQ(make("constant", warm)(4, 100), 1.0);
}

TEST(Schedules, StayAtTheLastUpdatesFactorFromTheEndOn) {
    for (const auto& entry : schedules())
        for (const std::int64_t steps : {1, 2, 40, 1000})
            for (const std::int64_t warmup : {0, 3, 39, 1000}) {
                Table settings = defaults_of(entry.description);
                settings.set("warmup", warmup);
                if (settings.has("every"))
                    settings.set("every", std::int64_t{20}); // a decay falls on the end
                const Schedule schedule = entry.make(settings);
                const double last = schedule(steps - 1, steps);
                for (const std::int64_t past : {0, 1, 2, 17, 100'000})
                    EXPECT_EQ(schedule(steps + past, steps), last)
                        << entry.description.id << " " << steps << " " << warmup << " " << past;
                EXPECT_GE(last, 0);
                EXPECT_LE(last, 1);
            }
}

TEST(GradualUnfreezing, OrdersItsBlocks) {
    const auto order = [](const std::string& name, std::uint64_t seed) {
        Table settings = defaults_of(entry_of(interventions(), "gradual_unfreezing").description);
        settings.set("order", name);
        settings.set("interval", std::int64_t{2});
        const auto policy = entry_of(interventions(), "gradual_unfreezing").make(settings, 5, seed);
        std::vector<bool> trainable = policy->initial_blocks();
        std::vector<std::size_t> released;
        for (std::int64_t step = 0; step <= 20; ++step)
            for (const auto block : policy->due(step, trainable, [] {
                     return std::vector<double>{1, 4, 2, 3, 9};
                 })) {
                trainable[block] = true;
                released.push_back(block);
            }
        return released;
    };
    EXPECT_THAT(order("top_down", 1), ElementsAre(3, 2, 1, 0));
    EXPECT_THAT(order("bottom_up", 1), ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(order("fisher", 1), ElementsAre(1, 3, 2, 0));
    EXPECT_THAT(order("lp_ft", 1), ElementsAre(3, 2, 1, 0));
    EXPECT_THAT(order("random", 1), testing::UnorderedElementsAre(0, 1, 2, 3));
    std::set<std::vector<std::size_t>> drawn;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        drawn.insert(order("random", seed));
    EXPECT_GT(drawn.size(), 5U);
}

TEST(GradualUnfreezing, PlannedReleasesAreTheOnesThatCome) {
    struct Case {
        const char* order;
        std::int64_t start, keep;
        std::size_t releases;
    };
    for (const auto& [order, start, keep, releases] :
         {Case{"top_down", 0, 0, 3}, Case{"bottom_up", 0, 0, 3}, Case{"random", 0, 0, 3},
          Case{"lp_ft", 0, 0, 3}, Case{"parameters", 0, 0, 3}, Case{"top_down", 4, 0, 3},
          Case{"lp_ft", 1, 1, 2}, Case{"bottom_up", 2, 2, 1}, Case{"top_down", 0, 3, 0}}) {
        Table settings = defaults_of(entry_of(interventions(), "gradual_unfreezing").description);
        settings.set("order", std::string(order));
        settings.set("interval", std::int64_t{3});
        settings.set("start", start);
        settings.set("keep_frozen", keep);
        const auto policy = entry_of(interventions(), "gradual_unfreezing").make(settings, 4, 5);
        std::vector<bool> trainable = policy->initial_blocks();
        EXPECT_EQ(trainable[0], start > 0);
        const auto planned = policy->ahead(0, trainable);
        EXPECT_EQ(planned.size(), releases) << order;
        std::size_t next = 0;
        for (std::int64_t step = 0; step <= 14; ++step) {
            for (const auto block : policy->freezes(step, trainable)) {
                EXPECT_EQ(step, start);
                trainable[block] = false;
            }
            for (const auto block : policy->due(step, trainable, {})) {
                trainable[block] = true;
                ASSERT_LT(next, planned.size());
                EXPECT_EQ(planned[next].step, step) << order;
                EXPECT_EQ(planned[next].block, block) << order;
                ++next;
            }
        }
        EXPECT_EQ(next, planned.size()) << order;
    }
}

TEST(LearningRateSwitch, MultipliesBeforeOrAfterItsStep) {
    Table settings = defaults_of(entry_of(interventions(), "learning_rate_switch").description);
    settings.set("step", std::int64_t{5});
    const auto low_first = entry_of(interventions(), "learning_rate_switch").make(settings, 2, 0);
    EXPECT_DOUBLE_EQ(low_first->learning_rate_factor(4), 0.1);
    EXPECT_DOUBLE_EQ(low_first->learning_rate_factor(5), 1);
    settings.set("order", std::string("high_to_low"));
    const auto high_first = entry_of(interventions(), "learning_rate_switch").make(settings, 2, 0);
    EXPECT_DOUBLE_EQ(high_first->learning_rate_factor(4), 1);
    EXPECT_DOUBLE_EQ(high_first->learning_rate_factor(5), 0.1);
}

// The step at which a trigger fires on a signal read every 10 steps, or -1.
std::int64_t fires_at(const std::string& id, const Table& changes, const std::vector<double>& xs) {
    Table settings = defaults_of(entry_of(triggers(), id).description);
    for (const auto& [key, value] : changes.values())
        settings.set(key, value);
    const auto trigger = entry_of(triggers(), id).make(settings);
    for (std::size_t i = 0; i < xs.size(); ++i) {
        const Reading reading{xs[i], 0, 1};
        const auto step = static_cast<std::int64_t>(i) * 10;
        EXPECT_FALSE(trigger->observe(step > 0 ? step - 1 : 0, nullptr));
        if (trigger->observe(step, &reading))
            return step;
    }
    return -1;
}

TEST(Threshold, CountsReadingsInARowAndSkipsNaN) {
    Table settings;
    settings.set("direction", std::string("above"));
    settings.set("value", 1.0);
    settings.set("patience", std::int64_t{2});
    EXPECT_EQ(fires_at("threshold", settings, {2, 0, 2, std::nan(""), 2, 2}), 50);
    EXPECT_EQ(fires_at("threshold", settings, {2, 0, 2, 0}), -1);
    EXPECT_EQ(fires_at("threshold", settings, {INFINITY, INFINITY}), 10);
}

TEST(Threshold, RelativeToAReferenceReading) {
    Table settings;
    settings.set("value", 0.5);
    settings.set("relative", true);
    settings.set("reference_step", std::int64_t{10});
    EXPECT_EQ(fires_at("threshold", settings, {100, 10, 6, 4}), 30);
}

TEST(Threshold, TakesNoReferenceThatIsNotFinite) {
    Table settings;
    settings.set("value", 0.5);
    settings.set("relative", true);
    EXPECT_EQ(fires_at("threshold", settings, {INFINITY, std::nan(""), 10, 6, 4}), 40);
    EXPECT_EQ(fires_at("threshold", settings, {10, -INFINITY}), 10);
}

TEST(Divergence, FiresAtWhatIsNotFinite) {
    EXPECT_EQ(fires_at("divergence", {}, {1, 1e300, std::nan("")}), 20);
    EXPECT_EQ(fires_at("divergence", {}, {1, -INFINITY}), 10);
    EXPECT_EQ(fires_at("divergence", {}, {1, 2, 3}), -1);
    Table settings;
    settings.set("patience", std::int64_t{2});
    EXPECT_EQ(fires_at("divergence", settings, {std::nan(""), 1, INFINITY, std::nan("")}), 30);
}

TEST(Divergence, FiresAtAnExplosion) {
    Table settings;
    settings.set("factor", 10.0);
    EXPECT_EQ(fires_at("divergence", settings, {4, 2, 19, 1, 11}), 40);
    EXPECT_EQ(fires_at("divergence", settings, {0, -1}), 10); // anything is more than 10 x 0
    settings.set("patience", std::int64_t{2});
    EXPECT_EQ(fires_at("divergence", settings, {1, 11, 2, 12, 13}), 40);
}

TEST(Stabilisation, WaitsForTheEndOfTheRapidChange) {
    Table settings;
    settings.set("tau", std::int64_t{2});
    settings.set("rapid", 0.1);
    settings.set("epsilon", 0.02);
    // Rises fast up to 1.0; the change from index 5 on is 0.01 a reading. The rapid change ends at
    // index 5; three readings (tau + 1) make two moving averages at index 7.
    EXPECT_EQ(
        fires_at("stabilisation", settings, {0.1, 0.4, 0.6, 0.8, 1.0, 1.01, 1.02, 1.03, 1.04}), 70);
}

TEST(Stabilisation, MatchesTheAlgorithmWrittenOutOffline) {
    // A noisy decay: the online rule against algorithm 2 with the running maximum spelled out.
    Random random(3);
    std::vector<double> xs;
    for (int i = 0; i < 80; ++i)
        xs.push_back(0.3 + std::exp(-i / 6.0) + 0.01 * random.normal());
    constexpr int tau = 3;
    constexpr double epsilon = 0.004, rapid = 0.05;
    int end_of_rapid = -1;
    double largest = xs[0];
    bool moving = false;
    std::int64_t expected = -1;
    for (int i = 1; i < 80 && expected < 0; ++i) {
        largest = std::max(largest, std::abs(xs[i]));
        const double change = std::abs(xs[i] - xs[i - 1]) / largest;
        if (end_of_rapid < 0) {
            moving = moving || change > rapid;
            if (moving && change <= rapid)
                end_of_rapid = i;
        }
        if (end_of_rapid < 0 || i < end_of_rapid + tau)
            continue;
        double now = 0, before = 0;
        for (int k = 0; k < tau; ++k) {
            now += xs[i - k] / tau;
            before += xs[i - 1 - k] / tau;
        }
        if (std::abs(now - before) / largest <= epsilon)
            expected = i * 10;
    }
    ASSERT_GT(expected, 0);
    Table settings;
    settings.set("tau", std::int64_t{tau});
    settings.set("epsilon", epsilon);
    settings.set("rapid", rapid);
    EXPECT_EQ(fires_at("stabilisation", settings, xs), expected);
}

TEST(Stabilisation, TakesAMissingRapidChangeAsAbsent) {
    Table settings;
    settings.set("tau", std::int64_t{2});
    settings.set("give_up", std::int64_t{4});
    // Flat from the start: given up with the fifth reading (40), two averages at 60.
    EXPECT_EQ(fires_at("stabilisation", settings, std::vector<double>(20, 1.0)), 60);
}

TEST(Stabilisation, PassesOverReadingsThatAreNotFinite) {
    Table settings;
    settings.set("tau", std::int64_t{2});
    settings.set("give_up", std::int64_t{1});
    EXPECT_EQ(fires_at("stabilisation", settings, std::vector<double>(20, std::nan(""))), -1);
    EXPECT_EQ(fires_at("stabilisation", settings, std::vector<double>(20, 0.0)), 30);
}

TEST(Triggers, GoOnFromTheirState) {
    Random random(11);
    std::vector<double> xs;
    for (int i = 0; i < 60; ++i)
        xs.push_back(1 + std::exp(-i / 4.0) + 0.02 * random.normal());
    for (const auto& entry : triggers()) {
        Table settings = defaults_of(entry.description);
        settings.set("value", 1.02);
        settings.set("patience", std::int64_t{3});
        settings.set("step", std::int64_t{330});
        settings.set("epsilon", 0.001);
        for (std::size_t cut = 0; cut < xs.size(); ++cut) {
            const auto whole = entry.make(settings);
            std::unique_ptr<Trigger> resumed = entry.make(settings);
            for (std::size_t i = 0; i < xs.size(); ++i) {
                const Reading reading{xs[i], 0, 1};
                const auto step = static_cast<std::int64_t>(10 * i);
                if (i == cut) {
                    resumed = entry.make(settings);
                    resumed->restore(table_from_toml(to_toml(whole->state())));
                }
                const bool fired = whole->observe(step, &reading).has_value();
                ASSERT_EQ(resumed->observe(step, &reading).has_value(), fired)
                    << entry.description.id << " cut at " << cut;
                if (fired)
                    break;
            }
        }
    }
}

TEST(RunRecord, BeforeKeepsWhatWillNotHappenAgain) {
    RunRecord record;
    record.metrics.push_back({{0, 10, 20, 30}, {}, {}, {}, {}, {}, {{{1, 2, 3, 4}, {}, {}}}});
    auto& columns = record.metrics[0];
    columns.examples.resize(4);
    for (auto* column : {&columns.epoch, &columns.wall_time, &columns.train_time, &columns.seconds})
        column->resize(4);
    columns.series[0].standard_error.resize(4);
    columns.series[0].count.resize(4);
    for (const auto& [step, kind] : std::vector<std::pair<std::int64_t, EventKind>>{
             {0, EventKind::started}, {20, EventKind::released}, {25, EventKind::ended}}) {
        Event event;
        event.step = step;
        event.kind = kind;
        record.events.push_back(event);
    }
    record.checkpoints = {{0}, {20}, {25}};
    const RunRecord kept = record.before(20);
    EXPECT_THAT(kept.metrics[0].step, ElementsAre(0, 10));
    EXPECT_THAT(kept.metrics[0].series[0].value, ElementsAre(1, 2));
    ASSERT_EQ(kept.events.size(), 2U);
    EXPECT_EQ(kept.events[1].kind, EventKind::ended);
    EXPECT_EQ(kept.checkpoints.size(), 2U);
}

TEST(Descriptions, OfThisRoomAreWhole) {
    std::vector<Description> all;
    for (const auto& list :
         {descriptions(schedules()), descriptions(interventions()), descriptions(triggers())})
        all.insert(all.end(), list.begin(), list.end());
    for (const auto& description : all) {
        EXPECT_FALSE(description.label.empty()) << description.id;
        EXPECT_FALSE(description.help.empty()) << description.id;
        for (const auto& parameter : description.parameters) {
            EXPECT_FALSE(parameter.label.empty()) << description.id << "." << parameter.key;
            EXPECT_FALSE(parameter.help.empty()) << description.id << "." << parameter.key;
        }
    }
}

} // namespace
} // namespace thaw
