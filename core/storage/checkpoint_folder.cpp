#include "core/storage/checkpoint_folder.h"

#include "core/run/error.h"
#include "core/run/reason_and_advice.h"
#include "core/run/replace_file.h"
#include "core/run/sha256.h"
#include "core/storage/room.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

constexpr const char* suffix = ".safetensors";

std::string name_of(const CheckpointInfo& info) {
    return fmt::format("step-{:09}-{}{}", info.step, info.sha256.substr(0, 8), suffix);
}

// A row of a hostile file may name anything; only a checkpoint's own name is taken for one.
bool is_name(const std::string& name) {
    return name.ends_with(suffix) && name.find('/') == std::string::npos;
}

[[noreturn]] void cannot_write(const fs::path& file, int why) {
    const Error error =
        failure("the checkpoint {} cannot be written: {}; `thaw resume` goes on with the run then",
                file.string(), reason_and_advice(why));
    if (may_pass(why))
        throw NoRoom(error, file, why);
    throw Error(error);
}

// A file that is there and cannot be looked at: nobody can say whether it is what it should be.
Error cannot_look_at(const fs::path& file, const std::string& why) {
    return failure("the checkpoint {} cannot be looked at: {}", file.string(), why);
}

// The size of a checkpoint's file; nothing where there is none. Waits for no pipe. Throws
// Error(failure) for what is there and is no file, or may not be read.
std::optional<std::int64_t> size_if_there(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return {};
        throw cannot_look_at(file, reason_and_advice(errno));
    }
    if (!S_ISREG(about.st_mode))
        throw cannot_look_at(file, tr("something else than a file has its name; move that away and "
                                      "put the checkpoint back"));
    if (::access(file.c_str(), R_OK) != 0)
        throw cannot_look_at(file, reason_and_advice(errno));
    return about.st_size;
}

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// As much of it as its header takes.
std::string header_of(const fs::path& file) {
    constexpr std::uint64_t most = 64U << 20U;
    std::error_code error;
    if (!fs::is_regular_file(file, error)) // a pipe would be waited for
        return {};
    std::ifstream in(file, std::ios::binary);
    std::uint64_t length = 0;
    std::string bytes(sizeof length, '\0');
    in.read(bytes.data(), sizeof length);
    std::memcpy(&length, bytes.data(), sizeof length);
    if (!in || length > most)
        return {};
    bytes.resize(sizeof length + length);
    in.read(bytes.data() + sizeof length, static_cast<std::streamsize>(length));
    return in ? bytes : std::string();
}

} // namespace

fs::path CheckpointFolder::beside(const fs::path& run_file) {
    std::string stem = run_file.filename().string();
    for (const char* end : {".h5", ".thaw"})
        if (stem.ends_with(end))
            stem.resize(stem.size() - std::strlen(end));
    return run_file.parent_path() / (stem + ".checkpoints");
}

CheckpointFolder::CheckpointFolder(const fs::path& run_file, std::string run_id)
    : run_file_(behind_links(run_file)), folder_(beside(run_file_)), run_id_(std::move(run_id)) {}

bool CheckpointFolder::is_shared() const {
    std::error_code error;
    const fs::path real = fs::canonical(folder_, error);
    if (error)
        return false;
    const fs::path mine = fs::weakly_canonical(run_file_, error);
    const auto has_another = [&](const fs::path& folder) {
        const fs::path stem = folder.parent_path() / folder.stem();
        constexpr std::array ends{".thaw.h5", ".h5", ".thaw", ""};
        return std::any_of(ends.begin(), ends.end(), [&](const char* end) {
            const fs::path other = stem.string() + end;
            std::error_code ignored;
            return fs::is_regular_file(other, ignored) && fs::canonical(other, ignored) != mine;
        });
    };
    if (has_another(real))
        return true;
    for (fs::directory_iterator at(real.parent_path(), error), end; !error && at != end;
         at.increment(error)) {
        std::error_code ignored;
        if (at->path().extension() == real.extension() && at->is_symlink(ignored) &&
            fs::canonical(at->path(), ignored) == real && has_another(at->path()))
            return true;
    }
    return false;
}

CheckpointInfo CheckpointFolder::write(std::int64_t step, const std::string& bytes,
                                       bool pinned) const {
    // With its digest in the name, a second checkpoint at a step does not overwrite the first while
    // the run file still lists that one.
    CheckpointInfo info{step, {}, sha256(bytes), static_cast<std::int64_t>(bytes.size()), pinned};
    info.file = name_of(info);
    try {
        make_folder(folder_, run_file_);
        replace_file(folder_ / info.file, bytes, run_file_);
    } catch (const CannotReplace& error) {
        cannot_write(folder_ / info.file, error.why);
    }
    return info;
}

std::string CheckpointFolder::read(const CheckpointInfo& info) const {
    const fs::path file = folder_ / info.file;
    if (!is_name(info.file))
        throw damaged("the run file lists a checkpoint called {}; that is no checkpoint's name",
                      file.string());
    const auto size = size_if_there(file);
    if (!size) {
        const fs::path other = folder_that_has(info);
        throw other.empty()
            ? damaged("the checkpoint {} is missing; put back the folder {} beside the run",
                      file.string(), folder_.filename().string())
            : damaged("the checkpoint {} is missing, and {} has it: a run and the folder of its "
                      "checkpoints have one name; rename that folder to {}",
                      file.string(), other.string(), folder_.filename().string());
    }
    if (*size != info.bytes)
        throw damaged("the checkpoint {} has {} [byte|bytes], the run file says {}", file.string(),
                      *size, info.bytes);
    std::string bytes(static_cast<std::size_t>(*size), '\0');
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in.read(bytes.data(), static_cast<std::streamsize>(*size)))
        throw cannot_look_at(file, reason_and_advice(errno));
    if (sha256(bytes) != info.sha256)
        throw damaged("the checkpoint {} is damaged: its SHA-256 is not the one in the run file",
                      file.string());
    const CheckpointIdentity inside = identity_of(bytes);
    if (!run_id_.empty() && !inside.run_id.empty() && inside.run_id != run_id_)
        throw damaged("the checkpoint {} is of another run ({}); put back the folder of this one",
                      file.string(), inside.run_id);
    if (inside.step >= 0 && inside.step != info.step)
        throw damaged("the checkpoint {} is of step {}, the run file says {}", file.string(),
                      inside.step, info.step);
    return bytes;
}

bool CheckpointFolder::misses(const CheckpointInfo& info) const {
    return is_name(info.file) && !size_if_there(folder_ / info.file);
}

fs::path CheckpointFolder::folder_that_has(const CheckpointInfo& info) const {
    std::error_code error;
    const fs::path among = run_file_.parent_path();
    for (fs::directory_iterator at(among.empty() ? "." : among, error), end; !error && at != end;
         at.increment(error)) {
        const fs::path file = at->path() / info.file;
        std::error_code unknown;
        if (at->path().extension() == folder_.extension() && fs::is_regular_file(file, unknown) &&
            fs::file_size(file, unknown) == static_cast<std::uintmax_t>(info.bytes) &&
            (run_id_.empty() || identity_of(header_of(file)).run_id == run_id_))
            return among / at->path().filename();
    }
    return {};
}

std::vector<CheckpointFolder::Found>
CheckpointFolder::found_beside(const std::vector<std::string>& listed) const {
    std::vector<Found> all;
    std::error_code error;
    for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
        CheckpointInfo info{.file = at->path().filename().string()};
        long long step = 0;
        std::array<char, 9> digest{};
        std::error_code unknown;
        if (!is_name(info.file) || !at->is_regular_file(unknown) ||
            std::find(listed.begin(), listed.end(), info.file) != listed.end() ||
            std::sscanf(info.file.c_str(), "step-%lld-%8[0-9a-f]", &step, digest.data()) != 2)
            continue;
        const std::string bytes = contents(at->path());
        info.step = step;
        info.sha256 = sha256(bytes);
        info.bytes = static_cast<std::int64_t>(bytes.size());
        info.pinned = true;
        if (info.file != name_of(info))
            continue;
        const CheckpointIdentity inside = identity_of(bytes);
        const bool ours = run_id_.empty() || inside.run_id.empty() || inside.run_id == run_id_;
        if (ours && (inside.step < 0 || inside.step == info.step))
            all.push_back({std::move(info), inside});
    }
    std::sort(all.begin(), all.end(),
              [](const Found& a, const Found& b) { return a.info.step < b.info.step; });
    return all;
}

bool CheckpointFolder::is_of_another_run(const fs::path& file) const {
    const std::string whose = identity_of(header_of(file)).run_id;
    return !run_id_.empty() && !whose.empty() && whose != run_id_;
}

void CheckpointFolder::remove(const CheckpointInfo& info) const noexcept {
    try {
        std::error_code ignored;
        if (is_name(info.file) && !is_shared() && !is_of_another_run(folder_ / info.file))
            fs::remove(folder_ / info.file, ignored);
    } catch (const std::exception&) { // no memory: it stays
    }
}

void CheckpointFolder::sweep() const noexcept {
    sweep_parts(folder_, [](const std::string& name) { return name.ends_with(suffix); });
}

} // namespace thaw
