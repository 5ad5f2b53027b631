#include "core/storage/checkpoint_folder.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/storage/room.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

constexpr const char* suffix = ".safetensors";
constexpr const char* unfinished = ".part";

std::string name_of(const CheckpointInfo& info) {
    return fmt::format("step-{:09}-{}{}", info.step, info.sha256.substr(0, 8), suffix);
}

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

[[noreturn]] void cannot_write(const fs::path& file, int why) {
    const Error error =
        failure("the checkpoint {} cannot be written: {}; make room or free the folder, then "
                "`thaw resume` the run",
                file.string(), std::strerror(why));
    if (may_pass(why))
        throw NoRoom(error, file, why);
    throw Error(error);
}

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
    if (good && ::fsync(out) == 0)
        return;
    const int why = errno;
    ::unlink(file.c_str()); // half of it takes room that somebody is making
    cannot_write(file, why);
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
    if (error)
        cannot_write(folder_, error.value());
    // With its digest in the name, a second checkpoint at a step does not overwrite the first while
    // the run file still lists that one.
    const std::string digest = sha256(bytes);
    CheckpointInfo info{step, {}, digest, static_cast<std::int64_t>(bytes.size()), pinned};
    info.file = name_of(info);
    const fs::path file = folder_ / info.file;
    const fs::path part = file.string() + unfinished;
    write_whole(part, bytes);
    fs::rename(part, file, error);
    if (error)
        cannot_write(file, error.value());
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

std::vector<CheckpointInfo> CheckpointFolder::found() const {
    std::vector<CheckpointInfo> all;
    std::error_code error;
    for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
        CheckpointInfo info{.file = at->path().filename().string()};
        long long step = 0;
        std::array<char, 9> digest{};
        if (std::sscanf(info.file.c_str(), "step-%lld-%8[0-9a-f].safetensors", &step,
                        digest.data()) != 2)
            continue;
        std::ifstream in(at->path(), std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(in), {});
        info.step = step;
        info.sha256 = sha256(bytes);
        info.bytes = static_cast<std::int64_t>(bytes.size());
        info.pinned = true;
        if (in && info.sha256.starts_with(digest.data()) && info.file == name_of(info))
            all.push_back(std::move(info));
    }
    return all;
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
