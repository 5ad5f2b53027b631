#include "core/training/weights_file.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/training/safetensors.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/torch.h>

namespace thaw {

using torch::Tensor;

namespace {

namespace fs = std::filesystem;
using Tensors = std::map<std::string, Tensor>;

std::string bytes_of(const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        throw usage("the weights {} cannot be read: there is no such file; check network.weights",
                    file.string());
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in.good() && !in.eof())
        throw failure("the weights {} cannot be read ({}); check the file and its permissions",
                      file.string(), std::strerror(errno == 0 ? EIO : errno));
    return bytes;
}

Error unreadable(const fs::path& file, const std::string& what) {
    return usage(
        "the weights {} are {}, which is not read, since such files run code. Convert them with "
        "PyTorch: python3 -c \"import torch, safetensors.torch as s; d = torch.load('{}', "
        "map_location='cpu'); d = d.get('state_dict', d); s.save_file({{k: v.contiguous() for k, v "
        "in d.items()}}, '{}.safetensors')\"",
        file.string(), what, file.string(), file.stem().string());
}

void take_dict(const c10::IValue& value, Tensors& into, const fs::path& file) {
    if (!value.isGenericDict())
        throw unreadable(file, tr(translatable("no plain dict of tensors")));
    const auto dict = value.toGenericDict();
    for (const auto& entry : dict)
        for (const char* inner : {"state_dict", "model", "model_state_dict"})
            if (entry.key().isString() && entry.key().toStringRef() == inner &&
                entry.value().isGenericDict())
                return take_dict(entry.value(), into, file);
    for (const auto& entry : dict)
        if (entry.key().isString() && entry.value().isTensor())
            into[entry.key().toStringRef()] = entry.value().toTensor();
}

// PyTorch's reader knows a closed list of types and executes nothing; what it does not know throws.
Tensors from_zip(const std::string& bytes, const fs::path& file) {
    Tensors tensors;
    if (bytes.find("constants.pkl") != std::string::npos)
        throw usage("the weights {} are a TorchScript module, which runs code; save its "
                    "state_dict as safetensors instead",
                    file.string());
    try {
        take_dict(torch::jit::pickle_load({bytes.begin(), bytes.end()}), tensors, file);
    } catch (const c10::Error&) {
        throw unreadable(file, tr(translatable("an OrderedDict, a module or another object of "
                                               "Python's")));
    } catch (const Error&) {
        throw;
    } catch (const std::exception&) {
        throw unreadable(file, tr(translatable("a zip archive that holds no plain dict")));
    }
    return tensors;
}

Tensors tensors_of(const std::string& bytes, const fs::path& file) {
    const std::string_view all = bytes;
    // The length of a safetensors header may begin with any bytes; the header itself with a brace.
    constexpr std::size_t header = 8;
    const bool safetensors = all.size() > header && all[header] == '{';
    if (!safetensors && all.starts_with("PK"))
        return from_zip(bytes, file);
    if (!safetensors && all.starts_with("\x80"))
        throw unreadable(file, tr(translatable("a pickle from before PyTorch 1.6")));
    if (!safetensors && all.starts_with("\x89HDF"))
        throw usage("the weights {} are an HDF5 file, as Keras writes them, which is not read; "
                    "save them as safetensors (tf.keras: safetensors.numpy.save_file)",
                    file.string());
    try {
        return foreign_safetensors(bytes);
    } catch (const std::runtime_error& why) {
        throw usage("the weights {} are not a sound safetensors file ({}); name a .safetensors "
                    "file or a .pt file with a plain dict of tensors",
                    file.string(), tr(why.what()));
    }
}

std::string without_prefix(std::string name) {
    for (bool again = true; again;) {
        again = false;
        for (const char* prefix : {"module.", "model.", "network."})
            if (name.starts_with(prefix)) {
                name.erase(0, std::strlen(prefix));
                again = true;
            }
    }
    return name;
}

std::string shape_text(const Tensor& tensor) {
    return fmt::format("[{}]", fmt::join(tensor.sizes().vec(), ", "));
}

// Where a tensor of the network goes, and what it takes.
struct Match {
    Tensor target, source;
};

class Matching {
  public:
    Matching(const fs::path& file, Tensors tensors) : file_(file) {
        for (auto& [name, tensor] : tensors)
            left_.emplace(without_prefix(name), Entry{name, std::move(tensor)});
    }

    void take(Network& network, const std::string& own, const Tensor& target, bool head,
              bool needed) {
        std::vector<std::string> names = network.foreign_names(own);
        names.insert(names.begin(), own);
        for (const std::string& name : names) {
            const auto found = left_.find(name);
            if (found == left_.end())
                continue;
            const Entry entry = std::move(found->second);
            left_.erase(found);
            if (entry.tensor.sizes() == target.sizes()) {
                matches_.push_back({target, entry.tensor});
                report_.matched.push_back(own);
            } else if (head) {
                report_.reinitialised.push_back(own);
            } else {
                throw usage("the weights {} do not fit the network: {} is {} there and {} here; "
                            "choose the network's settings to match",
                            file_.string(), entry.name, shape_text(entry.tensor),
                            shape_text(target));
            }
            return;
        }
        if (needed)
            report_.missing.push_back(own);
    }

    WeightsReport finish() {
        for (const auto& [name, entry] : left_)
            if (!name.ends_with("num_batches_tracked"))
                report_.unexpected.push_back(entry.name);
        if (report_.matched.empty())
            throw usage("the weights {} have no name in common with the network; the first one "
                        "there is {}. Choose the network that they were made with",
                        file_.string(),
                        report_.unexpected.empty() ? "?" : report_.unexpected.front());
        const torch::NoGradGuard no_grad;
        for (const Match& match : matches_)
            match.target.copy_(match.source);
        return std::move(report_);
    }

  private:
    struct Entry {
        std::string name; // as in the file
        Tensor tensor;
    };
    fs::path file_;
    std::map<std::string, Entry> left_; // by their names without prefixes
    std::vector<Match> matches_;
    WeightsReport report_;
};

std::string first_of(const std::vector<std::string>& names) {
    constexpr std::size_t most = 8;
    const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most));
    const std::string text = fmt::format("{}", fmt::join(names.begin(), end, ", "));
    return names.size() > most ? fmt::format("{}, ... ({})", text, names.size()) : text;
}

} // namespace

WeightsReport load_weights(Network& network, const fs::path& file) {
    const std::string bytes = bytes_of(file);
    Matching matching(file, tensors_of(bytes, file));
    const std::string head = network.block_name(network.size() - 1) + ".";
    for (const auto& parameter : network.named_parameters())
        matching.take(network, parameter.key(), parameter.value(),
                      parameter.key().starts_with(head), true);
    for (const auto& buffer : network.named_buffers())
        matching.take(network, buffer.key(), buffer.value(), false,
                      !buffer.key().ends_with("num_batches_tracked"));
    WeightsReport report = matching.finish();
    report.file = file.string();
    report.sha256 = sha256(bytes);
    return report;
}

void add_weights(const WeightsReport& report, Table& provenance) {
    provenance.set("weights.file", report.file);
    provenance.set("weights.sha256", report.sha256);
    provenance.set("weights.matched", static_cast<std::int64_t>(report.matched.size()));
    const auto add = [&](const char* key, const std::vector<std::string>& names) {
        if (!names.empty())
            provenance.set(key, first_of(names));
    };
    add("weights.missing", report.missing);
    add("weights.reinitialised", report.reinitialised);
    add("weights.unexpected", report.unexpected);
}

} // namespace thaw
