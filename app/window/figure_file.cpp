#include "app/window/figure_file.h"

#include <fstream>
#include <string>

namespace thaw {

bool is_figure(const std::filesystem::path& file) {
    const std::string ending = file.extension().string();
    if (ending == ".pdf" || ending == ".svg" || ending == ".png")
        return true;
    if (ending != ".toml")
        return false;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.find("[[panels]]") != std::string::npos)
            return true;
    return false;
}

} // namespace thaw
