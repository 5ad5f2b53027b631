#include "app/window/sweep_file.h"

#include "core/run/error.h"
#include "core/run/user_file.h"

#include <fstream>
#include <sstream>

namespace thaw {

namespace fs = std::filesystem;

namespace {

std::string text_in(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

} // namespace

bool is_sweep(const fs::path& file) {
    if (file.extension() != ".toml")
        return false;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (const auto first = line.find_first_not_of(" \t");
            first != std::string::npos && line.compare(first, 7, "[sweep]") == 0)
            return true;
    return false;
}

std::string free_sweep_name(const fs::path& folder, const std::string& name) {
    std::string free = name;
    for (int n = 2; fs::exists(folder / (free + ".toml")); ++n)
        free = name + "-" + std::to_string(n);
    return free;
}

fs::path write_sweep(const fs::path& folder, const SweepDocument& document,
                     const std::string& base_text) {
    const fs::path file = folder / (document.name + ".toml"), base = folder / document.base;
    const std::string text = to_toml(document);
    if (fs::exists(file) && (text_in(file) != text || text_in(base) != base_text))
        throw usage("there is a {} already that says something else; choose another name",
                    file.string());
    fs::create_directories(folder);
    write_user_file(base, base_text);
    write_user_file(file, text);
    return file;
}

} // namespace thaw
