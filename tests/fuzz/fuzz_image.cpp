// Pictures: their headers by our own hand, and then OpenCV's decoders.
#include "core/training/data/image_file.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    const std::span<const std::uint8_t> bytes(data, size);
    is_whole(bytes);
    const auto said = image_size(bytes);
    constexpr std::int64_t most = 1 << 22; // larger ones only cost time
    if (said && std::int64_t{said->width} * said->height > most)
        return 0;
    for (const int channels : {1, 3}) {
        const DecodedImage decoded = decode_image(bytes, channels);
        if (decoded.image.empty() == decoded.fault.empty())
            std::abort();
        if (!decoded.image.empty() && decoded.image.channels() != channels)
            std::abort();
    }
    return 0;
}
