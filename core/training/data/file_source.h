// Examples that lie one behind the other in a file, read when they are asked for.
#pragma once

#include "core/training/data/data_file.h"
#include "core/training/data/example_source.h"

#include <memory>
#include <mutex>

namespace thaw {

class FileSource final : public ExampleSource {
  public:
    // The inputs are the file's bytes from `begin` to its end; `content` is their SHA-256. The file
    // stays open: whoever removes or replaces it does no harm. REQUIRES: they are those bytes, one
    // example for each target.
    FileSource(std::unique_ptr<const DataFile> file, std::int64_t begin, ExampleSpec spec,
               Targets targets, std::string digest, std::string content);

    const ExampleSpec& spec() const override { return spec_; }
    std::int64_t count() const override { return (file_->size() - begin_) / spec_.bytes(); }
    const Targets& targets() const override { return targets_; }
    std::string digest() const override { return digest_; }
    // Throws Error(failure) where somebody has written other bytes into the file since.
    void read(std::span<const std::int64_t> ids, std::span<std::byte> into) const override;

  private:
    bool has_its_content() const;

    std::unique_ptr<const DataFile> file_;
    std::int64_t begin_;
    ExampleSpec spec_;
    Targets targets_;
    std::string digest_, content_;
    mutable std::mutex mutex_;
    mutable std::int64_t
        written_; // when `content_` was found in it; another time is no other bytes
};

} // namespace thaw
