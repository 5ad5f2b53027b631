// What a file is that should be an idx file and is not.
#pragma once

#include <filesystem>
#include <string>

namespace thaw {

// A sentence that names the file, says what it is by its first bytes (unpacked, if it is gzip), and
// what to do: a web page, a Git LFS pointer, an archive, a picture, ... Empty: not known.
std::string foreign_file_sentence(const std::filesystem::path& file);

} // namespace thaw
