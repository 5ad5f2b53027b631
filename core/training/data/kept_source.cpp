#include "core/training/data/kept_source.h"

#include "core/training/data/loader.h"
#include "core/training/data/memory_source.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace thaw {

std::shared_ptr<const ExampleSource> kept_in_memory(std::shared_ptr<const ExampleSource> source,
                                                    std::int64_t& bytes, int threads) {
    const std::int64_t size = source->spec().bytes();
    if (!source->in_memory().empty() || source->count() * size > bytes)
        return source;
    bytes -= source->count() * size;
    constexpr std::int64_t at_once = 64;
    constexpr std::int64_t read_ahead = std::int64_t{64} << 20U;
    const auto portion = [&](std::int64_t step) {
        BatchRequest request;
        const std::int64_t begin = step * at_once;
        request.ids.resize(static_cast<std::size_t>(
            std::clamp<std::int64_t>(source->count() - begin, 0, at_once)));
        std::iota(request.ids.begin(), request.ids.end(), begin);
        return request;
    };
    Loader loader(portion,
                  [&](std::int64_t, std::int64_t id, std::span<std::byte> into) {
                      source->read(std::span(&id, 1), into);
                  },
                  size, {threads, read_ahead});
    std::vector<std::uint8_t> inputs;
    inputs.reserve(static_cast<std::size_t>(source->count() * size));
    for (std::int64_t step = 0; step * at_once < source->count(); ++step) {
        const std::span<const std::byte> part = loader.take(step);
        const std::size_t begin = inputs.size();
        inputs.resize(begin + part.size());
        std::memcpy(inputs.data() + begin, part.data(), part.size());
    }
    return std::make_shared<MemorySource>(source->spec(), std::move(inputs), source->targets(),
                                          source->digest());
}

} // namespace thaw
