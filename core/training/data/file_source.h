// Examples that lie one behind the other in a file, read when they are asked for.
#pragma once

#include "core/training/data/example_source.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <sys/types.h>

namespace thaw {

class FileSource final : public ExampleSource {
  public:
    // The inputs begin at byte `offset`. Null where the file cannot be opened, has another size, or
    // holds other bytes than `inputs`: then these stay in memory. The file stays open: whoever
    // removes or replaces it does no harm.
    static std::shared_ptr<const FileSource> open(const std::filesystem::path& file, off_t offset,
                                                  ExampleSpec spec, Targets targets,
                                                  std::string digest,
                                                  std::span<const std::uint8_t> inputs);
    ~FileSource() override;
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    const ExampleSpec& spec() const override { return spec_; }
    std::int64_t count() const override { return count_; }
    const Targets& targets() const override { return targets_; }
    std::string digest() const override { return digest_; }
    // Throws Error(failure) where somebody has written into the file since.
    void read(std::span<const std::int64_t> ids, std::span<std::byte> into) const override;

  private:
    FileSource(int descriptor, std::filesystem::path file, off_t offset, ExampleSpec spec,
               Targets targets, std::string digest, std::int64_t count);
    bool fill(off_t from, std::span<std::byte> into) const; // false: less is there
    bool holds_the_same() const;
    std::string digest_of_content() const;

    int descriptor_;
    std::filesystem::path file_;
    off_t offset_;
    ExampleSpec spec_;
    Targets targets_;
    std::string digest_;
    std::int64_t count_;
    std::string content_;        // SHA-256 of the inputs
    mutable std::mutex mutex_;   // of what follows
    mutable timespec changed_{}; // when the file was, last; another time alone is no other content
};

} // namespace thaw
