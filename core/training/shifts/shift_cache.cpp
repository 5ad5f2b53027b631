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

std::unique_ptr<KeyLock> turn_to_make(const fs::path& file) {
    std::error_code told_by_the_lock;
    fs::create_directories(file.parent_path(), told_by_the_lock);
    return KeyLock::wait_for(file.parent_path() / ".lock", sha256(file.filename().string()));
}

std::shared_ptr<const ExampleSource> read_shift_cache(const fs::path& file, const ImageSet& like) {
    std::string promised;
    std::ifstream(digest_file(file)) >> promised;
    try {
        auto data = std::make_unique<const DataFile>(file);
        const auto header = idx_image_header(like.count, like.height, like.width, like.channels);
        const auto begin = static_cast<std::int64_t>(header.size());
        if (data->size() != begin + like.count * like.values_per_image())
            return nullptr;
        std::vector<std::uint8_t> found(header.size());
        data->read(0, found);
        Sha256 content, whole; // of the pixels, and of the set
        for_each_part(*data, begin, [&](std::span<const std::uint8_t> part) {
            content.add(part);
            whole.add(part);
        });
        whole.add(label_bytes(like));
        if (found == header && content.digest() == promised)
            return std::make_shared<FileSource>(std::move(data), begin, spec_of(like),
                                                Targets{like.labels, {}}, whole.digest(), promised);
    } catch (const Error&) {
        // Damaged or unreadable: as good as absent, the images are made again.
    }
    return nullptr;
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

} // namespace thaw
