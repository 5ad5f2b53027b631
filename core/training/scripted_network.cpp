#include "core/training/scripted_network.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/training/data/data_file.h"
#include "core/training/datasets/table_rows.h"
#include "core/training/undrawn_weights.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <sstream>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/runtime/print_handler.h>
#include <torch/script.h>

namespace thaw {

namespace {

using torch::Tensor;
using Script = torch::jit::Module;

// The reason alone: "RuntimeError: ..." is at the end of an interpreter's report of many lines.
std::string reason(const std::exception& error) {
    const auto* ours = dynamic_cast<const c10::Error*>(&error);
    std::istringstream lines(ours != nullptr ? ours->what_without_backtrace() : error.what());
    std::string last;
    for (std::string line; std::getline(lines, line);)
        if (line.find_first_not_of(' ') != std::string::npos)
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
        c10::IValue result;
        try {
            result = script_.forward({in_rows(x)});
        } catch (const std::exception& error) {
            throw failure("the network of {} cannot be run on inputs of shape [{}]: {}", file_,
                          fmt::join(x.sizes(), ", "), reason(error));
        }
        if (!result.isTensor() || !result.toTensor().is_floating_point())
            throw failure("the network of {} returns {}; one tensor of real numbers, [n, classes], "
                          "is needed",
                          file_, result.isTensor() ? tr("integers") : result.tagKind());
        return result.toTensor().to(torch::kFloat);
    }

  private:
    Script script_;
    std::string file_;
};

// Which of the blocks' beginnings a name belongs to: the longest.
class Beginnings {
  public:
    Beginnings(const std::string& text, const Script& script) : all_(words_of(text)) {
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
    // What a module prints would stand among the data that a program writes.
    torch::jit::setPrintHandler([](const std::string&) {});
    try {
        std::istringstream in(std::string(bytes.begin(), bytes.end()));
        Script script = torch::jit::load(in, torch::kCPU);
        script.to(torch::kFloat);
        return script;
    } catch (const std::exception&) {
        throw usage("{} is no TorchScript module, or is damaged; make one in Python: "
                    "torch.jit.script(model).save(\"model.pt\")",
                    file);
    }
}

// What a module keeps beside tensors, as text; its training flags are ours.
std::map<std::string, std::string> memory_of(const Script& script) {
    std::map<std::string, std::string> all;
    for (const auto& attribute : script.named_attributes())
        if (const auto& value = attribute.value;
            value.isInt() || value.isDouble() || value.isString() ||
            (value.isBool() && !attribute.name.ends_with("training")))
            all[attribute.name] = c10::str(value);
    return all;
}

// Runs it once as it is read and once as it is trained, and leaves it as it was. Throws what
// scripted_network() does.
void try_out(Network& network, const Script& script, const InputShape& input,
             const std::string& file) {
    const bool images = input.height > 1 || input.width > 1;
    const Tensor examples = images ? torch::zeros({2, input.channels, input.height, input.width})
                                   : torch::zeros({2, input.channels});
    std::map<std::string, Tensor> before;
    for (const auto& buffer : network.named_buffers())
        before[buffer.key()] = buffer.value().clone();
    const auto memory = memory_of(script);

    network.eval();
    Tensor outputs = network.forward(examples);
    if (outputs.dim() != 2 || outputs.size(0) != 2 || outputs.size(1) != input.outputs)
        throw usage("the network of {} makes outputs of shape [{}] of two examples, where [2, {}] "
                    "is needed; it must have an output for each class",
                    file, fmt::join(outputs.sizes(), ", "), input.outputs);
    for (const auto& buffer : network.named_buffers())
        if (!torch::equal(buffer.value(), before.at(buffer.key())))
            throw usage("the network of {} changes its buffer {} when it is only read, so that "
                        "watching would change training; change it where self.training is true",
                        file, buffer.key());

    network.train();
    outputs = network.forward(examples);
    if (!outputs.requires_grad())
        throw usage("the outputs of the network of {} do not depend on its parameters, so that "
                    "nothing can be trained",
                    file);
    std::vector<Tensor> trained;
    for (const auto& parameter : network.all_parameters())
        if (parameter.requires_grad())
            trained.push_back(parameter);
    for (const auto& gradient :
         torch::autograd::grad({outputs.sum()}, trained, {}, false, false, true))
        if (gradient.defined() && gradient.is_sparse())
            throw usage("the network of {} has sparse gradients, which are not trained with here; "
                        "make its embeddings with sparse = False",
                        file);
    for (const auto& [name, value] : memory_of(script))
        if (memory.at(name) != value)
            throw usage("the network of {} counts in its attribute {}, which no checkpoint holds; "
                        "make it a buffer (register_buffer)",
                        file, name);
    const torch::NoGradGuard no_grad;
    for (auto& buffer : network.named_buffers())
        buffer.value().copy_(before.at(buffer.key()));
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
            throw usage(
                "no parameter of {} is left for the block {}: no name has this beginning, or "
                "all that do are another block's too; change network.blocks",
                file.string(), beginnings.all()[b]);
        network->append(beginnings.block_name(b), parts[b]);
    }
    network->set_foreign_names([theirs](const std::string& name) {
        const auto found = theirs.find(name);
        return found == theirs.end() ? std::vector<std::string>() : found->second;
    });

    if (!UndrawnWeights::wanted()) // only its names are asked for, of any input
        try_out(*network, script, input, file.string());
    return network;
}

} // namespace thaw
