#include "core/training/splits/corruption_files.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/training/data/memory_source.h"
#include "core/training/datasets/published_files.h"

#include <cstring>

namespace thaw {

namespace {

namespace fs = std::filesystem;

class RowsSource final : public ExampleSource {
  public:
    RowsSource(NumberArray array, std::int64_t begin, ExampleSpec spec, Targets targets,
               std::string digest)
        : array_(std::move(array)), begin_(begin), spec_(std::move(spec)),
          targets_(std::move(targets)), digest_(std::move(digest)) {}

    const ExampleSpec& spec() const override { return spec_; }
    std::int64_t count() const override {
        return static_cast<std::int64_t>(targets_.labels.size());
    }
    const Targets& targets() const override { return targets_; }
    std::string digest() const override { return digest_; }
    void read(std::span<const std::int64_t> ids, std::span<std::byte> into) const override {
        const auto size = static_cast<std::size_t>(spec_.bytes());
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const auto row = array_.bytes(begin_ + ids[i], begin_ + ids[i] + 1);
            std::memcpy(into.data() + i * size, row.data(), size);
        }
    }

  private:
    NumberArray array_;
    std::int64_t begin_;
    ExampleSpec spec_;
    Targets targets_;
    std::string digest_;
};

} // namespace

std::shared_ptr<const ExampleSource> rows_source(const fs::path& file, std::int64_t begin,
                                                 std::int64_t end, std::vector<std::int32_t> labels,
                                                 const SplitContext& context) {
    NumberArray array = ArrayFile(file).array("");
    ArrayImages images = array_images(array, begin, array.has_rows_of_bytes() ? begin : end);
    ExampleSpec spec;
    spec.shape = {images.height, images.width, images.channels};
    spec.outputs = context.train.spec().outputs;
    spec.classes = context.train.spec().classes;
    std::string text = content_digest(file) + fmt::format(" {} {}", begin, end);
    for (const std::int32_t label : labels)
        text += " " + std::to_string(label);
    Targets targets{std::move(labels), {}};
    if (array.has_rows_of_bytes())
        return std::make_shared<RowsSource>(std::move(array), begin, std::move(spec),
                                            std::move(targets), sha256(text));
    return std::make_shared<MemorySource>(std::move(spec), std::move(images.pixels),
                                          std::move(targets), sha256(text));
}

std::vector<Parameter> corruption_parameters(const char* path_help) {
    return {{.key = "path",
             .fallback = std::string(),
             .label = translatable("Folder"),
             .help = path_help,
             .required = true,
             .path = PathKind::folder},
            {.key = "corruptions",
             .fallback = std::string("benchmark"),
             .label = translatable("Corruptions"),
             .help = translatable("benchmark: the fifteen that results are published for. all: "
                                  "those for choosing settings too. Or a list with commas: fog, "
                                  "snow.")}};
}

fs::path corruption_folder(const Table& settings) {
    const std::string& path = settings.text("path");
    if (std::error_code error; !fs::is_directory(path, error))
        throw failure("The folder {} is not there. Name the folder with the files in splits.path.",
                      path);
    return path;
}

fs::path need_file_of_split(const fs::path& file) {
    if (std::error_code error; !fs::is_regular_file(file, error))
        throw failure("The folder {} lacks the file {}. Put it there, or leave it out in "
                      "splits.corruptions.",
                      file.parent_path().string(), file.filename().string());
    return file;
}

} // namespace thaw
