#include "core/storage/checkpoint_folder.h"

#include "core/run/error.h"
#include "core/run/replace_file.h"
#include "core/run/sha256.h"
#include "core/storage/room.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

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
        failure("the checkpoint {} cannot be written: {}; make room or free the folder, then "
                "`thaw resume` the run",
                file.string(), std::strerror(why));
    if (may_pass(why))
        throw NoRoom(error, file, why);
    throw Error(error);
}

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// As much of it as its header takes.
std::string header_of(const fs::path& file) {
    constexpr std::uint64_t most = 64U << 20U;
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
    return is_name(info.file) && !std::ifstream(folder_ / info.file, std::ios::binary);
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
