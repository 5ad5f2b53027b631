// CIFAR-10-C and CIFAR-100-C as they are published: an npy file a corruption, five severities one
// behind the other in it, and the labels of all five in labels.npy.
#include "core/run/error.h"
#include "core/training/splits/corruption_files.h"

#include <algorithm>

namespace thaw {
namespace {

constexpr const char* id = "cifar_c_files";
constexpr std::int64_t severities = 5;

const std::vector<std::string> benchmark{"gaussian_noise",  "shot_noise",
                                         "impulse_noise",   "defocus_blur",
                                         "glass_blur",      "motion_blur",
                                         "zoom_blur",       "snow",
                                         "frost",           "fog",
                                         "brightness",      "contrast",
                                         "pixelate",        "elastic_transform",
                                         "jpeg_compression"};

std::vector<std::string> corruptions(const Table& settings) {
    std::vector<std::string> all = benchmark;
    for (const char* more : {"speckle_noise", "gaussian_blur", "spatter", "saturate"})
        all.emplace_back(more);
    return corruptions_of(settings, benchmark, all);
}

std::vector<std::int64_t> severities_of(const Table& settings) {
    std::vector<std::int64_t> chosen = settings.integers("severities");
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    if (chosen.empty())
        throw usage("splits.severities is empty; give some of 1 to 5.");
    return chosen;
}

std::string name_of(const Table& settings, const std::string& corruption, std::int64_t severity) {
    return name_within(settings, id, corruption + "_" + std::to_string(severity));
}

std::vector<DataSplit> make(const Table& settings, const SplitContext& context) {
    const auto folder = corruption_folder(settings);
    const auto labels_file = need_file_of_split(folder / "labels.npy");
    const auto labels =
        array_labels(ArrayFile(labels_file).array(""), context.train.spec().outputs);
    const auto count = static_cast<std::int64_t>(labels.size());
    if (count == 0 || count % severities != 0)
        throw damaged("{} has {} labels, which is no multiple of five severities. Replace it with "
                      "a fresh copy.",
                      labels_file.string(), count);
    const std::int64_t each = count / severities;
    std::vector<DataSplit> all;
    for (const std::string& corruption : corruptions(settings)) {
        const auto file = need_file_of_split(folder / (corruption + ".npy"));
        if (const NumberArray images = ArrayFile(file).array(""); images.rows() != count)
            throw damaged("{} holds {} examples, but {} holds {} labels. Take two files that "
                          "belong together.",
                          file.string(), images.rows(), labels_file.string(), count);
        for (const std::int64_t severity : severities_of(settings)) {
            const std::int64_t begin = (severity - 1) * each;
            DataSplit split;
            split.info.name = name_of(settings, corruption, severity);
            split.info.source = std::string(id) + " " + corruption;
            split.info.settings.set("corruption", corruption);
            split.info.settings.set("severity", severity);
            split.source =
                rows_source(file, begin, begin + each,
                            {labels.begin() + begin, labels.begin() + begin + each}, context);
            split.info.paired = is_paired(split.source->targets(), context);
            all.push_back(std::move(split));
        }
    }
    return all;
}

std::vector<std::string> names(const Table& settings) {
    std::vector<std::string> all;
    for (const std::string& corruption : corruptions(settings))
        for (const std::int64_t severity : severities_of(settings))
            all.push_back(name_of(settings, corruption, severity));
    return all;
}

} // namespace

CatalogueEntry<MakeSplits> splits_cifar_c_files() {
    std::vector<Parameter> parameters = corruption_parameters(
        translatable("The folder with labels.npy and a file for each corruption: CIFAR-10-C or "
                     "CIFAR-100-C, unpacked."));
    parameters.push_back({.key = "severities",
                          .fallback = std::vector<std::int64_t>{1, 2, 3, 4, 5},
                          .label = translatable("Severities"),
                          .help = translatable("How strong, from 1 to 5; each is a split."),
                          .minimum = 1,
                          .maximum = static_cast<double>(severities)});
    return {{.id = id,
             .label = translatable("CIFAR-10-C or -100-C"),
             .help = translatable("The published corruptions of CIFAR's test sets, read from their "
                                  "files. Source: Hendrycks & Dietterich 2019, arXiv 1903.12261."),
             .parameters = std::move(parameters)},
            {make, names}};
}

} // namespace thaw
