#include "core/training/data/folder_survey.h"

#include "core/run/error.h"
#include "core/run/replace_file.h"
#include "core/run/sha256.h"
#include "core/run/user_folders.h"
#include "core/run/value.h"
#include "core/training/data/data_file.h"
#include "core/training/data/giving_up.h"
#include "core/training/data/image_file.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <opencv2/core.hpp>
#include <optional>

namespace thaw {

namespace {

namespace fs = std::filesystem;

std::string name_of(const ListedImage& image, const fs::path& root) {
    return image.file.lexically_relative(root).string();
}

std::string key_of(const fs::path& root, const std::vector<ListedImage>& images) {
    std::error_code error;
    std::string text = "1 " + fs::weakly_canonical(root, error).string(); // 1: of these files' form
    for (const ListedImage& image : images)
        text += '\0' + name_of(image, root) + '\0' + std::to_string(image.size) + ' ' +
                std::to_string(image.time);
    return sha256(text);
}

struct One {
    std::string digest; // empty: it cannot be read
    cv::Size size;
};

One look_at(const ListedImage& image) {
    One one;
    try {
        const auto bytes = bytes_of(DataFile(image.file));
        one.digest = sha256(bytes);
        one.size = decode_image(bytes, 3).image.size();
    } catch (const Error&) { // as good as broken: reading it says why
    }
    return one;
}

FolderSurvey looked_at(const fs::path& root, const std::vector<ListedImage>& images) {
    std::vector<One> all(images.size());
    const auto given_up = whether_given_up();
    cv::parallel_for_({0, static_cast<int>(images.size())}, [&](const cv::Range& range) {
        for (auto i = static_cast<std::size_t>(range.start);
             i < static_cast<std::size_t>(range.end) && !given_up(); ++i)
            all[i] = look_at(images[i]);
    });
    end_if(given_up);
    FolderSurvey found;
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
        text += name_of(images[i], root) + '\0' + std::to_string(images[i].size) + ' ' +
                all[i].digest + '\0';
        found.widths.push_back(all[i].size.width);
        found.heights.push_back(all[i].size.height);
        if (all[i].size.empty())
            found.broken.push_back(static_cast<std::int64_t>(i));
    }
    found.digest = sha256(text);
    return found;
}

bool may_change_unseen(const std::vector<ListedImage>& images) {
    using namespace std::chrono;
    constexpr std::int64_t coarsest = 2'000'000'000; // of times on FAT
    const std::int64_t now =
        duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
    return std::any_of(images.begin(), images.end(),
                       [&](const ListedImage& image) { return image.time > now - coarsest; });
}

Table to_table(const FolderSurvey& found) {
    Table table;
    table.set("digest", found.digest);
    if (!found.broken.empty()) // of an empty list a text does not tell the type
        table.set("broken", found.broken);
    table.set("widths", found.widths);
    table.set("heights", found.heights);
    return table;
}

// Nothing where there is none, or one that is damaged.
std::optional<FolderSurvey> remembered(const fs::path& file, std::size_t count) {
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return {};
    try {
        const std::string text(std::istreambuf_iterator<char>(in), {});
        const Table table = table_from_toml(text);
        FolderSurvey found{table.text("digest"),
                           table.has("broken") ? table.integers("broken")
                                               : std::vector<std::int64_t>(),
                           table.integers("widths"), table.integers("heights")};
        const bool fits = found.widths.size() == count && found.heights.size() == count &&
                          std::all_of(found.broken.begin(), found.broken.end(), [&](auto place) {
                              return place >= 0 && place < static_cast<std::int64_t>(count);
                          });
        return fits ? std::optional(std::move(found)) : std::nullopt;
    } catch (const std::exception&) {
        return {};
    }
}

} // namespace

fs::path default_folder_cache() {
    if (const auto folder = folder_from_environment("THAW_CACHE"))
        return *folder;
    const auto folder = user_cache_folder();
    return folder ? *folder / "thawscope" / "folders" : fs::path();
}

FolderSurvey survey(const fs::path& root, const std::vector<ListedImage>& images,
                    const fs::path& cache) {
    const bool keep = !cache.empty() && !may_change_unseen(images);
    const fs::path file = keep ? cache / ("folder-" + key_of(root, images) + ".toml") : fs::path();
    if (keep)
        if (auto known = remembered(file, images.size()))
            return *known;
    FolderSurvey found = looked_at(root, images);
    try {
        if (keep) {
            make_folder(cache);
            replace_file(file, to_toml(to_table(found)));
        }
    } catch (const Error&) { // without it they are looked at again
    }
    return found;
}

} // namespace thaw
