#include "core/training/datasets/cifar.h"

#include "core/run/error.h"
#include "core/training/data/data_file.h"
#include "core/training/datasets/foreign_file.h"

#include <algorithm>
#include <fstream>

namespace thaw {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t side = 32, area = side * side, channels = 3;
constexpr std::int64_t at_once = 1000; // records

struct Layout {
    std::int64_t label_bytes;
    std::int64_t fine, coarse; // classes
    std::int64_t record() const { return label_bytes + channels * area; }
};

Layout layout_of(CifarKind kind) {
    return kind == CifarKind::ten ? Layout{1, 10, 0} : Layout{2, 100, 20};
}

Error wrong_size(const DataFile& file, const Layout& layout) {
    if (const auto what =
            foreign_file_sentence(file.path(), tr("a file of CIFAR's binary version"));
        !what.empty())
        return {Fault::damaged, what};
    return damaged("{} has {} bytes, which is no whole number of records of {} bytes: it is cut "
                   "short, or not of CIFAR's binary version. Replace it with a fresh copy.",
                   file.path().string(), file.size(), layout.record());
}

void check_label(const DataFile& file, std::int64_t record, std::int64_t label, std::int64_t most) {
    if (label < most)
        return;
    if (record == 0)
        if (const auto what =
                foreign_file_sentence(file.path(), tr("a file of CIFAR's binary version"));
            !what.empty())
            throw Error(Fault::damaged, what);
    throw damaged("{} gives image {} the label {}, but there are only the {} classes from 0. "
                  "Replace it with a fresh copy.",
                  file.path().string(), record, label, most);
}

void add_file(CifarImages& all, const fs::path& path, const Layout& layout) {
    const DataFile file(path);
    const std::int64_t size = layout.record();
    if (file.size() == 0 || file.size() % size != 0)
        throw wrong_size(file, layout);
    const std::int64_t count = file.size() / size;
    const auto before = all.set.pixels.size();
    all.set.pixels.resize(before + static_cast<std::size_t>(count * area * channels));
    auto* out = all.set.pixels.data() + before;
    std::vector<std::uint8_t> bytes;
    for (std::int64_t begin = 0; begin < count; begin += at_once) {
        bytes.resize(static_cast<std::size_t>(std::min(at_once, count - begin) * size));
        file.read(begin * size, bytes);
        for (std::size_t at = 0; at < bytes.size(); at += static_cast<std::size_t>(size)) {
            const std::uint8_t* record = bytes.data() + at;
            const std::int64_t number = begin + static_cast<std::int64_t>(at) / size;
            if (layout.coarse > 0) {
                check_label(file, number, record[0], layout.coarse);
                all.coarse.push_back(record[0]);
            }
            const std::uint8_t label = record[layout.label_bytes - 1];
            check_label(file, number, label, layout.fine);
            all.set.labels.push_back(label);
            const std::uint8_t* plane = record + layout.label_bytes;
            for (std::int64_t pixel = 0; pixel < area; ++pixel)
                for (std::int64_t c = 0; c < channels; ++c)
                    *out++ = plane[c * area + pixel];
        }
    }
    all.set.count += count;
}

} // namespace

CifarImages read_cifar(CifarKind kind, const std::vector<fs::path>& files) {
    const Layout layout = layout_of(kind);
    CifarImages all{{0, side, side, static_cast<int>(layout.fine)}, {}};
    all.set.channels = channels;
    for (const fs::path& file : files)
        add_file(all, file, layout);
    return all;
}

std::vector<std::string> cifar_names(const fs::path& file, std::size_t count) {
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return {};
    std::vector<std::string> names;
    std::ifstream in(file, std::ios::binary);
    for (std::string line; names.size() <= count && std::getline(in, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.pop_back();
        if (!line.empty())
            names.push_back(line);
    }
    if (names.size() != count)
        throw damaged("{} should have the names of {} classes, one a line, and has {}. Replace it "
                      "with a fresh copy, or remove it: the classes are then numbered.",
                      file.string(), count, names.size());
    return names;
}

} // namespace thaw
