// Settings that are right one by one and cannot be together.
#include "tests/wrong_input/wrong_input.h"

namespace thaw::test {

namespace {
// A run of the good config that the engine itself must refuse: nothing is named but the file's
// values.
WrongInput refused_by_engine(const std::string& what, const Words& set, int code, Words where,
                             Words says) {
    Words options;
    for (const auto& one : set) {
        options.emplace_back("--set");
        options.push_back(one);
    }
    WrongInput row = with_options(what, options, std::move(where), std::move(says));
    row.code = code;
    return row;
}
} // namespace

WrongInputs impossible_configs() {
    return {
        edited("steps and epochs", "[training]\nsteps = 20", "[training]\nsteps = 20\nepochs = 2",
               {"training"}, {"both steps and epochs are given; set one of them to 0"}),
        edited("no length", "[training]\nsteps = 20\n", "[training]\n", {"training"},
               {"the length of the run is missing; give steps or epochs"}),
        edited("Nesterov without momentum",
               "[optimiser]\nid = \"sgd\"\nlearning_rate = 0.05\n"
               "momentum = 0.9",
               "[optimiser]\nid = \"sgd\"\nnesterov = true", {"optimiser.nesterov"},
               {"needs momentum above 0"}),
        edited("a metric twice", "", "@[[metrics]]\nid = \"train\"\n", {"metrics", "train"},
               {"two entries are called", "another `name`"}),
        edited("a trigger twice", "",
               "@[[triggers]]\nid = \"at_step\"\nname = \"stabilisation\"\nstep = 3\n"
               "action = \"hold\"\n",
               {"triggers", "stabilisation"}, {"two entries are called", "another `name`"}),
        edited("a shift twice", "[[ood]]\nshift = \"stripe\"",
               "@[[ood]]\nshift = [\"stripe\", \"stripe\"]", {"ood", "stripe"}, {"is there twice"}),
        edited("a shift twice by its defaults", "",
               "[[ood]]\nshift = \"fog\"\n@[[ood]]\nshift = \"fog\"\nseverity = 5\n",
               {"ood", "fog"}, {"is there twice"}),
        edited("a list of no shifts", "shift = \"stripe\"", "shift = []", {"ood[0].shift"},
               {"must name one of", "stripe"}),
        edited("a list of no severities", "shift = \"stripe\"", "shift = \"fog\"\n@severity = []",
               {"ood[0].severity"}, {"must be an integer; found: a list"}),
        edited("auto without a first release",
               "[intervention]\nid = \"gradual_unfreezing\"\n"
               "interval = 5",
               "@[intervention]\nid = \"gradual_unfreezing\"\ninterval = \"auto\"",
               {"intervention.interval"}, {"release_next", "or give a number"}),
        edited("a rule after the end", "",
               "@[[triggers]]\nid = \"at_step\"\nstep = 21\naction = \"hold\"\n",
               {"triggers.at_step.step"}, {"21 lies after the last step, 20"}),
        edited("a command after the end", "", "@[[commands]]\nstep = 21\naction = \"stop\"\n",
               {"commands[0].step"}, {"21 lies after the last step, 20"}),
        edited("a warmup after the end", "[schedule]\nid = \"cosine\"",
               "@[schedule]\nid = \"cosine\"\nwarmup = 30", {"schedule.warmup"},
               {"30 lies after the last step, 20"}),
        edited("a switch after the end",
               "[intervention]\nid = \"gradual_unfreezing\"\n"
               "interval = 5\n[[metrics]]\nid = \"train\"\n[[triggers]]\nid = \"stabilisation\"\n"
               "metric = \"train_loss\"\naction = \"release_all\"\n",
               "@[intervention]\nid = \"learning_rate_switch\"\nstep = 25\n", {"intervention.step"},
               {"25 lies after the last step, 20"}),
        edited("a rate that a command lacks", "",
               "@[[commands]]\nstep = 4\naction = \"set_learning_rate\"\n",
               {"commands[0].learning_rate"}, {"needs a learning_rate above 0"}),
        edited("a rate that a trigger lacks", "",
               "@[[triggers]]\nid = \"at_step\"\nstep = 4\naction = \"set_learning_rate\"\n",
               {"triggers.at_step.learning_rate"}, {"needs a learning_rate above 0"}),
        edited("a hold without blocks",
               "[intervention]\nid = \"gradual_unfreezing\"\n"
               "interval = 5\n[[metrics]]\nid = \"train\"\n[[triggers]]\n",
               "[intervention]\nid = \"none\"\n[[metrics]]\nid = \"train\"\n@[[triggers]]\n",
               {"triggers.stabilisation.action"}, {"has no blocks to release"}),
        refused_by_engine("a crop above the images", {"dataset.crop=200"}, 2,
                          {"dataset.crop", "200"}, {"make it smaller"}),
        refused_by_engine("a task that the data do not have", {"task={id=\"regression\"}"}, 2,
                          {"regression", "synthetic", "task.id"}, {"does not fit the dataset"}),
        refused_by_engine("weights that are not there", {"network.weights=\"/none/w.pt\""}, 2,
                          {"/none/w.pt", "network.weights"}, {"there is no such file"}),
        refused_by_engine("a batch above the training set", {"training.batch_size=65"}, 2,
                          {"training.batch_size", "65", "64"}, {"the training set has 64"}),
        refused_by_engine(
            "a trigger on a series that there is not", {"triggers[0].metric=train_los"}, 2,
            {"triggers.stabilisation.metric", "train_los"}, {"did you mean 'train_loss'?"}),
        refused_by_engine("a trigger on nothing", {"triggers[0].metric="}, 2,
                          {"triggers.stabilisation.metric"}, {"the run has no series ''"}),
        refused_by_engine("LeNet on small pictures", {"network={id=\"lenet\"}"}, 2,
                          {"lenet", "8 x 8"}, {"needs images of at least", "Choose"}),
        refused_by_engine("VGG on small pictures", {"network={id=\"vgg11\"}"}, 2,
                          {"vgg11", "8 x 8"}, {"needs images of at least", "32"}),
        refused_by_engine(
            "a command after the last epoch",
            {"training.steps=0", "training.epochs=2", "commands=[{step=9, action=\"hold\"}]"}, 2,
            {"commands[0].step"}, {"9 lies after the last step, 8"}),
        refused_by_engine("a rule after the last epoch",
                          {"training.steps=0", "training.epochs=2",
                           "triggers=[{id=\"at_step\", step=9, action=\"hold\"}]"},
                          2, {"triggers.at_step.step"}, {"9 lies after the last step, 8"}),
        refused_by_engine("epochs without end",
                          {"training.steps=0", "training.epochs=9223372036854775807"}, 2,
                          {"training.epochs"}, {"out of range; allowed: "}),
        refused_by_engine("a network that no memory holds", {"network.width=1000000000"}, 1,
                          {"mlp"}, {"memory", "try a smaller network"}),
        refused_by_engine("a metric's name with a slash",
                          {"metrics[0].name=a/b", "triggers[0].metric=a/b.train_loss"}, 2,
                          {"metrics[0].name", "a/b"}, {"cannot be a name", "a slash"}),
    };
}

} // namespace thaw::test
