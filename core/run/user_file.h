// Files that people name for what they take out of the program: exports, figures, tables, configs.
#pragma once

#include <filesystem>
#include <string_view>

namespace thaw {

// Throws Error(usage) if `file`, by whatever name or link, is a run or a checkpoint: no export is
// worth one. What is no file yet is nothing to be afraid for.
void refuse_run(const std::filesystem::path& file);

// Puts `bytes` in the place of `file`, as a whole or not at all, unless that is a run. Throws
// Error.
void write_user_file(const std::filesystem::path& file, std::string_view bytes);

} // namespace thaw
