// Telling figures from other files.
#pragma once

#include <filesystem>

namespace thaw {

// An export (.pdf, .svg, .png), or a TOML document that has panels: a config has none.
bool is_figure(const std::filesystem::path& file);

} // namespace thaw
