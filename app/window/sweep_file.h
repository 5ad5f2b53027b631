// Documents of sweeps as files, and which TOML files are such.
#pragma once

#include "core/sweep/sweep_document.h"

#include <filesystem>
#include <string>

namespace thaw {

bool is_sweep(const std::filesystem::path& file); // by what is in it; false where there is no file

// `name`, or the first of name-2, name-3, ... of which there is no document in the folder.
std::string free_sweep_name(const std::filesystem::path& folder, const std::string& name);

// Writes NAME.toml and its base beside it, NAME-base.toml, and returns the document's file. Throws
// Error; usage, where there is a document of that name already that says something else.
std::filesystem::path write_sweep(const std::filesystem::path& folder,
                                  const SweepDocument& document, const std::string& base_text);

} // namespace thaw
