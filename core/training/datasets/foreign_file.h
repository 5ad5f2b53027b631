// What a file is that should hold data of one kind and does not.
#pragma once

#include <filesystem>
#include <string>

namespace thaw {

// A sentence that names the file, says what it is by its first bytes (unpacked, if it is gzip), and
// what to do: a web page, a Git LFS pointer, an archive, a picture, ... Empty: not known. `wanted`:
// what it should be, translated: "an idx file".
std::string foreign_file_sentence(const std::filesystem::path& file, const std::string& wanted);

} // namespace thaw
