// Documents that nobody has to type, and the files that a document names.
#pragma once

#include "core/figures/figure_document.h"

#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

// A figure of these runs with one panel of that kind, for a document in `folder`: "New figure from
// these runs". REQUIRES: `kind` is one of panel_kinds(). `group_by` where the kind has it.
FigureDocument new_figure(const std::vector<std::filesystem::path>& files, const std::string& kind,
                          const std::filesystem::path& folder, const std::string& group_by = {});

// The run files that `pattern` names, seen from `folder`, sorted by name: * and ? stand for any
// text and any character but /, \ takes its next character for itself. Reads folders: off the
// screen's thread. Throws Error(usage) if there are none.
std::vector<std::filesystem::path> files_of(const std::string& pattern,
                                            const std::filesystem::path& folder);

} // namespace thaw
