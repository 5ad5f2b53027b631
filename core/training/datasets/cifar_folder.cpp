// Where the files of CIFAR are, and whether they are the published ones.
#include "core/run/error.h"
#include "core/training/data/data_file.h"
#include "core/training/datasets/cifar.h"
#include "core/training/datasets/idx_dataset.h"

#include <algorithm>
#include <array>
#include <memory>
#include <openssl/evp.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

struct Names {
    const char *id, *label, *folder, *python_folder, *archive;
};
Names names_of(CifarKind kind) {
    return kind == CifarKind::ten ? Names{"cifar10", "CIFAR-10", "cifar-10-batches-bin",
                                          "cifar-10-batches-py", "cifar-10-binary.tar.gz"}
                                  : Names{"cifar100", "CIFAR-100", "cifar-100-binary",
                                          "cifar-100-python", "cifar-100-binary.tar.gz"};
}

bool is_file(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

// In bytes; -1 where it cannot be told.
std::int64_t size_of(const fs::path& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    return error ? -1 : static_cast<std::int64_t>(size);
}

std::string batch_name(int number) {
    return "data_batch_" + std::to_string(number) + ".bin";
}

std::string first_file(CifarKind kind) {
    return kind == CifarKind::ten ? batch_name(1) : "train.bin";
}

// A folder as it was named, or the archive's own folder in it.
fs::path folder_in(CifarKind kind, const std::vector<fs::path>& folders) {
    for (const fs::path& folder : folders)
        for (const fs::path& here : {folder, folder / names_of(kind).folder})
            if (is_file(here / first_file(kind)))
                return here;
    return {};
}

// The Python version's files have the same names without an end.
fs::path python_version(CifarKind kind, const std::vector<fs::path>& folders) {
    const char* first = kind == CifarKind::ten ? "data_batch_1" : "train";
    for (const fs::path& folder : folders)
        for (const fs::path& here : {folder, folder / names_of(kind).python_folder})
            if (is_file(here / first))
                return here / first;
    return {};
}

std::string md5_of(const fs::path& path) {
    const DataFile file(path);
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
    if (EVP_DigestInit_ex(context.get(), EVP_md5(), nullptr) != 1)
        return {}; // a system that forbids it
    std::vector<std::uint8_t> bytes;
    constexpr std::int64_t at_once = 1 << 20;
    for (std::int64_t begin = 0; begin < file.size(); begin += at_once) {
        bytes.resize(static_cast<std::size_t>(std::min(at_once, file.size() - begin)));
        file.read(begin, bytes);
        EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context.get(), digest.data(), &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i)
        text += fmt::format("{:02x}", digest[i]);
    return text;
}

constexpr std::int64_t published_batch = 30'730'000;

// Names of files that are not the published ones; missing batches too.
std::vector<std::string> altered(CifarKind kind, const CifarFolder& files) {
    std::vector<std::string> names;
    if (kind == CifarKind::ten) {
        constexpr int batches = 5;
        for (int i = 1; i <= batches; ++i)
            if (const fs::path file = files.folder / batch_name(i);
                size_of(file) != published_batch)
                names.push_back(batch_name(i));
        if (size_of(files.test) != published_batch)
            names.push_back(files.test.filename().string());
        return names;
    }
    constexpr std::int64_t published_train = 153'700'000, published_test = 30'740'000;
    if (size_of(files.train.front()) != published_train ||
        md5_of(files.train.front()) != "6172c7755cfe09b2fe270c85cebc1b15")
        names.emplace_back("train.bin");
    if (size_of(files.test) != published_test ||
        md5_of(files.test) != "4499cfba6c016c1be1438163640a0898")
        names.emplace_back("test.bin");
    return names;
}

std::vector<fs::path> folders_of(CifarKind kind, const Table& settings) {
    return idx_dataset_folders(names_of(kind).id, settings);
}

} // namespace

std::vector<Parameter> cifar_parameters() {
    std::vector<Parameter> parameters = idx_dataset_parameters();
    parameters.front().help =
        translatable("The folder with the files of the binary version, or the one that holds it. "
                     "Empty: the folders in the environment variable THAW_DATA and those of the "
                     "system are searched.");
    return parameters;
}

CifarFolder find_cifar(CifarKind kind, const Table& settings) {
    const Names names = names_of(kind);
    const auto folders = folders_of(kind, settings);
    CifarFolder found{folder_in(kind, folders), {}, {}};
    if (found.folder.empty()) {
        if (const fs::path python = python_version(kind, folders); !python.empty())
            throw failure("{} belongs to the Python version of {}, whose files are programs for "
                          "Python's pickle and are not read. Take the binary version, {}.",
                          python.string(), names.label, names.archive);
        throw failure("{} was not found in {}. Unpack {} and name its folder in the environment "
                      "variable THAW_DATA or in dataset.path.",
                      names.label, folder_list(folders), names.archive);
    }
    const auto need = [&](const std::string& name) {
        if (!is_file(found.folder / name))
            throw failure("The folder {} lacks the file {}. Put it beside the others, or name "
                          "another folder in dataset.path.",
                          found.folder.string(), name);
        return found.folder / name;
    };
    if (kind == CifarKind::hundred) {
        found.train = {need("train.bin")};
        found.test = need("test.bin");
        return found;
    }
    constexpr int most_batches = 9;
    int last = 1;
    for (int i = 1; i <= most_batches; ++i)
        if (is_file(found.folder / batch_name(i)))
            last = i;
    for (int i = 1; i <= last; ++i)
        found.train.push_back(need(batch_name(i)));
    found.test = need("test_batch.bin");
    return found;
}

std::string cifar_origin(CifarKind kind, const CifarFolder& files) {
    const auto names = altered(kind, files);
    if (!names.empty())
        return fmt::format("not the published files: {}", fmt::join(names, ", "));
    return kind == CifarKind::ten ? "of the published sizes" : "published";
}

std::string cifar_notice(CifarKind kind, const Table& settings) {
    try {
        const CifarFolder files = find_cifar(kind, settings);
        const auto names = altered(kind, files);
        return names.empty()
                   ? std::string()
                   : sentence(
                         "the data in {} are not the published files of {}: {} differ or are "
                         "missing; where that is not on purpose, replace them with fresh copies",
                         files.folder.string(), names_of(kind).label, fmt::join(names, ", "));
    } catch (const std::exception&) { // making the dataset says so
        return {};
    }
}

} // namespace thaw
