#include "core/training/data/folder_source.h"

#include "core/run/error.h"
#include "core/training/data/data_file.h"
#include "core/training/data/folder_survey.h"
#include "core/training/data/image_file.h"

#include <algorithm>
#include <exception>
#include <mutex>

namespace thaw {

namespace {

namespace fs = std::filesystem;

Error cannot_be_used(const fs::path& file, const std::string& why) {
    return damaged("The picture {} cannot be used: {}. Replace it or remove it.", file.string(),
                   why);
}

// Reads and decodes; throws with the reason.
cv::Mat picture_in(const fs::path& file, int channels, const cv::Mat& into) {
    DecodedImage decoded = decode_image(bytes_of(DataFile(file)), channels, into);
    if (decoded.image.empty())
        throw cannot_be_used(file, decoded.fault);
    return decoded.image;
}

// What is wrong with the broken ones, by the first.
void refuse_broken(const std::vector<ListedImage>& images, const FolderSurvey& found,
                   const std::string& section) {
    const fs::path& file = images[static_cast<std::size_t>(found.broken.front())].file;
    std::string why = tr("it is damaged or cut short");
    try {
        const DecodedImage decoded = decode_image(bytes_of(DataFile(file)), 3);
        if (!decoded.fault.empty())
            why = decoded.fault;
    } catch (const Error& error) {
        throw Error(error.fault(), error.what());
    }
    throw damaged("The picture {} cannot be used: {}. {} of {} pictures are such. Replace or "
                  "remove them, or leave them out with {}.skip_broken = true.",
                  file.string(), why, found.broken.size(), images.size(), section);
}

} // namespace

FolderSource::FolderSource(std::vector<fs::path> files, ExampleSpec spec, Targets targets,
                           ImageForm form, std::string digest)
    : files_(std::move(files)), spec_(std::move(spec)), targets_(std::move(targets)), form_(form),
      digest_(std::move(digest)) {}

void FolderSource::read_one(std::int64_t id, std::byte* into) const {
    const fs::path& file = files_[static_cast<std::size_t>(id)];
    const cv::Mat place(static_cast<int>(spec_.shape[0]), static_cast<int>(spec_.shape[1]),
                        CV_8UC(form_.channels), into);
    const cv::Mat picture = picture_in(file, form_.channels, form_.resize == 0 ? place : cv::Mat());
    if (const std::string why = misfit(picture.size(), form_); !why.empty())
        throw cannot_be_used(file, why);
    const cv::Mat image = formed(picture, form_);
    if (image.size() != place.size())
        throw cannot_be_used(file,
                             sentence("it has {} x {} pixels, and {} x {} are expected", image.cols,
                                      image.rows, spec_.shape[1], spec_.shape[0]));
    if (image.data != place.data)
        image.copyTo(place);
}

void FolderSource::read(std::span<const std::int64_t> ids, std::span<std::byte> into) const {
    const auto size = static_cast<std::size_t>(spec_.bytes());
    if (ids.size() == 1) {
        read_one(ids[0], into.data());
        return;
    }
    std::mutex mutex;
    std::size_t first = ids.size(); // of those that failed: the same sentence with any threads
    std::exception_ptr fault;
    cv::parallel_for_({0, static_cast<int>(ids.size())}, [&](const cv::Range& range) {
        for (auto i = static_cast<std::size_t>(range.start);
             i < static_cast<std::size_t>(range.end); ++i) {
            try {
                read_one(ids[i], into.data() + i * size);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (i < first) {
                    first = i;
                    fault = std::current_exception();
                }
            }
        }
    });
    if (fault)
        std::rethrow_exception(fault);
}

FolderImages folder_images(const fs::path& root, const std::vector<ListedImage>& images,
                           const ExampleSpec& spec, const Targets& targets, const ImageForm& form,
                           const std::string& section) {
    const FolderSurvey found = survey(root, images, default_folder_cache());
    if (!found.broken.empty() && !form.skip_broken)
        refuse_broken(images, found, section);
    FolderImages result;
    result.skipped = static_cast<std::int64_t>(found.broken.size());
    std::vector<fs::path> files;
    Targets kept;
    std::optional<cv::Size> size = form.size();
    const auto width = static_cast<std::ptrdiff_t>(spec.outputs);
    for (std::size_t i = 0; i < images.size(); ++i) {
        const cv::Size own(static_cast<int>(found.widths[i]), static_cast<int>(found.heights[i]));
        if (own.empty())
            continue;
        if (const std::string why = misfit(own, form); !why.empty())
            throw usage("The picture {} cannot be used: {}. Choose another size, or remove it.",
                        images[i].file.string(), why);
        if (!size)
            size = own;
        if (!form.size() && own != *size)
            throw usage("{} has {} x {} pixels, and the pictures before it {} x {}. Bring them to "
                        "one size with {}.resize.",
                        images[i].file.string(), own.width, own.height, size->width, size->height,
                        section);
        files.push_back(images[i].file);
        result.places.push_back(static_cast<std::int64_t>(i));
        if (!targets.labels.empty())
            kept.labels.push_back(targets.labels[i]);
        if (!targets.reals.empty()) {
            const auto from = targets.reals.begin() + static_cast<std::ptrdiff_t>(i) * width;
            kept.reals.insert(kept.reals.end(), from, from + width);
        }
    }
    if (files.empty())
        throw damaged("None of the {} pictures in {} can be decoded. Replace them.", images.size(),
                      root.string());
    ExampleSpec full = spec;
    full.kind = ElementKind::pixels;
    full.shape = {size->height, size->width, form.channels};
    result.source = std::make_shared<FolderSource>(std::move(files), std::move(full),
                                                   std::move(kept), form, found.digest);
    return result;
}

} // namespace thaw
