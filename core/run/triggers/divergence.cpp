#include "core/run/triggers/trigger.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thaw {

namespace {

class Divergence final : public Trigger {
  public:
    explicit Divergence(const Table& settings)
        : factor_(settings.real("factor")), patience_(settings.integer("patience")) {}

    std::optional<Table> observe(std::int64_t /*step*/, const Reading* reading) override {
        if (reading == nullptr)
            return {};
        const double size = std::abs(reading->value);
        const bool finite = std::isfinite(size);
        const bool exploded = finite && factor_ > 0 && size > factor_ * least_;
        if (finite && !exploded)
            least_ = std::min(least_, size);
        in_a_row_ = !finite || exploded ? in_a_row_ + 1 : 0;
        if (in_a_row_ < patience_)
            return {};
        Table why;
        why.set("value", reading->value);
        if (std::isfinite(least_))
            why.set("least", least_);
        if (factor_ > 0)
            why.set("factor", factor_);
        return why;
    }

    Table state() const override {
        Table table;
        table.set("least", least_);
        table.set("in_a_row", in_a_row_);
        return table;
    }
    void restore(const Table& state) override {
        least_ = state.real("least");
        in_a_row_ = state.integer("in_a_row");
    }

  private:
    double factor_;
    std::int64_t patience_;
    double least_ = std::numeric_limits<double>::infinity(); // smallest magnitude so far
    std::int64_t in_a_row_ = 0;
};

} // namespace

CatalogueEntry<MakeTrigger> divergence_trigger() {
    return {
        {.id = "divergence",
         .label = translatable("Divergence"),
         .help = translatable("Fires when a series explodes: some readings in a row are NaN, "
                              "infinite, or larger in magnitude than `factor` times the smallest "
                              "reading before. With train_loss and the action stop it ends a run "
                              "that has no future."),
         .parameters = {watched_metric(),
                        {.key = "factor",
                         .fallback = 0.0,
                         .label = translatable("Factor"),
                         .help = translatable(
                             "How many times the smallest magnitude read so far counts as "
                             "exploded. 0: only NaN and infinity do."),
                         .minimum = 0},
                        {.key = "patience",
                         .fallback = std::int64_t{1},
                         .label = translatable("Patience"),
                         .help = translatable("Readings in a row that must be like that."),
                         .unit = translatable("readings"),
                         .minimum = 1}}},
        [](const Table& settings) { return std::make_unique<Divergence>(settings); }};
}

} // namespace thaw
