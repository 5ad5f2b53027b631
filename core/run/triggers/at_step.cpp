#include "core/run/triggers/trigger.h"

namespace thaw {

namespace {

class AtStep final : public Trigger {
  public:
    explicit AtStep(std::int64_t step) : step_(step) {}

    std::optional<Table> observe(std::int64_t step, const Reading* /*reading*/) override {
        if (step < step_)
            return {};
        return Table{};
    }
    Table state() const override { return {}; }
    void restore(const Table& /*state*/) override {}

  private:
    std::int64_t step_;
};

} // namespace

CatalogueEntry<MakeTrigger> at_step_trigger() {
    return {
        {.id = "at_step",
         .label = translatable("At a step"),
         .help = translatable("Fires when this many steps are completed."),
         .parameters = {{.key = "step",
                         .fallback = std::int64_t{0},
                         .label = translatable("Step"),
                         .help = translatable("Completed steps at which it fires."),
                         .unit = translatable("steps"),
                         .minimum = 0,
                         .required = true}}},
        [](const Table& settings) { return std::make_unique<AtStep>(settings.integer("step")); }};
}

} // namespace thaw
