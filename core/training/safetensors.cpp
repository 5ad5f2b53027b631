#include "core/training/safetensors.h"

#include "core/run/error.h"

#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace thaw {

static_assert(std::endian::native == std::endian::little, "tensor data is written as it lies");

namespace {

using nlohmann::json;

struct Type {
    const char* name;
    torch::ScalarType scalar;
};
constexpr std::array types{Type{"F32", torch::kFloat32}, Type{"F64", torch::kFloat64},
                           Type{"I64", torch::kInt64},   Type{"U8", torch::kUInt8},
                           Type{"F16", torch::kFloat16}, Type{"BF16", torch::kBFloat16},
                           Type{"I32", torch::kInt32},   Type{"I16", torch::kInt16},
                           Type{"I8", torch::kInt8},     Type{"BOOL", torch::kBool}};
constexpr std::size_t types_of_checkpoints = 4; // the first ones

std::string type_name_of(torch::ScalarType scalar) {
    for (std::size_t i = 0; i < types_of_checkpoints; ++i)
        if (types.at(i).scalar == scalar)
            return types.at(i).name;
    throw std::logic_error("no safetensors name for this tensor type");
}

// What is wrong with a file, in English, translatable.
struct Broken {
    std::string why;
};

struct Content {
    std::map<std::string, torch::Tensor> tensors;
    std::map<std::string, std::string> notes;
};

torch::Tensor read_tensor(const json& entry, std::string_view data, std::size_t allowed) {
    const auto begin = entry.at("data_offsets").at(0).get<std::uint64_t>();
    const auto end = entry.at("data_offsets").at(1).get<std::uint64_t>();
    if (begin > end || end > data.size())
        throw Broken{translatable("a tensor lies outside the file")};
    const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
    for (std::size_t i = 0; i < allowed; ++i) {
        const Type& type = types.at(i);
        if (type.name != entry.at("dtype").get<std::string>())
            continue;
        std::uint64_t bytes = c10::elementSize(type.scalar);
        for (const std::int64_t size : shape) {
            if (size < 0 || (size > 0 && bytes > data.size() / static_cast<std::uint64_t>(size)))
                throw Broken{translatable("a tensor's shape does not fit its data")};
            bytes *= static_cast<std::uint64_t>(size);
        }
        if (bytes != end - begin)
            throw Broken{translatable("a tensor's shape does not fit its data")};
        auto tensor = torch::empty(shape, type.scalar);
        if (bytes > 0)
            std::memcpy(tensor.data_ptr(), data.data() + begin, bytes);
        return tensor;
    }
    throw Broken{translatable("a tensor has a type that is not used here")};
}

// The header, in which no name may stand twice.
json header_of(std::string_view text) {
    std::set<std::string> names;
    bool twice = false;
    const json header =
        json::parse(text, [&](int depth, json::parse_event_t event, const json& parsed) {
            if (depth == 1 && event == json::parse_event_t::key)
                twice = twice || !names.insert(parsed.get<std::string>()).second;
            return true;
        });
    if (twice)
        throw Broken{translatable("a name stands in it twice")};
    return header;
}

Content content_of(std::string_view bytes, std::size_t allowed) {
    std::uint64_t length = 0;
    if (bytes.size() < sizeof length)
        throw Broken{translatable("it is too short")};
    std::memcpy(&length, bytes.data(), sizeof length);
    bytes.remove_prefix(sizeof length);
    if (length > bytes.size())
        throw Broken{translatable("its header is longer than the file")};
    try {
        const json header = header_of(bytes.substr(0, length));
        bytes.remove_prefix(length);
        Content content;
        std::map<std::uint64_t, std::uint64_t> ends; // by beginning
        for (const auto& [name, entry] : header.items()) {
            if (name == "__metadata__") {
                content.notes = entry.get<std::map<std::string, std::string>>();
                continue;
            }
            content.tensors[name] = read_tensor(entry, bytes, allowed);
            const auto begin = entry["data_offsets"][0].get<std::uint64_t>();
            const auto end = entry["data_offsets"][1].get<std::uint64_t>();
            if (begin != end && !ends.emplace(begin, end).second)
                throw Broken{translatable("two tensors overlap")};
        }
        std::uint64_t covered = 0;
        for (const auto& [begin, end] : ends) {
            if (begin != covered)
                throw Broken{begin < covered ? translatable("two tensors overlap")
                                             : translatable("there is a gap between two tensors")};
            covered = end;
        }
        if (covered != bytes.size())
            throw Broken{translatable("there are bytes behind its last tensor")};
        return content;
    } catch (const json::exception& error) {
        throw Broken{error.what()};
    }
}

} // namespace

std::string to_bytes(const Safetensors& content) {
    json header = json::object();
    header["__metadata__"] = content.notes;
    std::string data;
    for (const auto& [name, tensor] : content.tensors) {
        const auto plain = tensor.detach().cpu().contiguous();
        const std::size_t begin = data.size();
        data.append(static_cast<const char*>(plain.data_ptr()), plain.nbytes());
        header[name] = {{"dtype", type_name_of(plain.scalar_type())},
                        {"shape", plain.sizes().vec()},
                        {"data_offsets", {begin, data.size()}}};
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' '); // aligned data, as the format recommends
    const std::uint64_t length = text.size();
    std::string bytes(sizeof length, '\0');
    std::memcpy(bytes.data(), &length, sizeof length);
    return bytes + text + data;
}

Safetensors safetensors_from_bytes(std::string_view bytes) {
    try {
        Content content = content_of(bytes, types_of_checkpoints);
        return {std::move(content.tensors), std::move(content.notes)};
    } catch (const Broken& broken) {
        throw damaged("the checkpoint is not a sound safetensors file ({}); use another checkpoint",
                      tr(broken.why));
    }
}

std::map<std::string, torch::Tensor> foreign_safetensors(std::string_view bytes) {
    try {
        return content_of(bytes, types.size()).tensors;
    } catch (const Broken& broken) {
        throw std::runtime_error(broken.why);
    }
}

} // namespace thaw
