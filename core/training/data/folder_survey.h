// What is known of many pictures after each of them was read and decoded once.
#pragma once

#include "core/training/data/folder_listing.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

struct FolderSurvey {
    std::string digest;                    // of names, sizes and bytes
    std::vector<std::int64_t> broken = {}; // places of those that cannot be decoded
    std::vector<std::int64_t> widths = {}; // of each; 0 of the broken ones
    std::vector<std::int64_t> heights = {};
};

// On all cores that OpenCV is allowed. Names count as seen from `root`. What was found is kept in
// `cache` (empty: nowhere) under names, sizes and times of change, and looked up the next time; a
// file that has just been changed may change again unseen, so that such are not kept.
FolderSurvey survey(const std::filesystem::path& root, const std::vector<ListedImage>& images,
                    const std::filesystem::path& cache);

// $THAW_CACHE, or thawscope/folders in the user's cache folder; empty if the user has none.
std::filesystem::path default_folder_cache();

} // namespace thaw
