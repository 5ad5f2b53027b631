#include "core/run/user_file.h"

#include "core/run/error.h"
#include "core/run/replace_file.h"

#include <fstream>
#include <string>

namespace thaw {

namespace {

namespace fs = std::filesystem;

// By its beginning: HDF5, or a checkpoint's eight bytes of length and the header that they count.
bool begins_like_a_run(const fs::path& file) {
    constexpr std::size_t enough = 10;
    std::string beginning(enough, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
    return in && (beginning.starts_with("\x89HDF\r\n\x1a\n") || beginning.ends_with("{\""));
}

} // namespace

void refuse_run(const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error)) // links followed
        return;
    const std::string name = behind_links(file).filename().string();
    if (name.ends_with(".thaw.h5") || name.ends_with(".safetensors") || begins_like_a_run(file))
        throw usage("{} is a run or a checkpoint and is not overwritten; choose another name",
                    file.string());
}

void write_user_file(const fs::path& file, std::string_view bytes) {
    refuse_run(file);
    replace_file(file, bytes);
}

} // namespace thaw
