#include "core/training/shifts/shift_cache.h"

#include "core/run/error.h"
#include "core/run/replace_file.h"
#include "core/run/sha256.h"
#include "core/run/user_folders.h"
#include "core/training/data/file_source.h"
#include "core/training/data/memory_source.h"
#include "core/training/datasets/idx_file.h"

#include <fstream>

namespace thaw {
namespace {

namespace fs = std::filesystem;

fs::path digest_file(const fs::path& file) {
    return file.string() + ".sha256";
}

bool is_of_the_cache(const std::string& name) {
    return name.find(".idx3-ubyte") != std::string::npos ||
           name.find(".idx4-ubyte") != std::string::npos;
}

} // namespace

fs::path default_shift_cache() {
    if (const auto folder = folder_from_environment("THAW_CACHE"))
        return *folder;
    const auto folder = user_cache_folder();
    return folder ? *folder / "thawscope" / "shifts" : fs::path();
}

std::optional<std::vector<std::uint8_t>> read_shift_cache(const fs::path& file,
                                                          const ImageSet& like) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored))
        return std::nullopt;
    std::string promised;
    std::ifstream(digest_file(file)) >> promised;
    try {
        IdxImages images = read_idx_images(file, nullptr, like.channels);
        if (images.count == like.count && images.height == like.height &&
            images.width == like.width && sha256(images.pixels) == promised)
            return std::move(images.pixels);
    } catch (const Error&) {
        // Damaged or unreadable: as good as absent, the images are made again.
    }
    return std::nullopt;
}

void write_shift_cache(const fs::path& file, const ImageSet& set) {
    try {
        make_folder(file.parent_path());
        sweep_parts(file.parent_path(), is_of_the_cache);
        FileReplacement images(file);
        write_idx_images(images.part(), set.pixels, set.count, set.height, set.width, set.channels);
        images.commit(); // a digest of other images is noticed: they are made again
        replace_file(digest_file(file), sha256(set.pixels) + '\n');
    } catch (const Error&) { // without a cache they are made again
    }
}

std::shared_ptr<const ExampleSource> kept_shift(const fs::path& file, const ImageSet& set) {
    constexpr off_t word = 4; // a magic number and one size for each dimension
    const off_t header = word * (set.channels == 1 ? 4 : 5);
    return FileSource::open(file, header, spec_of(set), {set.labels, {}}, set.digest, set.pixels);
}

} // namespace thaw
