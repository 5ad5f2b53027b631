// Files of CIFAR-10 and CIFAR-100 in the binary version.
//
// A record is one byte of label (CIFAR-100: two, the coarse one first) and 3,072 of pixels: the red
// plane of 32 x 32, then the green and the blue one. Krizhevsky 2009, "Learning Multiple Layers of
// Features from Tiny Images". A file may have any number of records.
#pragma once

#include "core/run/description.h"
#include "core/training/datasets/image_set.h"

#include <filesystem>
#include <vector>

namespace thaw {

enum class CifarKind { ten, hundred };

struct CifarFolder {
    std::filesystem::path folder;
    std::vector<std::filesystem::path> train; // data_batch_1.bin and so on, or train.bin
    std::filesystem::path test;
};

// path (text), train_examples, test_examples (integers, 0 for all).
std::vector<Parameter> cifar_parameters();

// The files in dataset.path, or in the folders where data are looked for. Throws Error(failure) if
// one is missing, with a word on the Python version where that is there instead.
CifarFolder find_cifar(CifarKind kind, const Table& settings);

struct CifarImages {
    ImageSet set;                     // labels: CIFAR-100's are the fine ones
    std::vector<std::int32_t> coarse; // of CIFAR-100
};

// Throws Error(failure) if a file cannot be read, and Error(damaged) if it is no such file.
CifarImages read_cifar(CifarKind kind, const std::vector<std::filesystem::path>& files);

// Names of classes, one a line. Empty if there is no such file; throws Error(damaged) if it has
// another number of names.
std::vector<std::string> cifar_names(const std::filesystem::path& file, std::size_t count);

// Whether the files are the published ones as far as can be told, for the provenance; CIFAR-100's
// by their MD5, CIFAR-10's by their sizes (digests are published of its archive alone).
std::string cifar_origin(CifarKind kind, const CifarFolder& files);
// The same for people, translated; empty: nothing to say.
std::string cifar_notice(CifarKind kind, const Table& settings);

} // namespace thaw
