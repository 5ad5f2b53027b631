#include "core/training/shifts/shift_cache.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/run/user_folders.h"
#include "core/training/datasets/idx_file.h"

#include <atomic>
#include <fstream>
#include <unistd.h>

namespace thaw {
namespace {

namespace fs = std::filesystem;

fs::path digest_file(const fs::path& file) {
    return file.string() + ".sha256";
}

// A name that no other process or thread writes to.
fs::path temporary_name(const fs::path& file) {
    static std::atomic<unsigned> written = 0;
    return fmt::format("{}.{}.{}.tmp", file.string(), getpid(), written++);
}

// Writes with `write(temporary name)` and renames; removes the remains if that fails.
template <class Write>
void replace(const fs::path& file, const Write& write) {
    const fs::path temporary = temporary_name(file);
    std::error_code ignored;
    try {
        write(temporary);
        fs::rename(temporary, file);
    } catch (...) {
        fs::remove(temporary, ignored);
        throw;
    }
}

void write_text(const fs::path& file, const std::string& text) {
    std::ofstream stream(file);
    stream << text << std::flush;
    if (!stream)
        throw failure("The file {} cannot be written. Check that the folder may be written to "
                      "and has room.",
                      file.string());
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
        IdxImages images = read_idx_images(file);
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
        fs::create_directories(file.parent_path());
        replace(file, [&](const fs::path& temporary) {
            write_idx_images(temporary, set.pixels, set.count, set.height, set.width);
        });
        replace(digest_file(file), [&](const fs::path& temporary) {
            write_text(temporary, sha256(set.pixels) + '\n');
        });
    } catch (const Error&) {
    } catch (const fs::filesystem_error&) {
    }
}

} // namespace thaw
