// Whole run files, in this process and without the helper: what libhdf5 does with them is not ours
// to mend, but what we do with what it gives is. A mutator that knows the file's structure damages
// what HDF5's checksums would otherwise refuse at once: it changes values through libhdf5 itself,
// or repairs the checksums of the metadata after a change (Jenkins' lookup3).
#include "core/storage/hdf5.h"
#include "core/storage/layout.h"
#include "core/storage/reader_process.h"
#include "core/storage/salvage.h"
#include "core/storage/storage.h"
#include "tests/fuzz/refused.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <random>
#include <sstream>
#include <sys/mman.h>
#include <unistd.h>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using namespace thaw;

int memory_file() {
    static const int file = memfd_create("fuzz", 0);
    return file;
}
const std::filesystem::path& memory_path() {
    static const std::filesystem::path path = fmt::format("/proc/self/fd/{}", memory_file());
    return path;
}
void put(const std::uint8_t* data, std::size_t size) {
    if (ftruncate(memory_file(), 0) != 0 || pwrite(memory_file(), data, size, 0) < 0)
        std::abort();
}

std::string random_bytes(std::mt19937& random, std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

// Values that are at the edge of something.
std::int64_t edge(std::mt19937& random) {
    constexpr std::array<std::int64_t, 10> edges{
        0, -1, 1, 255, 256, 1LL << 31, 1LL << 32, INT64_MAX, INT64_MIN, 1LL << 53};
    return edges[random() % edges.size()];
}

const std::array<const char*, 14> rows{"metrics/train/step",
                                       "metrics/train/epoch",
                                       "metrics/train/examples",
                                       "metrics/train/train_loss/value",
                                       "metrics/train/train_loss/count",
                                       "metrics/fisher_trace/step",
                                       "metrics/fisher_trace/fisher_trace/value",
                                       "events",
                                       "checkpoints",
                                       "metrics/m0/step",
                                       "metrics/m0/m0.s0/value",
                                       "metrics/m1/step",
                                       "metrics/m1/m1.s2/count",
                                       "status/last_step"};
const std::array<const char*, 8> texts{"config/resolved", "config/source", "plan",   "provenance",
                                       "status/state",    "status/reason", "parent", "status/host"};

// One change through libhdf5, so that every checksum is right again.
void change_values(std::mt19937& random) {
    const hid_t file = H5Fopen(memory_path().c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    if (file < 0)
        return;
    switch (random() % 5) {
    case 0: { // a row of a column
        const std::string path = std::string("/entry/") + rows[random() % rows.size()];
        const hid_t dataset = H5Dopen2(file, path.c_str(), H5P_DEFAULT);
        if (dataset < 0)
            break;
        const hid_t type = H5Dget_type(dataset);
        const hid_t space = H5Dget_space(dataset);
        const hssize_t count = H5Sget_simple_extent_npoints(space);
        std::string bytes = random_bytes(random, H5Tget_size(type));
        const std::int64_t value = edge(random);
        std::memcpy(bytes.data(), &value, std::min(bytes.size(), sizeof value));
        if (count > 0 && count < 1'000'000) {
            std::string all(static_cast<std::size_t>(count) * bytes.size(), '\0');
            if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()) >= 0) {
                const std::size_t at = random() % static_cast<std::size_t>(count);
                const std::size_t within = random() % bytes.size();
                std::memcpy(&all[at * bytes.size() + within], bytes.data(), bytes.size() - within);
                H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data());
            }
        }
        H5Sclose(space);
        H5Tclose(type);
        H5Dclose(dataset);
        break;
    }
    case 1: { // more rows than were ever written
        const std::string path = std::string("/entry/") + rows[random() % rows.size()];
        const hid_t dataset = H5Dopen2(file, path.c_str(), H5P_DEFAULT);
        if (dataset < 0)
            break;
        const hsize_t size =
            random() % 3 == 0 ? static_cast<hsize_t>(edge(random)) : random() % 5000;
        H5Dset_extent(dataset, &size);
        H5Dclose(dataset);
        break;
    }
    case 2: { // a part is gone, or another one stands in its place
        const std::string path =
            std::string("/entry/") +
            (random() % 2 == 0 ? rows[random() % rows.size()] : texts[random() % texts.size()]);
        H5Ldelete(file, path.c_str(), H5P_DEFAULT);
        if (random() % 2 == 0)
            H5Lcreate_soft(random() % 2 == 0 ? path.c_str() : "/entry", file, path.c_str(),
                           H5P_DEFAULT, H5P_DEFAULT);
        break;
    }
    default: { // a text is another one, without the digest that would give it away
        const std::string path = std::string("/entry/") + texts[random() % texts.size()];
        std::string text;
        const hid_t old = H5Dopen2(file, path.c_str(), H5P_DEFAULT);
        if (old >= 0) {
            const hid_t type = H5Dget_type(old);
            text.resize(std::min<std::size_t>(H5Tget_size(type), 100'000));
            if (text.size() == H5Tget_size(type) && H5Tis_variable_str(type) == 0)
                H5Dread(old, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data());
            H5Tclose(type);
            H5Dclose(old);
        }
        H5Ldelete(file, path.c_str(), H5P_DEFAULT);
        std::string room = text + std::string(64, ' ');
        text = room.substr(0, LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(room.data()),
                                               std::max<std::size_t>(text.size(), 1), room.size()));
        const hid_t type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, std::max<std::size_t>(text.size(), 1));
        const hid_t space = H5Screate(H5S_SCALAR);
        const hid_t dataset =
            H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        if (dataset >= 0) {
            H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data());
            H5Dclose(dataset);
        }
        H5Sclose(space);
        H5Tclose(type);
        break;
    }
    }
    H5Fclose(file);
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    std::mt19937 random(seed);
    if (random() % 4 != 0) { // three in four by structure
        put(data, size);
        change_values(random);
        const off_t now = lseek(memory_file(), 0, SEEK_END);
        if (now > 0 && static_cast<std::size_t>(now) <= most)
            return static_cast<std::size_t>(pread(memory_file(), data, most, 0));
    }
    return LLVMFuzzerMutate(data, size, most);
}

extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
    read_here();
    hdf5::quiet();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    put(data, size);
    read_or_refuse([] { read_summary(memory_path()); });
    read_or_refuse([] {
        const RunRecord record = read_run(memory_path());
        std::ostringstream out;
        for (const auto& format : export_formats())
            export_run(record, format, out);
    });
    read_or_refuse([] { salvage_run(memory_path()); });
    verify_run(memory_path());
    return 0;
}
