// Pictures that stay on the disk: each is decoded when it is asked for.
#pragma once

#include "core/training/data/example_source.h"
#include "core/training/data/folder_listing.h"
#include "core/training/data/image_form.h"

namespace thaw {

class FolderSource final : public ExampleSource {
  public:
    // REQUIRES: a target for each file; spec.shape is what the form gives.
    FolderSource(std::vector<std::filesystem::path> files, ExampleSpec spec, Targets targets,
                 ImageForm form, std::string digest);

    const ExampleSpec& spec() const override { return spec_; }
    std::int64_t count() const override { return static_cast<std::int64_t>(files_.size()); }
    const Targets& targets() const override { return targets_; }
    std::string digest() const override { return digest_; }
    // Several ids are shared among the cores that OpenCV is allowed. Throws Error(damaged) where a
    // picture is no longer what it was.
    void read(std::span<const std::int64_t> ids, std::span<std::byte> into) const override;

  private:
    void read_one(std::int64_t id, std::byte* into) const;

    std::vector<std::filesystem::path> files_;
    ExampleSpec spec_;
    Targets targets_;
    ImageForm form_;
    std::string digest_;
};

struct FolderImages {
    std::shared_ptr<const ExampleSource> source;
    std::vector<std::int64_t> places; // in `images`, of the source's examples
    std::int64_t skipped = 0;         // broken ones that were left out
};

// A source of `images` after a look at each (folder_survey.h); `spec` says all but the shape.
// `targets` are those of all images. Throws Error(damaged) for a picture that cannot be decoded
// unless the form says that such are left out, and Error(usage) for one that does not fit the form,
// or where they have several sizes and are not resized. `section`: of the settings, for sentences.
FolderImages folder_images(const std::filesystem::path& root,
                           const std::vector<ListedImage>& images, const ExampleSpec& spec,
                           const Targets& targets, const ImageForm& form,
                           const std::string& section);

} // namespace thaw
