// Whether data files are those that were published under a dataset's name.
//
// Files of the right sizes pass every check and may still be others: a byte has flipped, labels
// were changed on purpose, Fashion-MNIST lies where MNIST should. None of it is refused, all of it
// is said.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace thaw {

// The four files of a dataset of the MNIST family, by their published names.
inline constexpr const char* idx_names[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                            "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

struct FilesOrigin {
    std::string dataset; // an id of the catalogue: as what they are used
    std::string other;   // the id of the dataset that all four are of instead, or empty
    std::vector<std::string> altered; // names of those that are nobody's or another dataset's

    bool published() const { return altered.empty(); }
};

bool is_published(const std::string& dataset); // whether the table has it

// `digests`: SHA-256 of the uncompressed content by published name. A dataset that is not in the
// table counts as published.
FilesOrigin origin_of(const std::string& dataset,
                      const std::map<std::string, std::string>& digests);

// For the provenance, never translated: "published", "not the published files: NAME, NAME",
// "another dataset's: these are Fashion-MNIST's files".
std::string to_text(const FilesOrigin& origin);
// For people, translated; empty: published.
std::string origin_sentence(const FilesOrigin& origin, const std::filesystem::path& folder);

// The SHA-256 of a file's content, unpacked if it is gzip. Read once: this process remembers it as
// long as size and time of the file stay. Throws Error(failure) and Error(damaged). Thread-safe.
std::string content_digest(const std::filesystem::path& file);
// What it will say next time, from someone who has read the file anyway.
void remember_content_digest(const std::filesystem::path& file, const std::string& digest);

} // namespace thaw
