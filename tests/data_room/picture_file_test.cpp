// Decoding of PNG and JPEG.
#include "core/training/datasets/picture_file.h"

#include "core/run/error.h"
#include "core/training/datasets/jpeg.h"
#include "tests/data_room/folder_fixture.h"
#include "tests/data_room/pictures.h"

#include <gmock/gmock.h>
#include <zlib.h>

namespace thaw {
namespace {

// A PNG of 8 bits a value by hand: `kind` is PNG's colour type, 2 for RGB and 6 with alpha.
std::vector<std::uint8_t> png(unsigned width, unsigned height, std::uint8_t kind,
                              const std::vector<std::uint8_t>& rows) {
    std::vector<std::uint8_t> file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    const auto word = [](std::vector<std::uint8_t>& out, unsigned long value) {
        for (const unsigned shift : {24U, 16U, 8U, 0U})
            out.push_back(static_cast<std::uint8_t>(value >> shift));
    };
    const auto chunk = [&](const std::string& name, const std::vector<std::uint8_t>& data) {
        word(file, data.size());
        std::vector<std::uint8_t> body(name.begin(), name.end());
        body.insert(body.end(), data.begin(), data.end());
        file.insert(file.end(), body.begin(), body.end());
        word(file, crc32(0, body.data(), static_cast<unsigned>(body.size())));
    };
    std::vector<std::uint8_t> header;
    word(header, width);
    word(header, height);
    for (const std::uint8_t byte :
         {std::uint8_t{8}, kind, std::uint8_t{0}, std::uint8_t{0}, std::uint8_t{0}})
        header.push_back(byte);
    chunk("IHDR", header);
    std::vector<std::uint8_t> packed(compressBound(rows.size()));
    unsigned long size = packed.size();
    compress(packed.data(), &size, rows.data(), rows.size());
    packed.resize(size);
    chunk("IDAT", packed);
    chunk("IEND", {});
    return file;
}

TEST(PictureFile, PngKeepsTheColourOfWhatIsTransparent) {
    const auto opaque = png(2, 1, 2, {0, 10, 20, 30, 40, 50, 60});
    const cv::Mat3b expected = (cv::Mat3b(1, 2) << cv::Vec3b(10, 20, 30), cv::Vec3b(40, 50, 60));
    EXPECT_TRUE(same(colour_picture(opaque, "a.png"), expected));
    const auto clear = png(2, 1, 6, {0, 10, 20, 30, 0, 40, 50, 60, 128});
    EXPECT_TRUE(same(colour_picture(clear, "a.png"), expected));
}

TEST(PictureFile, JpegIsRedGreenBlueAndGreyHasThreeChannels) {
    const cv::Mat3b red(16, 16, cv::Vec3b(250, 5, 5));
    const cv::Mat3b back = colour_picture(to_jpeg(red, 95), "a.jpg");
    EXPECT_LT(cv::norm(back, red, cv::NORM_INF), 6);
    const cv::Mat1b grey(5, 7, static_cast<unsigned char>(99));
    EXPECT_EQ(from_jpeg(to_jpeg(grey, 95)).type(), CV_8UC1);
    EXPECT_LT(cv::norm(colour_picture(to_jpeg(grey, 95), "a.jpg"),
                       cv::Mat3b(5, 7, cv::Vec3b(99, 99, 99)), cv::NORM_INF),
              2);
}

TEST(PictureFile, DamageIsTold) {
    const cv::Mat3b picture = colour_noise_picture(40, 40);
    auto jpeg = to_jpeg(picture, 90);
    EXPECT_EQ(from_jpeg(std::span(jpeg).first(jpeg.size() / 2)).size(), picture.size());
    EXPECT_THROW(from_jpeg(std::span(jpeg).first(20)), Error);
    auto small = png(2, 1, 2, {0, 10, 20, 30, 40, 50, 60});
    small[small.size() - 20] ^= 0x55U; // in the data
    for (const std::vector<std::uint8_t>& bytes :
         {small, std::vector<std::uint8_t>(jpeg.begin(), jpeg.begin() + 20),
          std::vector<std::uint8_t>{'G', 'I', 'F', '8'}, png(2'000'000, 2'000'000, 2, {})}) {
        try {
            colour_picture(bytes, "some/where.png");
            ADD_FAILURE() << bytes.size();
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::damaged);
            EXPECT_THAT(error.what(), testing::HasSubstr("some/where.png"));
            EXPECT_THAT(error.what(), testing::HasSubstr("Replace it"));
        }
    }
    EXPECT_THROW(picture_bytes("/absent/picture"), Error);
    EXPECT_THROW(picture_bytes("/tmp"), Error);
}

} // namespace
} // namespace thaw
