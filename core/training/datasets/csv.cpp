// A table of examples: pictures by their paths or columns of numbers, with label, domain and split.
#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/run/utf8.h"
#include "core/training/data/data_file.h"
#include "core/training/data/folder_source.h"
#include "core/training/data/holdout.h"
#include "core/training/data/memory_source.h"
#include "core/training/data/subset_source.h"
#include "core/training/datasets/dataset.h"
#include "core/training/datasets/table_rows.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <mutex>
#include <sys/stat.h>
#include <tuple>

namespace thaw {
namespace {

namespace fs = std::filesystem;

constexpr const char* id = "csv";
constexpr const char* section = "dataset";

char separator_of(const Table& settings) {
    const std::string& word = settings.text("separator");
    return word == "tab" ? '\t' : word == "semicolon" ? ';' : ',';
}

CsvTable table_of(const Table& settings) {
    if (settings.text("path").empty())
        throw usage("dataset.path is empty; name the file with the table.");
    return read_table(settings.text("path"), separator_of(settings));
}

std::string listed_file(const Table& settings) {
    return fs::path(settings.text("path")).filename().string();
}

class Maker {
  public:
    explicit Maker(const Table& settings) : settings_(settings), table_(table_of(settings)) {}

    Dataset make() {
        auto splits = rows_by_split(table_, settings_);
        for (const RowSplit& split : splits)
            for (const std::int64_t row : split.rows)
                rows_.push_back(row);
        std::sort(rows_.begin(), rows_.end());
        read_targets(splits.front());
        const bool pictures = !settings_.text("file").empty();
        if (pictures == !settings_.text("columns").empty())
            throw usage("Give either dataset.file, the column with the pictures' paths, or "
                        "dataset.columns, those with numbers.");
        whole_ = pictures ? of_pictures() : of_numbers();
        Dataset all{.name = id, .train = {}, .id_test = {}, .files = files_};
        std::shared_ptr<const ExampleSource> train = part(splits[0]), test;
        if (splits[1].rows.empty()) {
            const auto seed = static_cast<std::uint64_t>(settings_.integer("holdout_seed"));
            std::tie(train, test) =
                divided(train, hold_out(train->count(), settings_.real("holdout"), seed,
                                        "csv_holdout", "dataset.holdout"));
        } else {
            test = part(splits[1]);
        }
        all.train = named(train, splits[0]);
        all.id_test = named(test, splits[1]);
        for (std::size_t i = 2; i < splits.size(); ++i)
            all.others.push_back(named(part(splits[i]), splits[i]));
        return all;
    }

  private:
    // Labels of all rows that are used. Classes are those of the training rows, in the order of
    // their bytes, whole numbers in their own.
    void read_targets(const RowSplit& training) {
        const std::size_t column = column_of(table_, settings_, "label");
        if (settings_.text("targets") == "reals") {
            spec_.targets = TargetKind::reals;
            spec_.outputs = 1;
            for (const std::int64_t row : rows_)
                targets_.reals.push_back(static_cast<float>(number_in(table_, row, column)));
            return;
        }
        std::vector<std::string> names;
        for (const std::int64_t row : training.rows)
            names.push_back(label(row, column));
        const bool whole = std::all_of(names.begin(), names.end(), [](const std::string& name) {
            return !name.empty() && name.size() < 10 &&
                   name.find_first_not_of("0123456789") == std::string::npos;
        });
        std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
            return whole ? std::stol(a) < std::stol(b) : a < b;
        });
        names.erase(std::unique(names.begin(), names.end()), names.end());
        std::map<std::string, std::int32_t> numbers;
        for (const std::string& name : names)
            numbers.emplace(name, static_cast<std::int32_t>(numbers.size()));
        for (const std::int64_t row : rows_) {
            const auto found = numbers.find(label(row, column));
            if (found == numbers.end())
                throw usage("Line {} of the table has the class '{}', which no training row has. "
                            "Leave such rows out.",
                            table_.rows[static_cast<std::size_t>(row)].line, label(row, column));
            targets_.labels.push_back(found->second);
        }
        spec_.outputs = static_cast<std::int64_t>(names.size());
        for (const std::string& name : names)
            spec_.classes.push_back(valid_utf8(name));
    }
    const std::string& label(std::int64_t row, std::size_t column) const {
        return table_.rows[static_cast<std::size_t>(row)].fields[column];
    }

    std::shared_ptr<const ExampleSource> of_pictures() {
        const std::size_t column = column_of(table_, settings_, "file");
        const std::string& folder = settings_.text("folder");
        const fs::path root =
            folder.empty() ? fs::path(settings_.text("path")).parent_path() : fs::path(folder);
        std::vector<ListedImage> images;
        for (const std::int64_t row : rows_) {
            ListedImage image{root / label(row, column), -1, 0};
            struct stat status {};
            if (stat(image.file.c_str(), &status) == 0) {
                constexpr std::int64_t second = 1'000'000'000;
                image.size = status.st_size;
                image.time = status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec;
            }
            images.push_back(std::move(image));
        }
        const FolderImages found =
            folder_images(root, images, spec_, targets_, image_form(settings_, section), section);
        if (found.skipped > 0)
            files_ = fmt::format("{} pictures that cannot be decoded left out", found.skipped);
        std::vector<std::int64_t> kept;
        for (const std::int64_t place : found.places)
            kept.push_back(rows_[static_cast<std::size_t>(place)]);
        rows_ = std::move(kept);
        return found.source;
    }

    std::shared_ptr<const ExampleSource> of_numbers() {
        std::vector<std::size_t> columns;
        for (const std::string& name : words_of(settings_.text("columns"))) {
            Table one;
            one.set("columns", name);
            columns.push_back(column_of(table_, one, "columns"));
        }
        spec_.kind = ElementKind::reals;
        spec_.shape = {static_cast<std::int64_t>(columns.size())};
        std::vector<float> numbers;
        for (const std::int64_t row : rows_)
            for (const std::size_t column : columns)
                numbers.push_back(static_cast<float>(number_in(table_, row, column)));
        std::vector<std::uint8_t> bytes(numbers.size() * sizeof(float));
        std::memcpy(bytes.data(), numbers.data(), bytes.size());
        std::string text = sha256(bytes);
        for (const std::int32_t one : targets_.labels)
            text += fmt::format(" {}", one);
        for (const float one : targets_.reals)
            text += fmt::format(" {}", one);
        return std::make_shared<MemorySource>(spec_, std::move(bytes), std::move(targets_),
                                              sha256(text));
    }

    // The examples of a split, those that were left out left out.
    std::shared_ptr<const ExampleSource> part(const RowSplit& split) const {
        std::vector<std::int64_t> places;
        for (const std::int64_t row : split.rows)
            if (const auto found = std::lower_bound(rows_.begin(), rows_.end(), row);
                found != rows_.end() && *found == row)
                places.push_back(found - rows_.begin());
        if (places.empty())
            throw damaged("No picture of the split {} can be decoded. Replace them.", split.name);
        return std::make_shared<SubsetSource>(whole_, std::move(places));
    }

    DataSplit named(std::shared_ptr<const ExampleSource> source, const RowSplit& split) const {
        SplitInfo info;
        info.name = split.name;
        info.role = split.role;
        info.source = std::string(id) + " " + valid_utf8(listed_file(settings_));
        info.domain = split.domain;
        return split_of(std::move(source), std::move(info));
    }

    const Table& settings_;
    CsvTable table_;
    std::vector<std::int64_t> rows_; // that are used, in their order
    ExampleSpec spec_;
    Targets targets_;
    std::shared_ptr<const ExampleSource> whole_;
    std::string files_;
};

std::vector<SplitInfo> read_others(const Table& settings) {
    const auto splits = rows_by_split(table_of(settings), settings);
    std::vector<SplitInfo> all;
    for (std::size_t i = 2; i < splits.size(); ++i) {
        SplitInfo& split = all.emplace_back();
        split.name = splits[i].name;
        split.role = splits[i].role;
        split.domain = splits[i].domain;
    }
    return all;
}

// The last answer is kept: a form asks at every change of any setting.
std::vector<SplitInfo> others(const Table& settings) {
    static std::mutex mutex;
    static std::string known;
    static std::vector<SplitInfo> answer;
    std::string asked = to_toml(settings);
    struct stat status {};
    if (stat(settings.text("path").c_str(), &status) == 0)
        asked +=
            fmt::format("{} {} {}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    const std::lock_guard lock(mutex);
    if (asked != known) {
        answer = read_others(settings);
        known = std::move(asked);
    }
    return answer;
}

std::vector<Parameter> parameters() {
    const auto text = [](const char* key, const char* fallback, const char* label,
                         const char* help) {
        return Parameter{
            .key = key, .fallback = std::string(fallback), .label = label, .help = help};
    };
    std::vector<Parameter> all{
        {.key = "path",
         .fallback = std::string(),
         .label = translatable("Table"),
         .help = translatable("The file; its first line names the columns."),
         .path = PathKind::file,
         .patterns = {"*.csv", "*.tsv", "*.txt"}},
        {.key = "separator",
         .fallback = std::string("comma"),
         .label = translatable("Separator"),
         .help = translatable("What stands between fields."),
         .words = {"comma", "semicolon", "tab"}},
        text("file", "", translatable("Column of paths"),
             translatable("The column with the pictures' paths. Give either this or columns.")),
        {.key = "folder",
         .fallback = std::string(),
         .label = translatable("Folder of the pictures"),
         .help = translatable("Where paths begin. Empty: where the table is."),
         .path = PathKind::folder},
        text("columns", "", translatable("Columns of numbers"),
             translatable("The columns with the numbers that are an example, with commas between "
                          "their names.")),
        text("label", "label", translatable("Label column"),
             translatable("The column with the class, by name or number, or with the number to be "
                          "told.")),
        {.key = "targets",
         .fallback = std::string("classes"),
         .label = translatable("Targets"),
         .help = translatable("classes: what stands in the label column names a class. reals: it "
                              "is a number to be told, for the task regression."),
         .words = {"classes", "reals"}},
        text("domain", "", translatable("Domain column"),
             translatable("The column that says where an example is from. Empty: there is none.")),
        text("train_domains", "", translatable("Training domains"),
             translatable("Domains to train on, with commas between; each other one is an OOD "
                          "split. Empty: all.")),
        text("split", "", translatable("Split column"),
             translatable("The column that says what an example is for, in the words below. Empty: "
                          "all train, and a share is held out.")),
        text("train_words", "train", translatable("Words for training"),
             translatable("What stands in the split column of training examples; commas between "
                          "several.")),
        text("id_words", "id_test", translatable("Words for the ID test set"),
             translatable("What stands there of the ID test set; where nothing does, a share of "
                          "the training examples is held out.")),
        text("validation_words", "id_val,val", translatable("Words for validation"),
             translatable("What stands there of validation examples, a split for each word.")),
        text("ood_words", "test", translatable("Words for OOD"),
             translatable("What stands there of OOD examples, a split for each word."))};
    for (Parameter& each : holdout_parameters())
        all.push_back(std::move(each));
    for (Parameter& each : image_form_parameters())
        all.push_back(std::move(each));
    return all;
}

} // namespace

CatalogueEntry<MakeDataset> dataset_csv() {
    return {{.id = id,
             .label = translatable("Table (CSV)"),
             .help = translatable("Examples out of a table: pictures by their paths, or columns of "
                                  "numbers, with columns for label, domain and split. Reads the "
                                  "metadata of WILDS (camelyon17, iWildCam, FMoW)."),
             .parameters = parameters()},
            {[](const Table& settings) { return Maker(settings).make(); }, others}};
}

} // namespace thaw
