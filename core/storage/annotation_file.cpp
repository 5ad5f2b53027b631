#include "core/storage/annotation_file.h"

#include "core/run/error.h"
#include "core/run/reason_and_advice.h"
#include "core/run/replace_file.h"
#include "core/run/run_header.h"
#include "core/run/user_folders.h"
#include "core/storage/json_text.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int version = 1;

// Holds a lock for as long as it lives; the file itself is replaced, so a second one is locked.
class Lock {
  public:
    explicit Lock(const fs::path& file)
        : id_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
        if (id_ < 0)
            throw CannotReplace(file, errno);
        // Some file systems know no locks: two windows at the same moment are rarer than those.
        while (::flock(id_, LOCK_EX) != 0 && errno == EINTR) {
        }
    }
    ~Lock() { ::close(id_); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

  private:
    int id_;
};

json to_json_annotations(const Annotations& annotations) {
    json runs = json::object();
    for (const auto& [id, annotation] : annotations)
        runs[id] = {
            {"star", annotation.star}, {"tags", annotation.tags}, {"note", annotation.note}};
    return {{"format", "thaw-annotations"}, {"version", version}, {"runs", std::move(runs)}};
}

Annotations annotations_from(const json& all, const fs::path& file) {
    if (all.at("version").get<int>() > version)
        throw failure("the notes about runs in {} were made by a newer Thawscope; update this one",
                      file.string());
    Annotations annotations;
    for (const auto& [id, one] : all.at("runs").items()) {
        Annotation& annotation = annotations[id];
        annotation.star = one.value("star", false);
        annotation.tags = one.value("tags", std::vector<std::string>());
        annotation.note = one.value("note", std::string());
    }
    return annotations;
}

// Nothing where there is no file. What is no file (a pipe would be waited for) is refused.
std::optional<std::string> text_of(const fs::path& file) {
    const auto unreadable = [&](const std::string& why) {
        return failure("the notes about runs in {} cannot be read: {}; check the file and its "
                       "permissions",
                       file.string(), why);
    };
    const int id = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (id < 0 && (errno == ENOENT || errno == ENOTDIR))
        return {};
    if (id < 0)
        throw unreadable(std::strerror(errno));
    struct stat about {};
    const bool regular = ::fstat(id, &about) == 0 && S_ISREG(about.st_mode);
    ::close(id);
    if (!regular)
        throw unreadable(tr("it is no file"));
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in || (!text && about.st_size > 0))
        throw unreadable(std::strerror(errno));
    return text.str();
}

} // namespace

fs::path default_annotation_file() {
    const auto folder = user_data_folder();
    return folder ? *folder / "thawscope" / "annotations.json" : fs::path();
}

AnnotationFile::AnnotationFile(fs::path file) : file_(std::move(file)) {}

Annotations AnnotationFile::read() const {
    const auto text = text_of(file_);
    if (!text)
        return {};
    try {
        return annotations_from(json::parse(*text), file_);
    } catch (const json::exception& why) {
        throw damaged("the notes about runs in {} cannot be read ({}); mend the file or move it "
                      "away",
                      file_.string(), why.what());
    }
}

fs::path AnnotationFile::set_aside() const {
    std::string when = utc_now();
    std::erase(when, ':');
    fs::path aside = file_.string() + ".damaged-" + when + "-" + new_run_id().substr(0, 4);
    std::error_code error;
    fs::rename(file_, aside, error);
    if (error)
        throw failure("{} cannot be moved to {}: {}", file_.string(), aside.string(),
                      reason_and_advice(error));
    return aside;
}

NotesChange AnnotationFile::change(const std::vector<std::string>& run_ids,
                                   const std::function<void(Annotation&)>& change) const {
    if (file_.empty())
        throw failure("there is no place for notes about runs: this user has no home folder; set "
                      "HOME or XDG_DATA_HOME");
    std::error_code ignored; // what goes wrong is told by the lock
    fs::create_directories(file_.parent_path(), ignored);
    const Lock lock(file_.string() + ".lock");
    NotesChange now;
    try {
        now.all = read();
    } catch (const Error& error) {
        if (error.fault() != Fault::damaged)
            throw;
        now.set_aside = set_aside();
    }
    for (const auto& id : run_ids) {
        change(now.all[id]);
        if (now.all[id] == Annotation())
            now.all.erase(id);
    }
    replace_file(file_, dump(to_json_annotations(now.all), 1) + '\n');
    return now;
}

} // namespace thaw
