#include "core/training/datasets/published_files.h"

#include "core/run/error.h"
#include "core/training/datasets/idx_file.h"

#include <algorithm>
#include <array>
#include <mutex>

#include <sys/stat.h>

namespace thaw {
namespace {

struct Published {
    const char* id;
    const char* name;
    std::array<const char*, 4> digests; // in the order of idx_names
};

// MNIST: LeCun, Cortes & Burges, as on yann.lecun.com and its mirrors. Fashion-MNIST: Zalando
// Research, the same in Debian's package.
constexpr std::array table{
    Published{"mnist",
              "MNIST",
              {"ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
               "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
               "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
               "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}},
    Published{"fashion_mnist",
              "Fashion-MNIST",
              {"c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
               "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
               "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
               "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}}};

const Published* published_as(const std::string& id) {
    const auto* found = std::find_if(table.begin(), table.end(),
                                     [&](const Published& known) { return id == known.id; });
    return found == table.end() ? nullptr : found;
}

std::vector<std::string> altered_from(const Published& known,
                                      const std::map<std::string, std::string>& digests) {
    std::vector<std::string> altered;
    for (std::size_t i = 0; i < known.digests.size(); ++i)
        if (const auto found = digests.find(idx_names[i]);
            found != digests.end() && found->second != known.digests[i])
            altered.emplace_back(idx_names[i]);
    return altered;
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& name : names)
        all += (all.empty() ? "" : ", ") + name;
    return all;
}

// One state of a file.
struct Seen {
    ino_t inode = 0;
    off_t size = 0;
    std::int64_t seconds = 0, nanoseconds = 0; // of the last change
    std::string digest;
};

bool look_at(const std::filesystem::path& file, Seen& seen) {
    struct stat status {};
    if (stat(file.c_str(), &status) != 0)
        return false;
    seen = {status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, {}};
    return true;
}

std::mutex mutex;
std::map<std::string, Seen>& remembered() {
    static std::map<std::string, Seen> all;
    return all;
}

} // namespace

bool is_published(const std::string& dataset) {
    return published_as(dataset) != nullptr;
}

FilesOrigin origin_of(const std::string& dataset,
                      const std::map<std::string, std::string>& digests) {
    FilesOrigin origin{dataset, {}, {}};
    const Published* known = published_as(dataset);
    if (known == nullptr)
        return origin;
    origin.altered = altered_from(*known, digests);
    for (const Published& other : table)
        if (!origin.altered.empty() && altered_from(other, digests).empty())
            origin.other = other.id;
    return origin;
}

std::string to_text(const FilesOrigin& origin) {
    if (origin.published())
        return "published";
    if (!origin.other.empty())
        return std::string("another dataset's: these are ") + published_as(origin.other)->name +
               "'s files";
    return "not the published files: " + joined(origin.altered);
}

std::string origin_sentence(const FilesOrigin& origin, const std::filesystem::path& folder) {
    if (origin.published())
        return {};
    const std::string name = published_as(origin.dataset)->name;
    if (!origin.other.empty())
        return sentence("the files in {} are {}'s, not {}'s: set dataset.id = \"{}\", or name "
                        "another folder in dataset.path",
                        folder.string(), published_as(origin.other)->name, name, origin.other);
    return sentence("the data in {} are not the published files of {}: {} differ; where that is "
                    "not on purpose, replace them with fresh copies",
                    folder.string(), name, joined(origin.altered));
}

std::string content_digest(const std::filesystem::path& file) {
    Seen now;
    if (look_at(file, now)) {
        const std::lock_guard lock(mutex);
        const auto found = remembered().find(file.string());
        if (found != remembered().end() && found->second.inode == now.inode &&
            found->second.size == now.size && found->second.seconds == now.seconds &&
            found->second.nanoseconds == now.nanoseconds)
            return found->second.digest;
    }
    const std::string digest = digest_of_content(file);
    remember_content_digest(file, digest);
    return digest;
}

void remember_content_digest(const std::filesystem::path& file, const std::string& digest) {
    Seen now;
    if (!look_at(file, now))
        return;
    now.digest = digest;
    const std::lock_guard lock(mutex);
    remembered()[file.string()] = now;
}

} // namespace thaw
