#include "core/run/sections.h"

#include "core/run/command.h"
#include "core/run/greatest_factor.h"

namespace thaw {

const Description& run_section() {
    static const Description section{
        .id = "run",
        .label = translatable("Run"),
        .help = translatable("What the run is called and what it runs on."),
        .parameters = {{.key = "name",
                        .fallback = std::string("run"),
                        .label = translatable("Name"),
                        .help = translatable("Begins the name of the run's file.")},
                       {.key = "seed",
                        .fallback = std::int64_t{1},
                        .label = translatable("Seed"),
                        .help = translatable(
                            "Initial weights, data order, metric subsets and label draws "
                            "follow from it. The shifted test sets do not: see seeds.shifts."),
                        .minimum = 0},
                       {.key = "device",
                        .fallback = std::string("cpu"),
                        .label = translatable("Device"),
                        .help = translatable("cpu, or cuda with a LibTorch built for it."),
                        .words = {"cpu", "cuda"}},
                       {.key = "threads",
                        .fallback = std::int64_t{2},
                        .label = translatable("Threads"),
                        .help = translatable(
                            "Threads of the arithmetic. \"auto\": as many as there are processors "
                            "that the program may use (affinity mask, CPU quota of its cgroup); "
                            "the run file has the number, and a resumed run keeps it. Bit-equality "
                            "holds at a fixed number."),
                        .minimum = 1,
                        .maximum = static_cast<double>(most_threads),
                        .words = {"auto"},
                        .default_word = "auto"},
                       {.key = "require_same_machine",
                        .fallback = false,
                        .label = translatable("Require the same machine"),
                        .help = translatable(
                            "Resume and fork the run only where equal bits can be promised: same "
                            "kind of processor, instruction sets, threads, versions of the program "
                            "and its libraries, and data. Otherwise it also continues "
                            "elsewhere and says what is different.")},
                       {.key = "stop_before",
                        .fallback = std::string(),
                        .label = translatable("Stop before the job's end"),
                        .help = translatable(
                            "How long before the end of a batch job the run stops with a "
                            "checkpoint and exit code 4, so that it can be resumed: \"120 s\", "
                            "\"5 min\", \"1 h\". The end is what Slurm says "
                            "(SLURM_JOB_END_TIME); without one, nothing happens. Empty: never.")},
                       {.key = "diagnostics_budget",
                        .fallback = 0.0,
                        .label = translatable("Diagnostics budget"),
                        .help = translatable(
                            "Share of the run's time that diagnostics may take, 0.1 for a tenth; "
                            "0: no limit. Readings that are due and not yet earned wait. What one "
                            "costs is counted in training steps, not by the clock, so that the "
                            "same config gives the same readings everywhere; the real share comes "
                            "out within about a third of it. The first and the last step's "
                            "readings are not counted."),
                        .minimum = 0,
                        .maximum = 0.9}}};
    return section;
}

const Description& training_section() {
    static const Description section{
        .id = "training",
        .label = translatable("Training"),
        .help = translatable("How long and on how much at once. Give steps or epochs, not both."),
        .parameters = {{.key = "steps",
                        .fallback = std::int64_t{0},
                        .label = translatable("Steps"),
                        .help = translatable("Optimiser updates in the run; 0: see epochs."),
                        .unit = translatable("steps"),
                        .minimum = 0},
                       {.key = "epochs",
                        .fallback = std::int64_t{0},
                        .label = translatable("Epochs"),
                        .help = translatable("Passes over the training set; 0: see steps."),
                        .unit = translatable("epochs"),
                        .minimum = 0,
                        .maximum = 1'000'000}, // times the steps of one, it stays a number
                       {.key = "batch_size",
                        .fallback = std::int64_t{128},
                        .label = translatable("Batch size"),
                        .help = translatable("Examples a step; 128 in the paper. The last batch of "
                                             "an epoch may be smaller."),
                        .unit = translatable("examples"),
                        .minimum = 1},
                       {.key = "prefix_cache",
                        .fallback = std::int64_t{1024},
                        .label = translatable("Prefix cache"),
                        .help = translatable(
                            "Memory for what frozen blocks make of the training images: where "
                            "their statistics rest too, it is computed once and looked up in "
                            "later epochs. Used when all images fit. 0: never."),
                        .unit = "MiB",
                        .minimum = 0}}};
    return section;
}

const Description& seeds_section() {
    const auto seed = [](const char* key, const char* label, const char* help) {
        return Parameter{.key = key,
                         .fallback = std::int64_t{0},
                         .label = label,
                         .help = help,
                         .minimum = 0,
                         .words = {"run"},
                         .default_word = "run"};
    };
    static const Description section{
        .id = "seeds",
        .label = translatable("Seeds"),
        .help =
            translatable("One seed a purpose. \"run\": a stream of its own made from run.seed."),
        .parameters = {
            seed("weights", translatable("Initial weights"),
                 translatable("Initial weights and dropout.")),
            seed("order", translatable("Data order"), translatable("Order of the examples.")),
            seed("augmentation", translatable("Augmentation"),
                 translatable("What augmentations draw, by epoch and example.")),
            seed("intervention", translatable("Intervention"),
                 translatable("Random orders of release.")),
            seed("diagnostics", translatable("Diagnostics"),
                 translatable("Metric subsets, label draws and perturbations.")),
            {.key = "shifts",
             .fallback = std::int64_t{0},
             .label = translatable("Shifts"),
             .help = translatable("The shifted test sets, and which examples validation_share "
                                  "holds out. Apart from run.seed, so that runs of different seeds "
                                  "are judged on the same images."),
             .minimum = 0}}};
    return section;
}

const Description& checkpoints_section() {
    static const Description section{
        .id = "checkpoints",
        .label = translatable("Checkpoints"),
        .help = translatable("Where a run can be resumed and forked."),
        .parameters = {
            {.key = "every",
             .fallback = std::int64_t{500},
             .label = translatable("Every"),
             .help = translatable("Steps between checkpoints; 0: only at events and at the end."),
             .unit = translatable("steps"),
             .minimum = 0},
            {.key = "keep",
             .fallback = std::int64_t{3},
             .label = translatable("Keep"),
             .help = translatable("How many of these are kept, newest first. Those at events and "
                                  "at the end are always kept."),
             .minimum = 1},
            {.key = "at_events",
             .fallback = true,
             .label = translatable("At events"),
             .help =
                 translatable("Also at every release, hold, learning-rate change and trigger.")}}};
    return section;
}

namespace {
Parameter action_parameter() {
    return {.key = "action",
            .fallback = std::string("release_all"),
            .label = translatable("Action"),
            .help = translatable("What is asked: release_next, hold (release nothing more by "
                                 "plan), release_all (the intervention is over), "
                                 "set_learning_rate, checkpoint, pause, stop."),
            .words = rule_actions(),
            .required = true};
}
Parameter learning_rate_parameter() {
    return {.key = "learning_rate",
            .fallback = 0.0,
            .label = translatable("Learning rate"),
            .help = translatable("The new base rate; used by set_learning_rate, which needs it."),
            .minimum = 0,
            .maximum = greatest_factor};
}
} // namespace

const Description& command_section() {
    static const Description section{
        .id = "command",
        .label = translatable("Command"),
        .help = translatable("Something asked of the run at a step that is known beforehand."),
        .parameters = {{.key = "step",
                        .fallback = std::int64_t{0},
                        .label = translatable("Step"),
                        .help = translatable("Completed steps at which it is done."),
                        .unit = translatable("steps"),
                        .minimum = 0,
                        .required = true},
                       action_parameter(),
                       learning_rate_parameter()}};
    return section;
}

const std::vector<Parameter>& dataset_extras() {
    static const std::vector<Parameter> extras{
        {.key = "normalise",
         .fallback = true,
         .label = translatable("Normalise"),
         .help = translatable("Subtract the mean of the training pixels and divide by their "
                              "standard deviation; otherwise pixels lie in [0, 1].")},
        {.key = "statistics",
         .fallback = std::string("data"),
         .label = translatable("Statistics"),
         .help = translatable(
             "Whose mean and standard deviation by channel. data: the training set's own. The "
             "others are those that published weights were trained with: imagenet, cifar10, "
             "cifar100, half (0.5 and 0.5), caffe (blue, green, red from 0 to 255 less 104, 117, "
             "123)."),
         .words = {"data", "imagenet", "cifar10", "cifar100", "half", "caffe"}},
        {.key = "pad",
         .fallback = std::int64_t{0},
         .label = translatable("Pad"),
         .help = translatable("Black pixels added on every side, after any shift: 2 makes 32x32 "
                              "of 28x28."),
         .unit = translatable("pixels"),
         .minimum = 0,
         .maximum = 16},
        {.key = "crop",
         .fallback = std::int64_t{0},
         .label = translatable("Centre crop"),
         .help = translatable("The network sees the middle square of this side. Augmentations that "
                              "crop start from the whole image. 0 = off."),
         .unit = translatable("pixels"),
         .minimum = 0,
         .maximum = 4096},
        {.key = "memory",
         .fallback = std::int64_t{1024},
         .label = translatable("Memory"),
         .help = translatable("Images that lie in files of their own are decoded once and kept, "
                              "training images first, as long as all of a set fit into this; other "
                              "sets are read anew whenever they are needed, while training goes "
                              "on."),
         .unit = "MiB",
         .minimum = 0,
         .maximum = 1'000'000},
        {.key = "validation_share",
         .fallback = 0.0,
         .label = translatable("Validation share"),
         .help = translatable("Share of the training examples that is not trained on but read as "
                              "the validation split id_validation, drawn by seeds.shifts. 0: "
                              "none."),
         .minimum = 0,
         .maximum = 0.9}};
    return extras;
}

namespace {
Parameter role_parameter() {
    return {.key = "role",
            .fallback = std::string("ood"),
            .label = translatable("Role"),
            .help = translatable("ood: it counts in the mean and the worst over OOD splits. "
                                 "validation: it is read like them and counts in nothing, so that "
                                 "settings and stops can be chosen by it."),
            .words = {"ood", "validation"}};
}
} // namespace

const std::vector<Parameter>& ood_extras() {
    static const std::vector<Parameter> extras{role_parameter()};
    return extras;
}

const std::vector<Parameter>& split_extras() {
    static const std::vector<Parameter> extras{
        {.key = "name",
         .fallback = std::string(),
         .label = translatable("Name"),
         .help = translatable("What the split is called, or what the names of several begin with. "
                              "Empty: the id, or nothing where there are several.")},
        role_parameter()};
    return extras;
}

const std::vector<Parameter>& network_extras() {
    static const std::vector<Parameter> extras{
        {.key = "weights",
         .fallback = std::string(),
         .label = translatable("Weights"),
         .help = translatable(
             "A file of weights to begin with: safetensors, or a .pt file with a plain dict of "
             "tensors. Our names and those of torchvision are known; a head for another number of "
             "classes begins anew. Empty: random weights."),
         .path = PathKind::file,
         .patterns = {"*.safetensors", "*.pt", "*.pth", "*.bin"}}};
    return extras;
}

const std::vector<Parameter>& metric_extras() {
    static const std::vector<Parameter> extras{
        {.key = "name",
         .fallback = std::string(),
         .label = translatable("Name"),
         .help = translatable("Begins the names of its series; empty: the metric's id. Two metrics "
                              "of one kind need two names.")},
        {.key = "early_every",
         .fallback = std::int64_t{10},
         .label = translatable("Early every"),
         .help = translatable("Steps between readings in the early period; 10 in the paper. 0: "
                              "only the first and the last step."),
         .unit = translatable("steps"),
         .minimum = 0},
        {.key = "early_steps",
         .fallback = std::int64_t{1000},
         .label = translatable("Early steps"),
         .help = translatable("How long the early period lasts."),
         .unit = translatable("steps"),
         .minimum = 0},
        {.key = "every",
         .fallback = std::int64_t{100},
         .label = translatable("Every"),
         .help = translatable("Steps between readings after the early period; 0: only at the end."),
         .unit = translatable("steps"),
         .minimum = 0}};
    return extras;
}

const std::vector<Parameter>& trigger_extras() {
    static const std::vector<Parameter> extras{
        {.key = "name",
         .fallback = std::string(),
         .label = translatable("Name"),
         .help = translatable("What events call it; empty: the trigger's id.")},
        {.key = "enabled",
         .fallback = true,
         .label = translatable("Enabled"),
         .help = translatable("A disabled rule sees no readings and never fires.")},
        action_parameter(),
        learning_rate_parameter()};
    return extras;
}

Description with_extras(const std::vector<Parameter>& extras, Description description) {
    description.parameters.insert(description.parameters.begin(), extras.begin(), extras.end());
    return description;
}

Cadence cadence_of(const Table& metric_settings) {
    return {metric_settings.integer("early_every"), metric_settings.integer("early_steps"),
            metric_settings.integer("every")};
}

} // namespace thaw
