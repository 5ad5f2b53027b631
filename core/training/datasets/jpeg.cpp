#include "core/training/datasets/jpeg.h"

#include "core/run/error.h"

#include <array>
#include <csetjmp>
#include <cstdio> // jpeglib.h needs it
#include <cstdlib>
#include <jpeglib.h>

#include <jerror.h> // after jpeglib.h
#include <string>

namespace thaw {
namespace {

// libjpeg ends the program at an error; here it jumps back instead. Nothing with a destructor may
// live in a function that is jumped out of: what it fills belongs to its caller.
struct Handler {
    jpeg_error_mgr manager = {};
    std::jmp_buf back = {};
    std::array<char, JMSG_LENGTH_MAX> words = {};
};

void jump_back(j_common_ptr common) {
    auto* handler = static_cast<Handler*>(common->client_data);
    common->err->format_message(common, handler->words.data());
    std::longjmp(handler->back, 1);
}

void say_nothing(j_common_ptr /*common*/) {}

template <class Coder>
void prepare(Coder& coder, Handler& handler) {
    coder.err = jpeg_std_error(&handler.manager);
    coder.client_data = &handler;
    handler.manager.error_exit = jump_back;
    handler.manager.output_message = say_nothing; // warnings
}

bool encode(const cv::Mat& image, int quality, Handler& handler, unsigned char*& bytes,
            unsigned long& size) {
    jpeg_compress_struct coder;
    prepare(coder, handler);
    if (setjmp(handler.back) != 0) {
        jpeg_destroy_compress(&coder);
        return false;
    }
    jpeg_create_compress(&coder);
    jpeg_mem_dest(&coder, &bytes, &size);
    coder.image_width = static_cast<JDIMENSION>(image.cols);
    coder.image_height = static_cast<JDIMENSION>(image.rows);
    coder.input_components = image.channels();
    coder.in_color_space = image.channels() == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&coder);
    jpeg_set_quality(&coder, quality, TRUE);
    jpeg_start_compress(&coder, TRUE);
    while (coder.next_scanline < coder.image_height) {
        auto* row = const_cast<unsigned char*>(image.ptr(static_cast<int>(coder.next_scanline)));
        jpeg_write_scanlines(&coder, &row, 1);
    }
    jpeg_finish_compress(&coder);
    jpeg_destroy_compress(&coder);
    return true;
}

J_COLOR_SPACE colours_of(const jpeg_decompress_struct& coder, bool as_colour) {
    if (coder.num_components == 4 && as_colour)
        return JCS_CMYK;
    return coder.num_components == 1 && !as_colour ? JCS_GRAYSCALE : JCS_RGB;
}

// As Pillow does it: all such files are taken for Adobe's, whose inks are inverted.
cv::Mat from_inverted_cmyk(const cv::Mat& inks) {
    cv::Mat image(inks.size(), CV_8UC3);
    for (int y = 0; y < inks.rows; ++y) {
        const auto* from = inks.ptr<std::uint8_t>(y);
        auto* out = image.ptr<std::uint8_t>(y);
        for (int x = 0; x < inks.cols; ++x, from += 4)
            for (int c = 0; c < 3; ++c) {
                const int product = (255 - from[c]) * from[3] + 128;
                *out++ = static_cast<std::uint8_t>(from[3] - ((product + (product >> 8)) >> 8));
            }
    }
    return image;
}

bool decode(std::span<const std::uint8_t> bytes, Handler& handler, bool as_colour, cv::Mat& image) {
    constexpr std::uint64_t most_pixels = std::uint64_t{1} << 28U;
    jpeg_decompress_struct coder;
    prepare(coder, handler);
    if (setjmp(handler.back) != 0) {
        jpeg_destroy_decompress(&coder);
        return false;
    }
    jpeg_create_decompress(&coder);
    jpeg_mem_src(&coder, bytes.data(), static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&coder, TRUE);
    if (std::uint64_t{coder.image_width} * coder.image_height > most_pixels) {
        coder.err->msg_code = JERR_IMAGE_TOO_BIG;
        coder.err->msg_parm.i[0] = JPEG_MAX_DIMENSION;
        jump_back(reinterpret_cast<j_common_ptr>(&coder));
    }
    coder.out_color_space = colours_of(coder, as_colour);
    jpeg_start_decompress(&coder);
    image.create(static_cast<int>(coder.output_height), static_cast<int>(coder.output_width),
                 CV_8UC(coder.output_components));
    while (coder.output_scanline < coder.output_height) {
        auto* row = image.ptr(static_cast<int>(coder.output_scanline));
        jpeg_read_scanlines(&coder, &row, 1);
    }
    jpeg_finish_decompress(&coder);
    jpeg_destroy_decompress(&coder);
    return true;
}

} // namespace

std::vector<std::uint8_t> to_jpeg(const cv::Mat& image, int quality) {
    Handler handler;
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    const bool good = encode(image, quality, handler, bytes, size);
    std::vector<std::uint8_t> file(bytes, bytes + (good ? size : 0));
    std::free(bytes); // libjpeg's own buffer
    if (!good)
        throw failure("An image cannot be coded as JPEG ({}). Leave this shift out.",
                      std::string(handler.words.data()));
    return file;
}

cv::Mat from_jpeg(std::span<const std::uint8_t> bytes) {
    Handler handler;
    cv::Mat image;
    if (!decode(bytes, handler, false, image))
        throw Error(Fault::damaged, std::string(handler.words.data()));
    return image;
}

bool colour_from_jpeg(std::span<const std::uint8_t> bytes, cv::Mat& image) {
    Handler handler;
    if (!decode(bytes, handler, true, image))
        return false;
    if (image.channels() == 4)
        image = from_inverted_cmyk(image);
    return true;
}

} // namespace thaw
