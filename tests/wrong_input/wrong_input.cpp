#include "tests/wrong_input/wrong_input.h"

#include <algorithm>
#include <stdexcept>

namespace thaw::test {

const std::string good_config = R"([run]
name = "wrong"
seed = 1
[training]
steps = 20
batch_size = 16
[seeds]
order = 7
[dataset]
id = "synthetic"
train_examples = 64
test_examples = 32
size = 8
[[ood]]
shift = "stripe"
[network]
id = "mlp"
width = 4
[optimiser]
id = "sgd"
learning_rate = 0.05
momentum = 0.9
[schedule]
id = "cosine"
[intervention]
id = "gradual_unfreezing"
interval = 5
[[metrics]]
id = "train"
[[triggers]]
id = "stabilisation"
metric = "train_loss"
action = "release_all"
[checkpoints]
every = 10
)";

namespace {

// Takes the @ out of `text` and gives the number of its line; 0 if there is none.
std::ptrdiff_t taken_mark(std::string& text) {
    const auto at = text.find('@');
    if (at == std::string::npos)
        return 0;
    text.erase(at, 1);
    return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
}

WrongInput document(const std::string& what, Words arguments, const std::string& name,
                    std::string text, Words where, Words says) {
    if (const auto line = taken_mark(text); line > 0)
        where.push_back(name + ":" + std::to_string(line) + ":");
    return {what, std::move(arguments), {{name, std::move(text)}},
            2,    std::move(where),     std::move(says)};
}

} // namespace

WrongInput whole(const std::string& what, std::string text, Words where, Words says) {
    return document(what, {"run", "FOLDER/bad.toml"}, "bad.toml", std::move(text), std::move(where),
                    std::move(says));
}

WrongInput figure(const std::string& what, std::string text, Words where, Words says) {
    return document(what, {}, "figure.toml", std::move(text), std::move(where), std::move(says));
}

WrongInput edited(const std::string& what, const std::string& from, const std::string& to,
                  Words where, Words says) {
    std::string text = good_config;
    const auto at = from.empty() ? text.size() : text.find(from);
    if (at == std::string::npos)
        throw std::logic_error(what + ": not in the good config: " + from);
    text.replace(at, from.size(), to.find('@') == std::string::npos ? "@" + to : to);
    return whole(what, std::move(text), std::move(where), std::move(says));
}

WrongInput with_options(const std::string& what, const Words& options, Words where, Words says) {
    Words arguments{"run", "FOLDER/good.toml", "--out", "FOLDER/runs"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return command(what, std::move(arguments), 2, std::move(where), std::move(says));
}

WrongInput command(const std::string& what, Words arguments, int code, Words where, Words says) {
    return {what, std::move(arguments), {}, code, std::move(where), std::move(says)};
}

} // namespace thaw::test
