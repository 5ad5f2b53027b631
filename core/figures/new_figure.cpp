#include "core/figures/new_figure.h"

#include <algorithm>
#include <glob.h>
#include <stdexcept>

namespace thaw {

namespace {

namespace fs = std::filesystem;

Item with_defaults(const std::vector<Parameter>& parameters) {
    Item item;
    for (const Parameter& parameter : parameters)
        item.settings.set(parameter.key, parameter.default_value());
    return item;
}

std::string literally(const std::string& path) {
    std::string text;
    for (const char c : path) {
        if (c == '*' || c == '?' || c == '[' || c == '\\')
            text += '\\';
        text += c;
    }
    return text;
}

} // namespace

FigureDocument new_figure(const std::vector<fs::path>& files, const std::string& kind,
                          const fs::path& folder, const std::string& group_by) {
    FigureDocument document;
    document.figure = with_defaults(figure_section().parameters);
    for (const fs::path& file : files) {
        const fs::path relative = fs::absolute(file).lexically_normal().lexically_relative(
            fs::absolute(folder).lexically_normal());
        Item runs = with_defaults(runs_section().parameters);
        runs.settings.set("files", literally((relative.empty() ? file : relative).string()));
        document.runs.push_back(runs);
    }
    const auto found = std::find_if(panel_kinds().begin(), panel_kinds().end(),
                                    [&](const Description& one) { return one.id == kind; });
    if (found == panel_kinds().end())
        throw std::logic_error("no kind of panel " + kind);
    FigurePanel panel;
    panel.kind = with_defaults(panel_extras());
    for (const Parameter& parameter : found->parameters)
        panel.kind.settings.set(parameter.key, parameter.default_value());
    panel.kind.id = kind;
    if (!group_by.empty() && found->find("group_by") != nullptr)
        panel.kind.settings.set("group_by", group_by);
    document.panels.push_back(panel);
    return document;
}

std::vector<fs::path> files_of(const std::string& pattern, const fs::path& folder) {
    const fs::path whole = fs::path(pattern).is_absolute()
                               ? fs::path(pattern)
                               : fs::path(literally(folder.string())) / pattern;
    glob_t found{};
    const int failed = glob(whole.c_str(), GLOB_TILDE, nullptr, &found);
    std::vector<fs::path> files;
    for (std::size_t i = 0; failed == 0 && i < found.gl_pathc; ++i)
        files.emplace_back(fs::path(found.gl_pathv[i]).lexically_normal());
    globfree(&found);
    std::sort(files.begin(), files.end());
    if (files.empty())
        throw usage("no run file is named by {}; look at files in [[runs]]: they are seen from {}",
                    pattern, folder.string());
    return files;
}

} // namespace thaw
