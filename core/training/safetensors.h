// The safetensors format: named tensors and text notes in one run of bytes. Reading it executes
// nothing, and any safetensors library reads a checkpoint.
//
// Layout: header length (u64, little endian), header (JSON: name -> dtype, shape, data_offsets;
// "__metadata__": text -> text), tensor data.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <torch/types.h>

namespace thaw {

struct Safetensors {
    std::map<std::string, torch::Tensor> tensors; // float32, float64, int64 or uint8; on the CPU
    std::map<std::string, std::string> notes;
};

std::string to_bytes(const Safetensors& content);
// Copies the data. Throws Error(damaged) when the bytes are not such a file: header and offsets
// are checked against the length before anything is allocated, and the tensors must cover the data
// without a gap or an overlap.
Safetensors safetensors_from_bytes(std::string_view bytes);
// The same of somebody else's file, with float16, bfloat16, bool and all integers as they are
// there. Throws std::runtime_error that says in English what is wrong with it.
std::map<std::string, torch::Tensor> foreign_safetensors(std::string_view bytes);

} // namespace thaw
