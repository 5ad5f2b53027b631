#include "core/training/datasets/array_set.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/training/data/memory_source.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace thaw {

namespace {

std::string shape_text(const std::vector<std::int64_t>& shape) {
    return fmt::format("[{}]", fmt::join(shape, ", "));
}

constexpr double white = 255;

// Rounded to bytes. Reals that are all at most 1 are shares of white.
std::vector<std::uint8_t> pixels_of(const NumberArray& array, std::int64_t begin,
                                    std::int64_t end) {
    if (array.type().kind == 'u' && array.type().size == 1)
        return array.bytes(begin, end);
    const std::vector<double> numbers = array.numbers(begin, end);
    const bool share = array.type().kind == 'b' ||
                       (array.type().kind == 'f' && std::none_of(numbers.begin(), numbers.end(),
                                                                 [](double x) { return x > 1; }));
    std::vector<std::uint8_t> pixels;
    pixels.reserve(numbers.size());
    for (const double x : numbers) {
        const double level = share ? x * white : x;
        if (!(level >= 0 && level <= white))
            throw damaged("{} has the value {} among its pixels; they lie from 0 to 255, or reals "
                          "from 0 to 1. Scale them before saving.",
                          array.name(), x);
        pixels.push_back(static_cast<std::uint8_t>(std::lround(level)));
    }
    return pixels;
}

std::vector<float> floats_of(const std::vector<double>& numbers) {
    return {numbers.begin(), numbers.end()};
}

// The greatest number of classes that labels alone may stand for: one that is no class number but a
// year or an id would make a network of that width.
constexpr std::int64_t most_classes = 100'000;

Error wrong_label(const NumberArray& array, std::size_t place, double label, std::int64_t classes) {
    return damaged(
        "{} gives example {} the label {}; labels are whole numbers from 0 to {}. Number "
        "the classes from 0, or set targets = \"reals\".",
        array.name(), place, label, classes - 1);
}

struct Read {
    ExampleSpec spec;
    std::vector<std::uint8_t> inputs;
    Targets targets;
};

void read_inputs(const NumberArray& array, Read& into) {
    const auto dimensions = array.shape().size();
    if (array.rows() == 0 || dimensions < 2 || dimensions > 4 || array.row_elements() == 0)
        throw damaged("{} has the shape {}; images are [n, h, w] or [n, h, w, channels], vectors "
                      "[n, d].",
                      array.name(), shape_text(array.shape()));
    if (dimensions > 2) {
        ArrayImages images = array_images(array, 0, array.rows());
        into.spec.shape = {images.height, images.width, images.channels};
        into.inputs = std::move(images.pixels);
        return;
    }
    into.spec.kind = ElementKind::reals;
    into.spec.shape = {array.shape()[1]};
    const auto floats = floats_of(array.numbers(0, array.rows()));
    into.inputs.resize(floats.size() * sizeof(float));
    std::memcpy(into.inputs.data(), floats.data(), into.inputs.size());
}

void read_targets(const NumberArray& array, ArrayTargets wanted,
                  std::optional<std::int64_t> outputs, Read& into) {
    const bool real = wanted == ArrayTargets::reals ||
                      (wanted == ArrayTargets::of_the_labels && array.type().kind == 'f');
    const std::int64_t width = array.row_elements();
    if (array.shape().empty() || array.shape().size() > 2 || width < 1 || (!real && width != 1))
        throw damaged("{} has the shape {}; labels are [n], real ones also [n, k].", array.name(),
                      shape_text(array.shape()));
    if (real) {
        into.spec.targets = TargetKind::reals;
        into.spec.outputs = width;
        into.targets.reals = floats_of(array.numbers(0, array.rows()));
        const auto wrong = std::find_if(into.targets.reals.begin(), into.targets.reals.end(),
                                        [](float x) { return !std::isfinite(x); });
        if (wrong != into.targets.reals.end())
            throw damaged("{} has the label {}, which is no finite number. Leave such examples "
                          "out.",
                          array.name(), *wrong);
        return;
    }
    into.targets.labels = array_labels(array, outputs.value_or(most_classes));
    into.spec.outputs = outputs.value_or(
        1 + *std::max_element(into.targets.labels.begin(), into.targets.labels.end()));
}

// Those of the part alone come first.
std::vector<std::string> usual(const std::vector<std::string>& names, const std::string& part) {
    std::vector<std::string> all;
    if (!part.empty())
        for (const std::string& name : names)
            all.push_back(name + "_" + part);
    all.insert(all.end(), names.begin(), names.end());
    return all;
}

} // namespace

ArrayTargets array_targets(const std::string& word) {
    return word == "classes" ? ArrayTargets::classes
           : word == "reals" ? ArrayTargets::reals
                             : ArrayTargets::of_the_labels;
}

ArrayImages array_images(const NumberArray& array, std::int64_t begin, std::int64_t end) {
    const auto& shape = array.shape();
    const bool is_images = shape.size() == 3 || shape.size() == 4;
    const std::int64_t channels = shape.size() == 4 ? shape[3] : 1;
    if (shape.size() == 4 && channels != 1 && channels != 3 && (shape[1] == 1 || shape[1] == 3))
        throw damaged("{} has the shape {}, channels first. Save it with channels last: "
                      "x.transpose(0, 2, 3, 1).",
                      array.name(), shape_text(shape));
    if (!is_images || (channels != 1 && channels != 3) || array.row_elements() == 0)
        throw damaged("{} has the shape {}; images are [n, h, w] or [n, h, w, channels] with 1 or "
                      "3 channels.",
                      array.name(), shape_text(shape));
    return {shape[1], shape[2], channels, pixels_of(array, begin, end)};
}

std::vector<std::int32_t> array_labels(const NumberArray& array, std::int64_t classes) {
    std::vector<std::int32_t> labels;
    if (array.shape().empty() || array.row_elements() != 1)
        throw damaged("{} has the shape {}; labels are [n], real ones also [n, k].", array.name(),
                      shape_text(array.shape()));
    const std::vector<double> numbers = array.numbers(0, array.rows());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const double x = numbers[i];
        if (!(x >= 0 && x < static_cast<double>(classes)) || x != std::floor(x))
            throw wrong_label(array, i, x, classes);
        labels.push_back(static_cast<std::int32_t>(x));
    }
    return labels;
}

NumberArray array_named(const std::filesystem::path& path, const std::string& key,
                        const std::vector<std::string>& usual, const std::string& setting) {
    const ArrayFile file(path);
    if (!file.has_names())
        return file.array("");
    const auto has = [&](const std::string& name) {
        return std::find(file.names().begin(), file.names().end(), name) != file.names().end();
    };
    if (key.empty()) {
        for (const std::string& name : usual)
            if (has(name))
                return file.array(name);
    } else if (has(key)) {
        return file.array(key);
    }
    throw usage("{} has no array {}. It has: {}. Name one of them in {}.", path.string(),
                key.empty() ? usual.front() : key, fmt::join(file.names(), ", "), setting);
}

std::shared_ptr<const ExampleSource> array_source(const ArrayPair& files, ArrayTargets targets,
                                                  std::optional<std::int64_t> outputs) {
    const auto inputs = usual({"x", "images", "inputs", "data", "X", "arr_0"}, files.part);
    const auto labels = usual({"y", "labels", "targets", "Y", "arr_1"}, files.part);
    Read read;
    const NumberArray of_inputs = array_named(files.inputs, files.inputs_key, inputs, "inputs_key");
    const NumberArray of_labels = array_named(files.labels, files.labels_key, labels, "labels_key");
    if (of_inputs.rows() != of_labels.rows())
        throw damaged("{} holds {} examples, but {} holds {} labels. Take two files that belong "
                      "together.",
                      of_inputs.name(), of_inputs.rows(), of_labels.name(), of_labels.rows());
    read_inputs(of_inputs, read);
    read_targets(of_labels, targets, outputs, read);
    Sha256 hash;
    hash.add(read.inputs);
    const auto add = [&](const auto& numbers) {
        hash.add({reinterpret_cast<const unsigned char*>(numbers.data()),
                  numbers.size() * sizeof(numbers[0])});
    };
    add(read.targets.labels);
    add(read.targets.reals);
    return std::make_shared<MemorySource>(read.spec, std::move(read.inputs),
                                          std::move(read.targets), hash.digest());
}

} // namespace thaw
