// Weights that somebody else has trained, read into a network.
//
// Formats: safetensors, and what torch.save() makes of a plain dict (zip), which is read without
// executing anything. What else people keep weights in is refused with the line that converts it.
#pragma once

#include "core/run/value.h"
#include "core/run/weights_report.h"
#include "core/training/network.h"

#include <filesystem>

namespace thaw {

// A file is known by our names or by those that the network says others use (foreign_names.h), with
// any of the prefixes "module.", "model.", "network." before them. Numbers become float32. A head
// of another number of classes keeps its fresh weights; any other shape that differs, a file that
// fits nowhere, and one that cannot be read throw Error(usage) or Error(failure), whose sentence
// says what to do, and leave the network as it was.
WeightsReport load_weights(Network& network, const std::filesystem::path& file);

// Into the provenance: weights.file, .sha256, .matched (a number), .missing, .reinitialised,
// .unexpected (names).
void add_weights(const WeightsReport& report, Table& provenance);

} // namespace thaw
