#include "core/training/engine.h"

#include "core/run/interventions/intervention.h"
#include "core/run/schedules/schedule.h"
#include "core/run/triggers/trigger.h"
#include "core/training/datasets/dataset.h"
#include "core/training/libtorch_trainer.h"
#include "core/training/shifts/shift.h"

namespace thaw {

Vocabulary vocabulary() {
    return {descriptions(datasets()),   descriptions(shifts()),    descriptions(networks()),
            descriptions(optimisers()), descriptions(schedules()), descriptions(interventions()),
            descriptions(metrics()),    descriptions(triggers())};
}

std::unique_ptr<Trainer> make_trainer(const RunConfig& config) {
    return std::make_unique<LibTorchTrainer>(config);
}

} // namespace thaw
