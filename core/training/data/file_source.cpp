#include "core/training/data/file_source.h"

#include "core/run/error.h"
#include "core/run/sha256.h"

namespace thaw {

FileSource::FileSource(std::unique_ptr<const DataFile> file, std::int64_t begin, ExampleSpec spec,
                       Targets targets, std::string digest, std::string content)
    : file_(std::move(file)), begin_(begin), spec_(std::move(spec)), targets_(std::move(targets)),
      digest_(std::move(digest)), content_(std::move(content)), written_(file_->written()) {}

bool FileSource::has_its_content() const {
    const std::lock_guard lock(mutex_);
    const std::int64_t written = file_->written();
    if (written == written_)
        return true;
    Sha256 hash;
    for_each_part(*file_, begin_, [&](std::span<const std::uint8_t> part) { hash.add(part); });
    if (hash.digest() != content_)
        return false;
    written_ = written;
    return true;
}

void FileSource::read(std::span<const std::int64_t> ids, std::span<std::byte> into) const {
    const auto size = static_cast<std::size_t>(spec_.bytes());
    const std::span bytes(reinterpret_cast<std::uint8_t*>(into.data()), into.size());
    try {
        for (std::size_t i = 0, end = 0; i < ids.size(); i = end) {
            end = i + 1; // one read for examples in a row
            while (end < ids.size() && ids[end] == ids[end - 1] + 1)
                ++end;
            file_->read(begin_ + ids[i] * spec_.bytes(), bytes.subspan(i * size, (end - i) * size));
        }
        if (has_its_content())
            return;
    } catch (const Error&) { // cut off, or a failing disk
    }
    throw failure("The images in {} were changed while a run reads them. Resume the run: they "
                  "are made again.",
                  file_->path().string());
}

} // namespace thaw
