// A table of wrong command lines, configs and files: each is refused with its exit code and a
// sentence in both languages that names what, where and what to do.
#include "app/commands/command_line.h"
#include "tests/app/program.h"
#include "tests/wrong_input/languages.h"

#include <set>

namespace thaw::test {
namespace {

struct Wrong {
    std::vector<std::string> arguments; // the folder is the working directory
    int code;
    std::vector<std::string> names; // never translated
    std::vector<std::string> says;  // in English
};
using Words = std::vector<std::string>;

// A run of a small config, changed in one place.
Wrong set(const std::string& setting, const Words& names, const Words& says) {
    return {{"run", "good.toml", "--set", setting}, 2, names, says};
}

const std::vector<Wrong>& command_lines() {
    static const std::vector<Wrong> all = {
        {{}, 2, {"thaw --help"}, {}},
        {{"walk"}, 2, {"thaw --help"}, {}},
        {{"--nonsense"}, 2, {"thaw --help"}, {}},
        {{"run"}, 2, {"config"}, {}},
        {{"run", "good.toml", "bad.toml"}, 2, {"bad.toml"}, {}},
        {{"run", "good.toml", "--sed", "3"}, 2, {"--sed"}, {}},
        {{"run", "good.toml", "--seed"}, 2, {"--seed"}, {}},
        {{"run", "good.toml", "--seed", "many"}, 2, {"--seed"}, {}},
        {{"run", "good.toml", "--seed", "1.5"}, 2, {"--seed"}, {}},
        {{"run", "good.toml", "--seed", "-1"}, 2, {"run.seed"}, {"at least 0"}},
        {{"run", "good.toml", "--threads", "two"}, 2, {"--threads"}, {}},
        {{"run", "good.toml", "--threads", "0"}, 2, {"run.threads"}, {"at least 1"}},
        {{"run", "good.toml", "--device", "tpu"}, 2, {"run.device", "cpu"}, {"cuda"}},
        {{"run", "good.toml", "--set", "nonsense"}, 2, {"--set nonsense"}, {}},
        {{"run", "good.toml", "--set", "=3"}, 2, {"--set"}, {}},
        {{"run", "good.toml", "--set", "training.steps="}, 2, {"training.steps"}, {}},
        {{"run", "good.toml", "--set", "training.stps=3"}, 2, {"stps"}, {"'steps'"}},
        {{"run", "good.toml", "--set", "metrics[9].every=3"}, 2, {"metrics[9]"}, {}},
        {{"run", "good.toml", "--set", "metrics.fisher.every=3"}, 2, {"metrics.fisher"}, {}},
        {{"run", "none.toml"}, 2, {"none.toml"}, {"cannot be read"}},
        {{"run", "a folder"}, 2, {"a folder"}, {}},
        {{"run", "text.thaw.h5"}, 3, {"text.thaw.h5", "HDF5"}, {}},
        {{"run", "empty.thaw.h5"}, 3, {"empty.thaw.h5"}, {}},
        {{"run", "none.thaw.h5"}, 1, {"none.thaw.h5"}, {}},
        {{"run", "good.toml", "--out", "file/runs"}, 1, {"file/runs"}, {"--out"}},
        {{"resume"}, 2, {"run"}, {}},
        {{"resume", "none.thaw.h5"}, 1, {"none.thaw.h5"}, {}},
        {{"resume", "empty.thaw.h5"}, 3, {"empty.thaw.h5"}, {}},
        {{"resume", "good.toml"}, 3, {"good.toml"}, {}},
        {{"resume", "a folder"}, 1, {"a folder"}, {"directory"}},
        {{"fork"}, 2, {"run"}, {}},
        {{"fork", "text.thaw.h5"}, 2, {"--at"}, {}},
        {{"fork", "text.thaw.h5", "--at", "soon"}, 2, {"--at"}, {}},
        {{"fork", "text.thaw.h5", "--at", "3"}, 3, {"text.thaw.h5"}, {}},
        {{"fork", "none.thaw.h5", "--at", "3"}, 1, {"none.thaw.h5"}, {}},
        {{"list", "nowhere"}, 1, {"nowhere"}, {"cannot be listed"}},
        {{"list", "file"}, 1, {"file"}, {}},
        {{"list", ".", "--format", "xls"}, 2, {"xls", "csv"}, {}},
        {{"list", ".", "--where", "seed ="}, 2, {"seed ="}, {}},
        {{"list", ".", "--where", "sed = 3"}, 2, {"sed"}, {}},
        {{"list", ".", "--where", "(seed = 3"}, 2, {"(seed = 3"}, {}},
        {{"list", ".", "--sort", "nothing_such"}, 2, {"nothing_such"}, {}},
        {{"list", ".", "--columns", "nothing_such"}, 2, {"nothing_such"}, {}},
        {{"list", ".", "--group", "nothing_such"}, 2, {"nothing_such"}, {}},
        {{"show"}, 2, {"run"}, {}},
        {{"show", "text.thaw.h5"}, 3, {"text.thaw.h5"}, {}},
        {{"show", "none.thaw.h5"}, 1, {"none.thaw.h5"}, {}},
        {{"show", "cut.thaw.h5"}, 3, {"cut.thaw.h5"}, {"cut off"}},
        {{"export", "text.thaw.h5"}, 2, {"--to"}, {}},
        {{"export", "text.thaw.h5", "--to", "xls"}, 2, {"xls"}, {}},
        {{"export", "text.thaw.h5", "--to", "csv"}, 3, {"text.thaw.h5"}, {}},
        {{"export", "sound.thaw.h5", "--to", "csv", "--out", "file/a.csv"}, 1, {"file/a.csv"}, {}},
        {{"verify"}, 2, {"run"}, {}},
        {{"verify", "none.thaw.h5"}, 1, {"none.thaw.h5"}, {}},
        {{"repair"}, 2, {"run"}, {}},
        {{"repair", "text.thaw.h5"}, 3, {"text.thaw.h5"}, {}},
        {{"repair", "none.thaw.h5"}, 1, {"none.thaw.h5"}, {}},
        {{"describe", "everything"}, 2, {"everything", "metrics"}, {}},
        {{"compare"}, 2, {"runs"}, {}},
        {{"compare", "none.thaw.h5"}, 1, {"none.thaw.h5"}, {}},
        {{"compare", "sound.thaw.h5", "--table", "xls"}, 2, {"xls"}, {}},
        {{"compare", "sound.thaw.h5", "--group", "nothing_such"}, 2, {"nothing_such"}, {}},
        {{"replay", "sound.thaw.h5"}, 2, {"--rule"}, {}},
        {{"replay", "none.thaw.h5", "--rule", "id=at_step,step=3"}, 1, {"none.thaw.h5"}, {}},
        {{"replay", "sound.thaw.h5", "--rule", "id=no_such"}, 2, {"no_such"}, {}},
        // What cannot be together.
        set("training={steps=50, epochs=2}", {"steps", "epochs"}, {"both"}),
        set("training={batch_size=8}", {"training"}, {"length"}),
        set("optimiser={id=\"sgd\", nesterov=true}", {"nesterov"}, {"momentum"}),
        set("intervention={id=\"gradual_unfreezing\", interval=\"auto\"}",
            {"intervention.interval"}, {"release_next"}),
        set("triggers[0].metric=fisher_tracy", {"fisher_tracy", "fisher_trace"}, {"did you mean"}),
        set("triggers[0].action=jump", {"triggers[0].action", "hold"}, {}),
        set("triggers=[{id=\"at_step\", step=5000, action=\"hold\"}]", {"step"},
            {"after the last"}),
        set("network={id=\"vgg11\"}", {"vgg11"}, {"32"}),
        set("network={id=\"vgg19\"}", {"vgg19"}, {"vgg11"}),
        set("ood=[{shift=[\"fog\", \"fog\"]}]", {"ood"}, {"twice"}),
        set("ood=[{shift=\"snow\"}]", {"snow"}, {}),
        set("ood=[{shift=\"fog\", severity=9}]", {"severity"}, {"5"}),
        set("ood=[{shift=\"rotation\", angle=[]}]", {"angle"}, {}),
        set("dataset={id=\"imagenet\"}", {"imagenet"}, {"fashion_mnist"}),
        set("commands=[{step=4, action=\"set_learning_rate\"}]", {"learning_rate"}, {"above 0"}),
        set("commands=[{step=-4, action=\"hold\"}]", {"step"}, {}),
        set("metrics=[{id=\"train\"}, {id=\"train\"}]", {"metrics"}, {"name"}),
        set("checkpoints.every=-1", {"checkpoints.every"}, {"at least 0"}),
        // Data that is not there or not right.
        {{"run", "good.toml", "--set", "dataset={id=\"mnist\", path=\"nowhere\"}"},
         1,
         {"nowhere"},
         {"THAW_DATA"}},
        {{"run", "good.toml", "--set", "dataset={id=\"mnist\", path=\"short\"}"},
         3,
         {"train-images-idx3-ubyte"},
         {}},
        {{"run", "good.toml", "--set", "dataset={id=\"mnist\", path=\"magic\"}"},
         3,
         {"train-images-idx3-ubyte"},
         {}},
        {{"run", "good.toml", "--set", "dataset={id=\"mnist\", path=\"counts\"}"},
         3,
         {"train-labels-idx1-ubyte"},
         {}},
        {{"run", "good.toml", "--set", "dataset={id=\"mnist\", path=\"label\"}"},
         3,
         {"train-labels-idx1-ubyte"},
         {}},
        {{"run", "good.toml", "--set", "dataset={id=\"mnist\", path=\"gzip\"}"},
         3,
         {"train-images-idx3-ubyte.gz"},
         {}},
    };
    return all;
}

std::string number(std::uint32_t value) { // big-endian, as idx has it
    return {static_cast<char>(value >> 24U), static_cast<char>(value >> 16U),
            static_cast<char>(value >> 8U), static_cast<char>(value)};
}

// The four idx files of `count` pictures of 28 x 28, with what is wrong of the first two.
void write_idx(const Folder& folder, const std::string& name, const std::string& images,
               const std::string& labels, const std::string& ending = "") {
    fs::create_directory(folder / name);
    const std::string good_images =
        number(0x803) + number(10) + number(28) + number(28) + std::string(7840, '\1');
    const std::string good_labels = number(0x801) + number(10) + std::string(10, '\1');
    folder.write(name + "/train-images-idx3-ubyte" + ending, images.empty() ? good_images : images);
    folder.write(name + "/train-labels-idx1-ubyte", labels.empty() ? good_labels : labels);
    folder.write(name + "/t10k-images-idx3-ubyte", good_images);
    folder.write(name + "/t10k-labels-idx1-ubyte", good_labels);
}

// The folder in which all of these are given.
class WrongInput : public testing::Test {
  protected:
    WrongInput() : before_(fs::current_path()) {
        folder_.write("good.toml", small_config(20));
        folder_.write("text.thaw.h5", "this is no HDF5");
        folder_.write("empty.thaw.h5", "");
        folder_.write("file", "");
        fs::create_directory(folder_ / "a folder");
        const fs::path sound = fs::path(THAW_SOURCE) / "tests/data/format-1.1.thaw.h5";
        fs::copy_file(sound, folder_ / "sound.thaw.h5");
        fs::copy_file(sound, folder_ / "cut.thaw.h5");
        fs::resize_file(folder_ / "cut.thaw.h5", fs::file_size(sound) / 2);
        const std::string images = number(0x803) + number(10) + number(28) + number(28);
        write_idx(folder_, "short", images + "too few", "");
        write_idx(folder_, "magic", number(0x1234) + "whatever", "");
        write_idx(folder_, "counts", "", number(0x801) + number(7) + std::string(7, '\1'));
        write_idx(folder_, "label", "", number(0x801) + number(10) + std::string(10, '\xff'));
        write_idx(folder_, "gzip", "\x1f\x8b\x08 cut off", "", ".gz");
        fs::current_path(folder_.path());
    }
    ~WrongInput() override { fs::current_path(before_); }

    // What is told on stderr, by the program's own command line in this process.
    static std::string told(const std::vector<std::string>& arguments, int& code) {
        std::vector<std::string> all = arguments;
        all.insert(all.begin(), "thaw");
        std::vector<char*> raw;
        for (auto& argument : all)
            raw.push_back(argument.data());
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        code = run_command_line(static_cast<int>(raw.size()), raw.data());
        testing::internal::GetCapturedStdout();
        return testing::internal::GetCapturedStderr();
    }
    static void expect_refused(const Wrong& wrong) {
        std::string line;
        for (const auto& argument : wrong.arguments)
            line += argument + " ";
        SCOPED_TRACE(line);
        expect_said_in_both(
            [&] {
                int code = -1;
                const std::string said = told(wrong.arguments, code);
                EXPECT_EQ(code, wrong.code) << said;
                return said;
            },
            wrong.names, wrong.says);
    }

    Folder folder_;
    fs::path before_;
};

TEST_F(WrongInput, CommandLinesAndFiles) {
    std::set<std::vector<std::string>> seen;
    for (const Wrong& wrong : command_lines()) {
        EXPECT_TRUE(seen.insert(wrong.arguments).second);
        expect_refused(wrong);
    }
    EXPECT_GT(seen.size(), 80U);
}

// Config files that are wrong as texts; the place is a line, or the file.
TEST_F(WrongInput, TextsThatAreNoConfig) {
    const std::vector<std::pair<std::string, Words>> texts = {
        {"", {"bad.toml:1", "dataset"}},
        {"# nothing\n", {"bad.toml", "dataset"}},
        {"[training\nsteps = 3\n", {"bad.toml:1"}},
        {"[training]\nsteps = \n", {"bad.toml:2"}},
        {"[training]\nsteps = = 3\n", {"bad.toml:2"}},
        {"[training]\nsteps 3\n", {"bad.toml:2"}},
        {"[training]\nname = \"never ends\n", {"bad.toml:2"}},
        {"[training]\nname = '''never ends\n", {"bad.toml"}},
        {"[training]\nsteps = 3\nsteps = 4\n", {"bad.toml:3", "steps"}},
        {"[training]\nsteps = 3\n[training]\n", {"bad.toml:3", "training"}},
        {"[training]\nsteps = 99999999999999999999\n", {"bad.toml:2"}},
        {"[training]\nsteps = 0x\n", {"bad.toml:2"}},
        {"[training]\nsteps = 2026-11-29\n", {"bad.toml:2", "training.steps"}},
        {"[training]\nsteps = {a = 1}\n", {"bad.toml:2", "training.steps"}},
        {"[training]\nsteps = [1, \n", {"bad.toml"}},
        {"[training]\nsteps = 3 4\n", {"bad.toml:2"}},
        {"[training]\nsteps = \"\\q\"\n", {"bad.toml:2"}},
        {"training = 3\n", {"bad.toml:1", "training"}},
        {"[[training]]\nsteps = 3\n", {"bad.toml:1", "training"}},
        {"[metrics]\nid = \"train\"\n", {"bad.toml:1", "[[metrics]]"}},
        {"[a.b.c]\nd = 1\n", {"bad.toml:1", "a"}},
        {"[trainig]\nsteps = 3\n", {"bad.toml:1", "training"}},
        {"\xff\xfe\x00[", {"bad.toml:1"}},
        {"[training]\nsteps = \"\xc3\x28\"\n", {"bad.toml:2"}},
        {std::string("[training]\nsteps\0 = 3\n", 22), {"bad.toml:2"}},
        {"\x89HDF\r\n\x1a\n", {"bad.toml:1"}},
        {"{\"training\": {\"steps\": 3}}\n", {"bad.toml:1"}},
        {"training:\n  steps: 3\n", {"bad.toml:1"}},
        {std::string(100'000, '['), {"bad.toml:1"}},
    };
    for (const auto& [text, names] : texts) {
        folder_.write("bad.toml", text);
        expect_refused({{"run", "bad.toml"}, 2, names, {}});
    }
}

// A byte-order mark and the line ends of another system are no mistake.
TEST_F(WrongInput, WhatOtherSystemsWriteIsNoMistake) {
    std::string text = "\xef\xbb\xbf" + small_config(-1); // its steps are
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
        text.replace(at, 1, "\r\n");
    folder_.write("bad.toml", text);
    expect_refused({{"run", "bad.toml"}, 2, {"bad.toml:2", "training.steps"}, {}});
}

} // namespace
} // namespace thaw::test
