// Folders of pictures that benches make for themselves.
#pragma once

#include <cstdint>
#include <filesystem>

namespace thaw::bench {

struct PictureFolder {
    std::int64_t count = 0;    // files, divided over the classes
    int side = 0;              // of the square pictures
    int classes = 10;          // "0", "1", ...
    std::int64_t distinct = 0; // pictures that are drawn; further files repeat them
};

// Writes ROOT/CLASS/NUMBER.jpg in colour (quality 90, as much detail as photographs have), dated
// back so that what is found of them may be kept.
void write_pictures(const std::filesystem::path& root, const PictureFolder& what);

// A folder that is removed at the end, and made $THAW_CACHE.
class ScratchFolder {
  public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

} // namespace thaw::bench
