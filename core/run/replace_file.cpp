#include "core/run/replace_file.h"

#include "core/run/reason_and_advice.h"
#include "core/run/running_process.h"
#include "core/run/sha256.h"

#include <atomic>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".part";
constexpr std::size_t longest_name = 255; // bytes, on every file system in use
constexpr std::size_t longest_added = 60; // by part_name()

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

// Process numbers mean the same where this is the same: one boot, one container.
const std::string& realm() {
    static const std::string text = [] {
        std::error_code unknown;
        const fs::path numbers = fs::read_symlink("/proc/self/ns/pid", unknown);
        return sha256(host_name() + '\n' + boot_id() + '\n' + numbers.string()).substr(0, 8);
    }();
    return text;
}

// NAME.REALM-PID-START-COUNT.part
std::string part_name(const std::string& name) {
    static std::atomic<unsigned> count = 0;
    const std::int64_t pid = ::getpid();
    return fmt::format("{}.{}-{}-{}-{}{}", name.substr(0, longest_name - longest_added), realm(),
                       pid, process_start(pid), count++, ending);
}

struct Part {
    std::string name;       // of the file that it was to become, perhaps cut
    std::string realm = {}; // empty: the name does not tell its writer
    std::int64_t pid = 0, start = 0;
};

std::optional<Part> part_from(std::string name) {
    constexpr std::string_view earlier_ending = ".tmp"; // of shifted images, once
    const auto last = name.ends_with(ending) ? ending : earlier_ending;
    if (!name.ends_with(last))
        return {};
    name.resize(name.size() - last.size());
    Part part{name};
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos)
        return part;
    const std::string writer = name.substr(dot + 1);
    char whose[9] = {};
    long long pid = 0, start = 0;
    unsigned count = 0;
    int end = 0;
    if (std::sscanf(writer.c_str(), "%8[0-9a-f]-%lld-%lld-%u%n", whose, &pid, &start, &count,
                    &end) == 4 &&
        static_cast<std::size_t>(end) == writer.size())
        part = {name.substr(0, dot), whose, pid, start};
    return part;
}

bool writer_is_gone(const Part& part, const fs::path& file) {
    if (part.realm == realm() && part.start != 0)
        return process_start(part.pid) != part.start;
    constexpr std::time_t day = 24 * 3600;
    struct stat about {};
    return ::stat(file.c_str(), &about) == 0 && std::time(nullptr) - about.st_mtime > day;
}

// Who may not give the group its file back must not open it to another group either.
// Gives the mode that is then right.
mode_t take_owner(int file, const struct stat& other) {
    struct stat mine {};
    if (::fstat(file, &mine) != 0)
        return 0600;
    if ((mine.st_uid != other.st_uid || mine.st_gid != other.st_gid) &&
        ::fchown(file, other.st_uid, other.st_gid) != 0)
        (void)!::fchown(file, static_cast<uid_t>(-1), other.st_gid);
    mode_t mode = other.st_mode & 0777U;
    if (::fstat(file, &mine) == 0 && mine.st_gid != other.st_gid)
        mode = (mode & ~070U) | ((mode & 07U) << 3U & mode);
    return mode;
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t wrote = ::write(file, bytes.data(), bytes.size());
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
}

void sync_folder(const fs::path& folder) {
    const Descriptor id(
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (id >= 0)
        ::fsync(id); // the new name, too, must survive a power cut
}

} // namespace

CannotReplace::CannotReplace(const fs::path& file, int number)
    : Error(failure("{} cannot be written: {}", file.string(), reason_and_advice(number))),
      why(number) {}

fs::path behind_links(fs::path file) {
    std::error_code error;
    // The links of /proc/self/fd, to which /dev/stdout leads, say "pipe:[123]" of what has no name.
    if (const auto what = fs::status(file, error);
        fs::exists(what) && !fs::is_regular_file(what) && !fs::is_directory(what))
        return file;
    for (int most = 40; most > 0 && fs::is_symlink(file, error); --most) {
        const fs::path target = fs::read_symlink(file, error);
        if (error)
            break;
        file = target.is_absolute() ? target : file.parent_path() / target;
    }
    return file;
}

FileReplacement::FileReplacement(const fs::path& file, const fs::path& like)
    : file_(behind_links(file)) {
    struct stat about {};
    bool known = ::stat(file_.c_str(), &about) == 0;
    if (!known && errno != ENOENT)
        throw CannotReplace(file_, errno);
    if (known && !S_ISREG(about.st_mode)) {
        if (S_ISDIR(about.st_mode))
            throw CannotReplace(file_, EISDIR);
        part_ = file_;
        return;
    }
    const std::string name = file_.filename().string();
    sweep_parts(file_.parent_path(), [&](const std::string& other) {
        return other == name.substr(0, longest_name - longest_added);
    });
    known = known || (!like.empty() && ::stat(like.c_str(), &about) == 0);
    part_ = file_.parent_path() / part_name(name);
    const Descriptor made(
        ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, known ? 0600 : 0666));
    if (made < 0)
        throw CannotReplace(file_, errno);
    if (known)
        mode_ = take_owner(made, about);
    else if (::fstat(made, &about) == 0)
        mode_ = about.st_mode & 0777U;
    ::fchmod(made, mode_ | 0600U);
}

FileReplacement::~FileReplacement() {
    if (waits_ && part_ != file_)
        ::unlink(part_.c_str());
}

void FileReplacement::commit() {
    if (part_ != file_) {
        {
            const Descriptor written(::open(part_.c_str(), O_RDONLY | O_CLOEXEC));
            if (written < 0 || ::fsync(written) != 0 || ::fchmod(written, mode_) != 0)
                throw CannotReplace(file_, errno);
        }
        if (::rename(part_.c_str(), file_.c_str()) != 0)
            throw CannotReplace(file_, errno);
        sync_folder(file_.parent_path());
    }
    waits_ = false;
}

void replace_file(const fs::path& file, std::string_view bytes, const fs::path& like) {
    FileReplacement replacement(file, like);
    {
        const Descriptor out(::open(replacement.part().c_str(), O_WRONLY | O_CLOEXEC));
        if (out < 0 || !write_all(out, bytes))
            throw CannotReplace(file, errno);
    }
    replacement.commit();
}

void make_folder(const fs::path& folder, const fs::path& like) {
    std::error_code error;
    const bool made = fs::create_directories(folder, error);
    if (error)
        throw CannotReplace(folder, error.value());
    struct stat about {};
    if (!made || like.empty() || ::stat(like.c_str(), &about) != 0)
        return;
    const Descriptor id(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (id < 0)
        return;
    const mode_t mode = take_owner(id, about);
    ::fchmod(id, mode | ((mode & 0444U) >> 2U));
}

void sweep_parts(const fs::path& folder,
                 const std::function<bool(const std::string&)>& ours) noexcept {
    try {
        std::error_code error;
        for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end;
             !error && at != end; at.increment(error)) {
            const auto part = part_from(at->path().filename().string());
            std::error_code ignored;
            if (part && ours(part->name) && writer_is_gone(*part, at->path()))
                fs::remove(at->path(), ignored);
        }
    } catch (const std::exception&) { // no memory: the next one sweeps
    }
}

} // namespace thaw
