#include "core/training/safetensors.h"

#include "core/run/error.h"

#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <numeric>

namespace thaw {

static_assert(std::endian::native == std::endian::little, "tensor data is written as it lies");

namespace {

using nlohmann::json;

struct Type {
    const char* name;
    torch::ScalarType scalar;
};
constexpr std::array types{Type{"F32", torch::kFloat32}, Type{"F64", torch::kFloat64},
                           Type{"I64", torch::kInt64}, Type{"U8", torch::kUInt8}};

std::string type_name_of(torch::ScalarType scalar) {
    for (const auto& type : types)
        if (type.scalar == scalar)
            return type.name;
    throw std::logic_error("no safetensors name for this tensor type");
}

Error broken(const char* why) {
    return damaged("the checkpoint is not a sound safetensors file ({}); use another checkpoint",
                   tr(why));
}

torch::Tensor read_tensor(const json& entry, std::string_view data) {
    const auto begin = entry.at("data_offsets").at(0).get<std::uint64_t>();
    const auto end = entry.at("data_offsets").at(1).get<std::uint64_t>();
    if (begin > end || end > data.size())
        throw broken(translatable("a tensor lies outside the file"));
    const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
    for (const auto& type : types) {
        if (type.name != entry.at("dtype").get<std::string>())
            continue;
        std::uint64_t bytes = c10::elementSize(type.scalar);
        for (const std::int64_t size : shape) {
            if (size < 0 || (size > 0 && bytes > data.size() / static_cast<std::uint64_t>(size)))
                throw broken(translatable("a tensor's shape does not fit its data"));
            bytes *= static_cast<std::uint64_t>(size);
        }
        if (bytes != end - begin)
            throw broken(translatable("a tensor's shape does not fit its data"));
        auto tensor = torch::empty(shape, type.scalar);
        if (bytes > 0)
            std::memcpy(tensor.data_ptr(), data.data() + begin, bytes);
        return tensor;
    }
    throw broken(translatable("a tensor has a type that is not used here"));
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
    std::uint64_t length = 0;
    if (bytes.size() < sizeof length)
        throw broken(translatable("it is too short"));
    std::memcpy(&length, bytes.data(), sizeof length);
    bytes.remove_prefix(sizeof length);
    if (length > bytes.size())
        throw broken(translatable("its header is longer than the file"));
    try {
        const json header = json::parse(bytes.substr(0, length));
        bytes.remove_prefix(length);
        Safetensors content;
        for (const auto& [name, entry] : header.items())
            if (name == "__metadata__")
                content.notes = entry.get<std::map<std::string, std::string>>();
            else
                content.tensors[name] = read_tensor(entry, bytes);
        return content;
    } catch (const json::exception& error) {
        throw broken(error.what());
    }
}

} // namespace thaw
