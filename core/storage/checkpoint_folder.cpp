#include "core/storage/checkpoint_folder.h"

#include "core/run/error.h"
#include "core/run/sha256.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

constexpr const char* suffix = ".safetensors";
constexpr const char* unfinished = ".part";

class Descriptor {
  public:
    explicit Descriptor(int id) : id_(id) {}
    ~Descriptor() {
        if (id_ >= 0)
            ::close(id_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    operator int() const { return id_; }

  private:
    int id_;
};

void write_whole(const fs::path& file, const std::string& bytes) {
    const Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    bool good = out >= 0;
    for (std::size_t done = 0; good && done < bytes.size();) {
        const ssize_t wrote = ::write(out, bytes.data() + done, bytes.size() - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        good = wrote > 0;
        done += good ? static_cast<std::size_t>(wrote) : 0;
    }
    if (!good || ::fsync(out) != 0)
        throw failure("the checkpoint {} cannot be written: {}; make room or free the folder, then "
                      "`thaw resume` the run",
                      file.string(), std::strerror(errno));
}

} // namespace

CheckpointFolder::CheckpointFolder(const fs::path& run_file) {
    std::string stem = run_file.filename().string();
    for (const char* end : {".h5", ".thaw"})
        if (stem.ends_with(end))
            stem.resize(stem.size() - std::strlen(end));
    folder_ = run_file.parent_path() / (stem + ".checkpoints");
}

CheckpointInfo CheckpointFolder::write(std::int64_t step, const std::string& bytes,
                                       bool pinned) const {
    std::error_code error;
    fs::create_directories(folder_, error);
    // With its digest in the name, a second checkpoint at a step does not overwrite the first while
    // the run file still lists that one.
    const std::string digest = sha256(bytes);
    CheckpointInfo info{step, fmt::format("step-{:09}-{}{}", step, digest.substr(0, 8), suffix),
                        digest, static_cast<std::int64_t>(bytes.size()), pinned};
    const fs::path file = folder_ / info.file;
    const fs::path part = file.string() + unfinished;
    write_whole(part, bytes);
    fs::rename(part, file, error);
    if (error)
        throw failure("the checkpoint {} cannot be named: {}", file.string(), error.message());
    const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder >= 0)
        ::fsync(folder); // the name, too, must survive
    return info;
}

std::string CheckpointFolder::read(const CheckpointInfo& info) const {
    const fs::path file = folder_ / info.file;
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error)
        throw damaged("the checkpoint {} is missing: {}", file.string(), error.message());
    if (size != static_cast<std::uintmax_t>(info.bytes))
        throw damaged("the checkpoint {} has {} bytes, the run file says {}", file.string(), size,
                      info.bytes);
    std::string bytes(size, '\0');
    std::ifstream in(file, std::ios::binary);
    if (!in.read(bytes.data(), static_cast<std::streamsize>(size)))
        throw damaged("the checkpoint {} cannot be read", file.string());
    if (sha256(bytes) != info.sha256)
        throw damaged("the checkpoint {} is damaged: its SHA-256 is not the one in the run file",
                      file.string());
    return bytes;
}

void CheckpointFolder::remove(const CheckpointInfo& info) const noexcept {
    std::error_code ignored;
    fs::remove(folder_ / info.file, ignored);
}

void CheckpointFolder::remove_others(const std::vector<CheckpointInfo>& listed) const noexcept {
    std::error_code error;
    for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        const bool ours = name.ends_with(suffix) || name.ends_with(unfinished);
        const bool known =
            std::any_of(listed.begin(), listed.end(),
                        [&](const CheckpointInfo& info) { return info.file == name; });
        std::error_code ignored;
        if (ours && !known)
            fs::remove(at->path(), ignored);
    }
}

} // namespace thaw
