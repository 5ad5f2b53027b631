#include "core/training/training.h"

#include "core/run/error.h"
#include "core/run/interventions/intervention.h"
#include "core/run/schedules/schedule.h"
#include "core/run/triggers/trigger.h"
#include "core/training/augmentations/augmentation.h"
#include "core/training/datasets/dataset.h"
#include "core/training/libtorch_trainer.h"
#include "core/training/shifts/shift.h"
#include "core/training/splits/split_kind.h"
#include "core/training/tasks/task.h"

namespace thaw {

Vocabulary vocabulary() {
    return {
        descriptions(datasets()),      descriptions(shifts()),      descriptions(networks()),
        descriptions(optimisers()),    descriptions(schedules()),   descriptions(interventions()),
        descriptions(metrics()),       descriptions(triggers()),    descriptions(tasks()),
        descriptions(augmentations()), descriptions(split_kinds()), shift_groups()};
}

std::unique_ptr<Trainer> make_trainer(const RunConfig& config, Beginning beginning) {
    try {
        return std::make_unique<LibTorchTrainer>(config, beginning);
    } catch (const c10::Error& error) { // of an allocation
        const std::string words = error.what_without_backtrace();
        throw failure("the data, the network {} and its optimiser do not fit into memory ({}); try "
                      "a smaller network, fewer examples or smaller images",
                      config.network.id, words.substr(0, words.find('\n')));
    } catch (const std::bad_alloc&) {
        throw failure("the data do not fit into memory; try fewer examples or smaller images");
    }
}

std::string dataset_notice(const Item& dataset) {
    const auto& notice = entry_of(datasets(), dataset.id).make.notice;
    return notice ? notice(dataset.settings) : std::string();
}

} // namespace thaw
