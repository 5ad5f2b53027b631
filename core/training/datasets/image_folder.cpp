// Folders of pictures: a folder a class, or a folder a domain with those in it.
#include "core/run/error.h"
#include "core/run/nearest.h"
#include "core/run/utf8.h"
#include "core/training/data/holdout.h"
#include "core/training/data/image_file.h"
#include "core/training/datasets/class_folders.h"

#include <algorithm>
#include <set>
#include <utility>

namespace thaw {
namespace {

namespace fs = std::filesystem;

constexpr const char* id = "image_folder";
constexpr const char* section = "dataset";

bool is_folder(const fs::path& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

fs::path root_of(const Table& settings) {
    const std::string& path = settings.text("path");
    if (path.empty())
        throw usage("dataset.path is empty; name the folder that holds the pictures.");
    if (!is_folder(path))
        throw failure("The folder {} is not there. Name the folder that holds the pictures in "
                      "dataset.path.",
                      path);
    return path;
}

// The other domains, after a look at whether the training domain is one.
std::vector<std::string> other_domains(const fs::path& root, const std::string& training) {
    std::vector<std::string> domains = folders_in(root);
    const auto found = std::find(domains.begin(), domains.end(), training);
    if (found == domains.end()) {
        const std::string near = nearest(training, domains);
        throw usage("{} has no domain {}{}. It has: {}.", root.string(), training,
                    near.empty() ? std::string() : sentence(" (did you mean {}?)", near),
                    fmt::join(domains, ", "));
    }
    domains.erase(found);
    return domains;
}

bool has_pictures(const fs::path& folder) { // in itself
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (has_image_extension(at->path().filename().string()))
            return true;
    return false;
}

// A tree of domains whose training domain was not said: folders that hold nothing but folders, some
// of the same name.
void refuse_domains(const fs::path& root) {
    const auto folders = folders_in(root);
    std::set<std::string> names;
    bool shared = folders.size() == 1;
    for (const std::string& folder : folders) {
        const auto within = folders_in(root / folder);
        if (within.empty() || has_pictures(root / folder))
            return; // a class
        for (const std::string& name : within)
            shared = !names.insert(name).second || shared;
    }
    if (shared)
        throw usage("The folders in {} hold folders themselves, as domains do: name the one to "
                    "train on in dataset.domain ({}), or the folder that holds the classes in "
                    "dataset.path.",
                    root.string(), fmt::join(folders, ", "));
}

// The folder of the parts that data come in, if there are such.
struct Parts {
    fs::path train, test, validation;
};
Parts parts_of(const fs::path& root) {
    Parts parts;
    if (!is_folder(root / "train"))
        return parts;
    for (const char* name : {"val", "valid", "validation"})
        if (is_folder(root / name))
            parts.validation = root / name;
    parts.test = root / "test";
    if (!is_folder(parts.test))
        parts.test = std::exchange(parts.validation, {});
    if (parts.test.empty())
        throw usage("{} has a folder train and neither test nor val. Add one of them, or name the "
                    "folder train itself in dataset.path to hold out a share of it.",
                    root.string());
    parts.train = root / "train";
    return parts;
}

class Maker {
  public:
    explicit Maker(const Table& settings)
        : settings_(settings), root_(root_of(settings)), form_(image_form(settings, section)) {}

    Dataset make() {
        const std::string& domain = settings_.text("domain");
        if (!domain.empty())
            of_domains(domain);
        else if (const Parts parts = parts_of(root_); !parts.train.empty())
            of_parts(parts);
        else {
            refuse_domains(root_);
            held_out(root_, "");
        }
        if (skipped_ > 0)
            data_.files = fmt::format("{} pictures that cannot be decoded left out", skipped_);
        return std::move(data_);
    }
    std::int64_t skipped() const { return skipped_; }

  private:
    std::shared_ptr<const ExampleSource> source(const fs::path& folder) {
        if (names_.empty())
            names_ = names_of(list_classes(folder));
        FolderImages found = class_folders(folder, names_, form_, section);
        skipped_ += found.skipped;
        return found.source;
    }

    static DataSplit split(std::shared_ptr<const ExampleSource> source, const std::string& name,
                           SplitRole role, const std::string& part, const std::string& domain) {
        SplitInfo info;
        info.name = name;
        info.role = role;
        info.source = std::string(id) + " " + valid_utf8(part);
        info.domain = valid_utf8(domain);
        return split_of(std::move(source), std::move(info));
    }

    void held_out(const fs::path& folder, const std::string& domain) {
        const auto whole = source(folder);
        const auto seed = static_cast<std::uint64_t>(settings_.integer("holdout_seed"));
        const auto [train, test] =
            divided(whole, hold_out(whole->count(), settings_.real("holdout"), seed,
                                    "image_folder_holdout", "dataset.holdout"));
        const std::string part = folder.filename().string();
        data_.train = split(train, "train", SplitRole::train, part, domain);
        data_.id_test = split(test, "id_test", SplitRole::id, part, domain);
    }

    void of_domains(const std::string& domain) {
        const auto others = other_domains(root_, domain);
        held_out(root_ / domain, domain);
        const auto names = split_names(others);
        for (std::size_t i = 0; i < others.size(); ++i)
            add(split(source(root_ / others[i]), names[i], SplitRole::ood, others[i], others[i]));
    }

    void of_parts(const Parts& parts) {
        data_.train = split(source(parts.train), "train", SplitRole::train, "train", "");
        data_.id_test =
            split(source(parts.test), "id_test", SplitRole::id, parts.test.filename().string(), "");
        check_same_kind(*data_.train.source, data_.id_test);
        if (!parts.validation.empty())
            add(split(source(parts.validation), "validation", SplitRole::validation,
                      parts.validation.filename().string(), ""));
    }

    void add(DataSplit split) {
        check_same_kind(*data_.train.source, split);
        data_.others.push_back(std::move(split));
    }

    const Table& settings_;
    fs::path root_;
    ImageForm form_;
    std::vector<std::string> names_; // of the classes, as their folders are called
    std::int64_t skipped_ = 0;
    Dataset data_{.name = id, .train = {}, .id_test = {}};
};

std::vector<SplitInfo> others(const Table& settings) {
    const fs::path root = root_of(settings);
    const std::string& domain = settings.text("domain");
    std::vector<SplitInfo> all;
    if (domain.empty()) {
        if (const Parts parts = parts_of(root); !parts.validation.empty()) {
            all.emplace_back().name = "validation";
            all.back().role = SplitRole::validation;
        }
        return all;
    }
    const auto domains = other_domains(root, domain);
    const auto names = split_names(domains);
    for (std::size_t i = 0; i < domains.size(); ++i) {
        SplitInfo& split = all.emplace_back();
        split.name = names[i];
        split.domain = valid_utf8(domains[i]);
    }
    return all;
}

std::string notice(const Table& settings) {
    try {
        if (!settings.boolean("skip_broken"))
            return {};
        Maker maker(settings);
        maker.make();
        return maker.skipped() == 0
                   ? std::string()
                   : sentence("{} pictures in {} cannot be decoded and are left out",
                              maker.skipped(), settings.text("path"));
    } catch (const std::exception&) { // making the dataset says so
        return {};
    }
}

std::vector<Parameter> parameters() {
    std::vector<Parameter> all = {
        {.key = "path",
         .fallback = std::string(),
         .label = translatable("Folder"),
         .help = translatable("The folder that holds train and test (or val), or the classes' "
                              "folders themselves, or the domains'. Pictures are JPEG, PNG, PPM, "
                              "BMP and WebP, in folders within folders too; hidden ones are "
                              "passed over."),
         .path = PathKind::folder},
        {.key = "domain",
         .fallback = std::string(),
         .label = translatable("Training domain"),
         .help = translatable("Where the folder holds domains: the one to train on. A share of it "
                              "is the ID test set, and each other domain is an OOD split. Classes "
                              "are those of the training domain, found by name in the others.")}};
    for (Parameter& each : holdout_parameters())
        all.push_back(std::move(each));
    for (Parameter& each : image_form_parameters())
        all.push_back(std::move(each));
    return all;
}

} // namespace

CatalogueEntry<MakeDataset> dataset_image_folder() {
    return {{.id = id,
             .label = translatable("Folder of images"),
             .help = translatable("Pictures of your own, a folder a class: as torchvision's "
                                  "ImageFolder, or domain by domain as PACS, VLCS, Office-Home and "
                                  "DomainNet come. They are decoded and resized as Pillow does. "
                                  "The first look at a folder reads every picture; what was found "
                                  "is remembered."),
             .parameters = parameters()},
            {[](const Table& settings) { return Maker(settings).make(); }, others, notice}};
}

} // namespace thaw
