// Stabilisation: Liu & Gurevych, arXiv 2403.15210 v1, appendix D, algorithm 2
// ("find_stabilization_by_mean"), made to run while readings arrive.
//
// What the paper fixes: a moving average over tau readings, fired at the first change of it that
// is at most epsilon of the normalised signal; tau 3 or 8, epsilon 0.02; the rapid change at the
// start is skipped. What it leaves open, and what is done here: the signal is normalised by the
// largest magnitude read so far (the whole signal is not known yet); the rapid change has begun
// with the first change between neighbours above `rapid`, has ended with the first one after it
// that is not, and is taken as absent when none has begun within `give_up` readings.
#include "core/run/triggers/trigger.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace thaw {

namespace {

class Stabilisation final : public Trigger {
  public:
    explicit Stabilisation(const Table& settings)
        : tau_(settings.integer("tau")), epsilon_(settings.real("epsilon")),
          rapid_(settings.real("rapid")), give_up_(settings.integer("give_up")) {}

    std::optional<Table> observe(std::int64_t step, const Reading* reading) override {
        // A signal that is not a number cannot be called stable: it is passed over.
        if (reading == nullptr || !std::isfinite(reading->value))
            return {};
        const double x = reading->value;
        ++readings_;
        largest_ = std::max(largest_, std::abs(x));
        if (transient_end_ < 0 && transient_over(x))
            transient_end_ = step;
        previous_ = x;
        return transient_end_ < 0 ? std::nullopt : stable(x);
    }

    Table state() const override {
        Table table;
        table.set("readings", readings_);
        table.set("largest", largest_);
        table.set("previous", previous_);
        table.set("moving", moving_);
        table.set("transient_end", transient_end_);
        table.set("window", window_);
        return table;
    }
    void restore(const Table& state) override {
        readings_ = state.integer("readings");
        largest_ = state.real("largest");
        previous_ = state.real("previous");
        moving_ = state.boolean("moving");
        transient_end_ = state.integer("transient_end");
        window_.clear();
        if (const auto* saved = std::get_if<std::vector<double>>(&state.values().at("window")))
            window_ = *saved; // an empty list has no element type and is read as another one
    }

  private:
    bool transient_over(double x) {
        if (readings_ < 2)
            return false;
        const double change = largest_ > 0 ? std::abs(x - previous_) / largest_ : 0;
        if (change > rapid_) {
            moving_ = true;
            return false;
        }
        return moving_ || readings_ > give_up_;
    }

    // The last tau + 1 readings hold the newest moving average and the one before it.
    std::optional<Table> stable(double x) {
        window_.push_back(x);
        const auto tau = static_cast<std::size_t>(tau_);
        if (window_.size() > tau + 1)
            window_.erase(window_.begin());
        if (window_.size() < tau + 1)
            return {};
        // The difference of two neighbouring moving averages telescopes to its ends.
        const double difference =
            std::abs(window_.back() - window_.front()) / static_cast<double>(tau_);
        const double change = largest_ > 0 ? difference / largest_ : 0;
        if (change > epsilon_)
            return {};
        Table why;
        why.set("value", x);
        why.set("moving_average", std::accumulate(window_.begin() + 1, window_.end(), 0.0) /
                                      static_cast<double>(tau_));
        why.set("change", change);
        why.set("epsilon", epsilon_);
        why.set("transient_end", transient_end_);
        return why;
    }

    std::int64_t tau_;
    double epsilon_, rapid_;
    std::int64_t give_up_;

    std::int64_t readings_ = 0;
    double largest_ = 0;  // of |reading| so far: the normalisation
    double previous_ = 0; // the reading before
    bool moving_ = false; // the rapid change has begun
    std::int64_t transient_end_ = -1;
    std::vector<double> window_; // since the end of the rapid change, tau + 1 at most
};

} // namespace

CatalogueEntry<MakeTrigger> stabilisation_trigger() {
    return {
        {.id = "stabilisation",
         .label = translatable("Stabilisation"),
         .help = translatable(
             "Fires when a series, after its rapid change at the start of training, no longer "
             "moves: the moment at which the paper ends unfreezing (Liu & Gurevych, arXiv "
             "2403.15210 v1, algorithm 2). The change of a moving average over tau readings, as a "
             "part of the largest reading so far, is at most epsilon. Readings that are not "
             "finite are passed over."),
         .parameters =
             {watched_metric(),
              {.key = "tau",
               .fallback = std::int64_t{8},
               .label = translatable("Window tau"),
               .help = translatable("Readings in the moving average; 3 or 8 in the paper."),
               .unit = translatable("readings"),
               .minimum = 1},
              {.key = "epsilon",
               .fallback = 0.02,
               .label = translatable("Tolerance epsilon"),
               .help = translatable("Largest change that counts as stable, as a part of the "
                                    "largest reading so far; 0.02 in the paper."),
               .minimum = 0},
              {.key = "rapid",
               .fallback = 0.1,
               .label = translatable("Rapid change"),
               .help = translatable("Change between neighbouring readings, as a part of the "
                                    "largest so far, above which the start's rapid change is under "
                                    "way. The paper gives no number."),
               .minimum = 0},
              {.key = "give_up",
               .fallback = std::int64_t{10},
               .label = translatable("Wait for rapid change"),
               .help = translatable("Readings after which a rapid change that has not begun is "
                                    "taken as absent. With a reading every 10 steps, 10 are the "
                                    "100 steps that the paper sees it last at most."),
               .unit = translatable("readings"),
               .minimum = 0}}},
        [](const Table& settings) { return std::make_unique<Stabilisation>(settings); }};
}

} // namespace thaw
