#include "core/storage/annotation_file.h"

#include "core/run/error.h"
#include "core/run/replace_file.h"
#include "core/run/user_folders.h"
#include "core/storage/json_text.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Holds a lock for as long as it lives; the file itself is replaced, so a second one is locked.
class Lock {
  public:
    explicit Lock(const fs::path& file)
        : id_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
        while (id_ >= 0 && ::flock(id_, LOCK_EX) != 0)
            if (errno != EINTR) {
                ::close(id_);
                id_ = -1;
            }
        if (id_ < 0)
            throw failure("{} cannot be locked: {}", file.string(), std::strerror(errno));
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
    return {{"format", "thaw-annotations"}, {"version", 1}, {"runs", std::move(runs)}};
}

Annotations annotations_from(const json& all) {
    Annotations annotations;
    for (const auto& [id, one] : all.at("runs").items()) {
        Annotation& annotation = annotations[id];
        annotation.star = one.value("star", false);
        annotation.tags = one.value("tags", std::vector<std::string>());
        annotation.note = one.value("note", std::string());
    }
    return annotations;
}

} // namespace

fs::path default_annotation_file() {
    return user_data_folder() / "thawscope" / "annotations.json";
}

AnnotationFile::AnnotationFile(fs::path file) : file_(std::move(file)) {}

Annotations AnnotationFile::read() const {
    std::error_code error;
    if (!fs::exists(file_, error))
        return {};
    try {
        std::ifstream in(file_);
        return annotations_from(json::parse(in));
    } catch (const json::exception& why) {
        throw damaged("the notes about runs in {} cannot be read ({}); mend the file or move it "
                      "away",
                      file_.string(), why.what());
    }
}

Annotations AnnotationFile::change(const std::vector<std::string>& run_ids,
                                   const std::function<void(Annotation&)>& change) const {
    std::error_code error;
    fs::create_directories(file_.parent_path(), error); // what goes wrong is told by the lock
    const Lock lock(file_.string() + ".lock");
    Annotations annotations = read();
    for (const auto& id : run_ids) {
        change(annotations[id]);
        if (annotations[id] == Annotation())
            annotations.erase(id);
    }
    replace_file(file_, dump(to_json_annotations(annotations), 1) + '\n');
    return annotations;
}

} // namespace thaw
