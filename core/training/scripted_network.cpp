#include "core/training/scripted_network.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/training/data/data_file.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <sstream>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

namespace thaw {

namespace {

using torch::Tensor;
using Script = torch::jit::Module;

// "RuntimeError: ..." from the end of an interpreter's report of many lines.
std::string last_line(const std::exception& error) {
    std::istringstream lines(error.what());
    std::string last;
    for (std::string line; std::getline(lines, line);)
        if (line.find_first_not_of(' ') != std::string::npos && !line.starts_with("Exception rai"))
            last = line;
    return last;
}

// Modules may view() what comes, so that channels must lie one after the other; strides must say so
// even where there is one channel alone (channels_last.h).
Tensor in_rows(const Tensor& x) {
    return x.contiguous().view({-1}).view(x.sizes());
}

// Owns what it is given of a script's parameters, buffers and modules' training flags.
class ScriptedBlock : public Block {
  public:
    Tensor forward(const Tensor& x) override { return x; }
    void train(bool on) override {
        Block::train(on);
        for (const Script& part : parts_)
            if (const auto slot = part.type()->findAttributeSlot("training"))
                part._ivalue()->setSlot(*slot, on);
    }

    // `name`: with dots, within this block.
    void own(const std::string& name, const Tensor& tensor, bool is_parameter) {
        torch::nn::Module* place = this;
        std::size_t begin = 0;
        for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', begin)) {
            const std::string child = name.substr(begin, dot - begin);
            auto inner = place->named_children().find(child);
            place = inner != nullptr ? inner->get() : add_to(*place, child);
            begin = dot + 1;
        }
        if (is_parameter)
            place->register_parameter(name.substr(begin), tensor);
        else
            place->register_buffer(name.substr(begin), tensor);
    }
    void own(const Script& part) { parts_.push_back(part); }

  private:
    static torch::nn::Module* add_to(torch::nn::Module& place, const std::string& name) {
        return place.register_module(name, std::make_shared<torch::nn::Module>()).get();
    }

    std::vector<Script> parts_;
};

class ScriptedHead : public ScriptedBlock {
  public:
    ScriptedHead(Script script, std::string file)
        : script_(std::move(script)), file_(std::move(file)) {}
    Tensor forward(const Tensor& x) override {
        const torch::jit::GraphOptimizerEnabledGuard as_written(false);
        try {
            return script_.forward({in_rows(x)}).toTensor();
        } catch (const std::exception& error) {
            throw usage("the network of {} cannot be run on inputs of shape [{}]: {}", file_,
                        fmt::join(x.sizes(), ", "), last_line(error));
        }
    }

  private:
    Script script_;
    std::string file_;
};

// Which of the blocks' beginnings a name belongs to: the longest.
class Beginnings {
  public:
    Beginnings(const std::string& text, const Script& script) {
        std::istringstream words(text);
        for (std::string word; std::getline(words, word, ',');) {
            word.erase(0, word.find_first_not_of(" "));
            word.erase(word.find_last_not_of(" ") + 1);
            if (!word.empty())
                all_.push_back(word);
        }
        if (all_.empty())
            for (const auto& child : script.named_children())
                if (child.value.parameters().size() > 0)
                    all_.push_back(child.name);
    }
    const std::vector<std::string>& all() const { return all_; }
    std::string block_name(std::size_t block) const {
        std::string name = all_[block];
        for (char& letter : name)
            if (std::isalnum(static_cast<unsigned char>(letter)) == 0)
                letter = '_';
        return std::isdigit(static_cast<unsigned char>(name.front())) != 0 ? "block_" + name : name;
    }
    // all().size(): to none.
    std::size_t of(const std::string& name) const {
        std::size_t best = all_.size();
        for (std::size_t i = 0; i < all_.size(); ++i)
            if ((name == all_[i] || name.starts_with(all_[i] + ".")) &&
                (best == all_.size() || all_[i].size() > all_[best].size()))
                best = i;
        return best;
    }
    // What of a name is left behind its block's beginning.
    std::string rest(const std::string& name) const {
        const std::size_t block = of(name);
        if (block == all_.size())
            return name;
        return name == all_[block] ? name.substr(name.rfind('.') + 1)
                                   : name.substr(all_[block].size() + 1);
    }

  private:
    std::vector<std::string> all_;
};

Script load(const std::string& file, std::vector<std::uint8_t> bytes) {
    try {
        std::istringstream in(std::string(bytes.begin(), bytes.end()));
        Script script = torch::jit::load(in, torch::kCPU);
        script.to(torch::kFloat);
        return script;
    } catch (const std::exception&) {
        throw usage("{} is no TorchScript module; make one in Python: "
                    "torch.jit.script(model).save(\"model.pt\")",
                    file);
    }
}

} // namespace

std::shared_ptr<Network> scripted_network(const std::filesystem::path& file,
                                          const std::string& blocks, const InputShape& input) {
    auto bytes = bytes_of(DataFile(file));
    auto network = std::make_shared<Network>();
    network->set_origin({file.string(), sha256(bytes)});
    const Script script = load(file.string(), std::move(bytes));
    const Beginnings beginnings(blocks, script);
    if (script.parameters().size() == 0)
        throw usage("the module in {} has no parameters to train; save it before it is frozen or "
                    "optimised for inference",
                    file.string());

    std::vector<std::shared_ptr<ScriptedBlock>> parts(beginnings.all().size());
    for (std::size_t b = 0; b < parts.size(); ++b)
        parts[b] = b + 1 < parts.size() ? std::make_shared<ScriptedBlock>()
                                        : std::make_shared<ScriptedHead>(script, file.string());
    std::vector<std::string> homeless;
    std::set<const void*> owned; // tied weights have several names
    std::map<std::string, std::vector<std::string>> theirs;
    const auto own = [&](std::size_t block, const std::string& name, const Tensor& tensor,
                         bool is_parameter) {
        const std::string rest = beginnings.rest(name);
        parts[block]->own(rest, tensor, is_parameter);
        theirs[beginnings.block_name(block) + "." + rest] = {name};
    };
    for (const auto& parameter : script.named_parameters())
        if (const std::size_t b = beginnings.of(parameter.name); b == parts.size())
            homeless.push_back(parameter.name);
        else if (owned.insert(parameter.value.unsafeGetTensorImpl()).second)
            own(b, parameter.name, parameter.value, true);
    if (!homeless.empty())
        throw usage("the parameters {} of {} are in no block; name the beginnings of all "
                    "parameters' names in network.blocks",
                    fmt::join(homeless, ", "), file.string());
    // What is no block's goes with the head: constants, the module itself and its containers.
    const auto block_or_head = [&](const std::string& name) {
        return std::min(beginnings.of(name), parts.size() - 1);
    };
    for (const auto& buffer : script.named_buffers())
        own(block_or_head(buffer.name), buffer.name, buffer.value, false);
    for (const auto& part : script.named_modules())
        parts[block_or_head(part.name)]->own(part.value);

    for (std::size_t b = 0; b < parts.size(); ++b) {
        if (parts[b]->parameters().empty())
            throw usage("no parameter of {} has a name that begins with {} (network.blocks)",
                        file.string(), beginnings.all()[b]);
        network->append(beginnings.block_name(b), parts[b]);
    }
    network->set_foreign_names([theirs](const std::string& name) {
        const auto found = theirs.find(name);
        return found == theirs.end() ? std::vector<std::string>() : found->second;
    });

    network->eval();
    const torch::NoGradGuard no_grad;
    const bool images = input.height > 1 || input.width > 1;
    const Tensor outputs =
        network->forward(images ? torch::zeros({2, input.channels, input.height, input.width})
                                : torch::zeros({2, input.channels}));
    if (outputs.dim() != 2 || outputs.size(0) != 2 || outputs.size(1) != input.outputs)
        throw usage("the network of {} makes outputs of shape [{}] of two examples, where [2, {}] "
                    "is needed; it must have an output for each class",
                    file.string(), fmt::join(outputs.sizes(), ", "), input.outputs);
    return network;
}

} // namespace thaw
