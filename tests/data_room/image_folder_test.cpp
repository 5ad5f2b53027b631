#include "core/training/data/folder_source.h"
#include "core/training/data/folder_survey.h"
#include "core/training/data/image_file.h"
#include "tests/data_room/data_fixture.h"
#include "tests/data_room/settings_of.h"

#include <cctype>
#include <chrono>
#include <opencv2/imgproc.hpp>

namespace thaw {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::uint8_t> bytes_of_hex(const std::string& hex) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

// Written by Pillow: 8 x 8 pixels of CMYK (10, 200, 30, 40), and red, green, blue, (10, 20, 30) as
// a palette with a transparent second colour.
const char* const cmyk_jpeg =
    "ffd8ffee000e41646f626500640000000000ffdb0043000302020302020303030304030304050805050404050a0707"
    "06080c0a0c0c0b0a0b0b0d0e12100d0e110e0b0b1016101113141515150c0f171816141812141514ffc00014080008"
    "0008044311004d11005911004b1100ffc4001500010100000000000000000000000000000809ffc400141001000000"
    "00000000000000000000000000ffda000e0443004d0059004b00003f00a701e2819d0fffd9";
const char* const palette_png =
    "89504e470d0a1a0a0000000d49484452000000040000000102030000008452e75e0000000c504c5445ff000000ff00"
    "0000ff0a141e228829040000000274524e53ff00e5b7304a0000000a49444154789c63900600001d001c8ef4f52100"
    "00000049454e44ae426082";

std::vector<int> pixel(const cv::Mat& image, int x) {
    const cv::Vec3b value = image.at<cv::Vec3b>(0, x);
    return {value[0], value[1], value[2]};
}

TEST(ImageFile, CmykAndPalettesAsPillowConvertsThem) {
    const DecodedImage cmyk = decode_image(bytes_of_hex(cmyk_jpeg), 3);
    ASSERT_FALSE(cmyk.image.empty()) << cmyk.fault;
    EXPECT_THAT(pixel(cmyk.image, 3), ElementsAre(207, 46, 190)); // by Pillow
    const DecodedImage palette = decode_image(bytes_of_hex(palette_png), 3);
    ASSERT_FALSE(palette.image.empty()) << palette.fault;
    EXPECT_THAT(pixel(palette.image, 0), ElementsAre(255, 0, 0));
    EXPECT_THAT(pixel(palette.image, 1), ElementsAre(0, 255, 0));
    EXPECT_THAT(pixel(palette.image, 3), ElementsAre(10, 20, 30));
    const DecodedImage grey = decode_image(bytes_of_hex(palette_png), 1);
    EXPECT_EQ(grey.image.at<std::uint8_t>(0, 0), 76); // Pillow's L of red
    EXPECT_EQ(grey.image.at<std::uint8_t>(0, 3), 18);
}

TEST(ImageFile, EveryFormatAndChannelCount) {
    for (const char* end : {".png", ".jpg", ".bmp", ".webp", ".ppm"})
        for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4}) {
            const cv::Mat picture(5, 7, type, cv::Scalar(40, 40, 40, 128));
            std::vector<std::uint8_t> bytes;
            const bool is_ppm = std::string(end) == ".ppm"; // colour alone; grey is called PGM
            ASSERT_TRUE((is_ppm && type == CV_8UC4) ||
                        cv::imencode(is_ppm && type == CV_8UC1 ? ".pgm" : end, picture, bytes));
            if (bytes.empty())
                continue;
            SCOPED_TRACE(end);
            EXPECT_EQ(image_size(bytes), cv::Size(7, 5));
            for (const int channels : {1, 3}) {
                const DecodedImage decoded = decode_image(bytes, channels);
                ASSERT_EQ(decoded.image.size(), cv::Size(7, 5)) << decoded.fault;
                EXPECT_EQ(decoded.image.channels(), channels);
                EXPECT_NEAR(decoded.image.data[0], 40, 2);
            }
        }
}

// Decoded by libjpeg itself, straight into its place: the pixels are OpenCV's.
TEST(ImageFile, JpegsAreWhatOpenCvMakesOfThem) {
    for (const int type : {CV_8UC1, CV_8UC3})
        for (const int progressive : {0, 1}) {
            cv::Mat picture(37, 50, type), small(5, 6, type);
            cv::randu(small, 0, 255);
            cv::resize(small, picture, picture.size(), 0, 0, cv::INTER_CUBIC);
            std::vector<std::uint8_t> bytes;
            ASSERT_TRUE(
                cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_PROGRESSIVE, progressive}));
            cv::Mat wanted;
            cv::cvtColor(cv::imdecode(bytes, cv::IMREAD_COLOR), wanted, cv::COLOR_BGR2RGB);
            cv::Mat place(37, 50, CV_8UC3);
            const DecodedImage decoded = decode_image(bytes, 3, place);
            EXPECT_EQ(decoded.image.data, place.data);
            EXPECT_EQ(cv::norm(place, wanted, cv::NORM_INF), 0);
            cv::Mat other(50, 37, CV_8UC3, cv::Scalar::all(7));
            EXPECT_EQ(cv::norm(decode_image(bytes, 3, other).image, wanted, cv::NORM_INF), 0);
            EXPECT_EQ(cv::norm(other, cv::Mat(50, 37, CV_8UC3, cv::Scalar::all(7)), cv::NORM_INF),
                      0); // of another size: left alone
        }
}

TEST(ImageFile, CutShortAnywhereIsRefused) {
    cv::Mat picture(24, 24, CV_8UC3);
    cv::randu(picture, 0, 255);
    for (const char* end : {".png", ".jpg", ".bmp", ".webp", ".ppm"}) {
        std::vector<std::uint8_t> bytes;
        ASSERT_TRUE(cv::imencode(end, picture, bytes));
        for (std::size_t size = 0; size + 16 < bytes.size(); size += 37) {
            const DecodedImage decoded = decode_image(std::span(bytes).first(size), 3);
            EXPECT_TRUE(decoded.image.empty()) << end << " " << size;
            EXPECT_NE(decoded.fault, "");
        }
    }
}

TEST(ImageFile, HeadersThatPromiseTooMuch) {
    std::vector<std::uint8_t> bytes = bytes_of_hex(palette_png);
    for (const std::size_t at : {16U, 20U})
        bytes[at] = 0x7F;
    EXPECT_THAT(decode_image(bytes, 3).fault, HasSubstr("more than are read"));
    const std::string text = "these are no pixels";
    EXPECT_THAT(
        decode_image({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, 3).fault,
        HasSubstr("none of JPEG"));
}

class ImageFolderTest : public DataTest {
  protected:
    Table settings(const std::string& path) const {
        Table chosen = default_settings(entry_of(datasets(), "image_folder").description);
        chosen.set("path", at(path));
        return chosen;
    }
    static Dataset make(const Table& settings) {
        return entry_of(datasets(), "image_folder").make(settings);
    }
    void put_class(const std::string& folder, int count, int red) const {
        for (int i = 0; i < count; ++i)
            put_picture(folder + fmt::format("/{:02}.png", i), 6, 6, {double(red), double(i), 0});
    }
    void put_domains() const {
        for (const std::string domain : {"photo", "Art painting", "sketch"})
            for (const auto& [name, red] : {std::pair{"cat", 10}, {"dog", 20}})
                put_class("pacs/" + domain + "/" + name, domain == "photo" ? 10 : 3, red);
    }
};

TEST_F(ImageFolderTest, TrainTestAndValidation) {
    put_class("set/train/b", 2, 2);
    put_class("set/train/B", 2, 1);
    put_class("set/train/b/deeper", 1, 2);
    put_class("set/test/B", 1, 1);
    put_class("set/test/b", 1, 2);
    put_class("set/val/B", 1, 1);
    put_class("set/val/b", 2, 2);
    put("set/train/b/.hidden.png", "x");
    put("set/train/b/Thumbs.db", "x");
    put("set/train/.git/a.png", "x");
    const Dataset data = make(settings("set"));
    EXPECT_THAT(data.train.source->spec().classes, ElementsAre("B", "b")); // by their bytes
    EXPECT_THAT(data.train.source->targets().labels, ElementsAre(0, 0, 1, 1, 1));
    EXPECT_EQ(data.id_test.info.examples, 2);
    ASSERT_EQ(data.others.size(), 1U);
    EXPECT_EQ(data.others[0].info.name, "validation");
    EXPECT_EQ(data.others[0].info.role, SplitRole::validation);
    const ImageSet set = image_set_of(*data.train.source);
    EXPECT_EQ(set.image(0)[0], 1);
    EXPECT_EQ(set.image(4)[0], 2);
}

TEST_F(ImageFolderTest, DomainsWithAHoldout) {
    put_domains();
    Table chosen = settings("pacs");
    chosen.set("domain", std::string("photo"));
    const Dataset data = make(chosen);
    EXPECT_EQ(data.train.info.examples, 16);
    EXPECT_EQ(data.id_test.info.examples, 4);
    EXPECT_EQ(data.train.info.domain, "photo");
    const auto planned = entry_of(datasets(), "image_folder").make.others(chosen);
    ASSERT_EQ(data.others.size(), 2U);
    ASSERT_EQ(planned.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(data.others[i].info.name, planned[i].name);
        EXPECT_EQ(data.others[i].info.role, SplitRole::ood);
        EXPECT_EQ(data.others[i].info.examples, 6);
    }
    EXPECT_EQ(data.others[0].info.name, "art_painting");
    EXPECT_EQ(data.others[0].info.domain, "Art painting");
    const ImageSet train = image_set_of(*data.train.source);
    for (std::int64_t i = 0; i < train.count; ++i)
        EXPECT_EQ(train.labels[static_cast<std::size_t>(i)] == 0 ? 10 : 20, train.image(i)[0]);
    // Another seed holds out others; the same one the same.
    EXPECT_EQ(make(chosen).train.info.digest, data.train.info.digest);
    chosen.set("holdout_seed", std::int64_t{1});
    EXPECT_NE(make(chosen).train.info.digest, data.train.info.digest);
}

TEST_F(ImageFolderTest, ClassesGoByName) {
    put_domains();
    Table chosen = settings("pacs");
    chosen.set("domain", std::string("photo"));
    const auto made = [&] { make(chosen); };
    fs::rename(folder_ / "pacs/sketch/cat", folder_ / "pacs/sketch/zebra");
    expect_refused(made, Fault::usage, {at("pacs/sketch"), "lacks the class cat"});
    put_class("pacs/sketch/cat", 1, 1);
    expect_refused(made, Fault::usage, {"has the class zebra", "Remove or rename"});
    fs::remove_all(folder_ / "pacs/sketch/zebra");
    make(chosen);
    fs::create_directory(folder_ / "pacs/sketch/empty");
    expect_refused(made, Fault::usage, {"pacs/sketch/empty has no image"});
    chosen.set("domain", std::string("fotos"));
    expect_refused(made, Fault::usage, {"no domain fotos", "Art painting, photo, sketch"});
    chosen.set("domain", std::string());
    expect_refused(made, Fault::usage, {"dataset.domain", "photo"});
    chosen.set("path", at("nowhere"));
    expect_refused(made, Fault::failure, {at("nowhere"), "dataset.path"});
}

TEST_F(ImageFolderTest, FoldersWithinClassesAreNoDomains) {
    put_class("set/cat/indoors", 3, 1);
    put_class("set/dog/outdoors", 3, 2);
    const Dataset data = make(settings("set"));
    EXPECT_EQ(data.train.info.examples + data.id_test.info.examples, 6);
    put_class("set/cat/outdoors", 1, 1);
    put_class("set/dog/indoors", 1, 2);
    expect_refused([&] { make(settings("set")); }, Fault::usage, {"dataset.domain"});
    put_class("set/dog", 1, 2); // pictures of its own: a class
    EXPECT_EQ(make(settings("set")).train.source->spec().outputs, 2);
}

TEST_F(ImageFolderTest, SizesAndForms) {
    put_class("set/a", 3, 1);
    put_class("set/b", 3, 2);
    put_picture("set/b/wide.png", 12, 6, {2, 0, 0});
    Table chosen = settings("set");
    const auto made = [&] { make(chosen); };
    expect_refused(made, Fault::usage, {"wide.png has 12 x 6", "6 x 6", "dataset.resize"});
    for (const bool ratio : {true, false}) {
        chosen.set("resize", std::int64_t{4});
        chosen.set("keep_ratio", ratio);
        EXPECT_THAT(make(chosen).train.source->spec().shape, ElementsAre(4, 4, 3));
    }
    chosen.set("channels", std::int64_t{1});
    EXPECT_THAT(make(chosen).train.source->spec().shape, ElementsAre(4, 4, 1));
    chosen.set("channels", std::int64_t{2});
    expect_refused(made, Fault::usage, {"dataset.channels is 2"});
}

TEST_F(ImageFolderTest, BrokenPicturesEndTheRunUnlessTheUserSaysSo) {
    put_class("set/a", 5, 1);
    put_class("set/b", 5, 2);
    put("set/b/broken.jpg", "\xFF\xD8\xFF half a picture");
    Table chosen = settings("set");
    expect_refused([&] { make(chosen); }, Fault::damaged,
                   {at("set/b/broken.jpg"), "1 of 11", "dataset.skip_broken = true"});
    chosen.set("skip_broken", true);
    const Dataset data = make(chosen);
    EXPECT_EQ(data.train.info.examples + data.id_test.info.examples, 10);
    EXPECT_EQ(data.files, "1 pictures that cannot be decoded left out");
    EXPECT_THAT(entry_of(datasets(), "image_folder").make.notice(chosen), HasSubstr("1 pictures"));
}

TEST_F(ImageFolderTest, APictureThatBreaksLaterEndsWithASentence) {
    put_class("set/a", 5, 1);
    put_class("set/b", 5, 2);
    const Dataset data = make(settings("set"));
    std::vector<std::byte> bytes(static_cast<std::size_t>(data.train.source->spec().bytes() * 8));
    const std::vector<std::int64_t> all{0, 1, 2, 3, 4, 5, 6, 7};
    data.train.source->read(all, bytes);
    fs::remove_all(folder_ / "set/b");
    expect_refused([&] { data.train.source->read(all, bytes); }, Fault::failure,
                   {at("set/b"), "cannot be opened"});
    fs::remove_all(folder_ / "set/a");
    put_class("set/a", 5, 1);
    for (int i = 0; i < 5; ++i)
        put(fmt::format("set/a/{:02}.png", i), "no picture");
    expect_refused([&] { data.train.source->read(std::span(all).first(1), bytes); }, Fault::damaged,
                   {"set/a", "cannot be used"});
}

TEST_F(ImageFolderTest, LinksAndForeignNames) {
    put_class("set/a", 3, 1);
    fs::create_directory_symlink(folder_ / "set", folder_ / "set/a/round");
    fs::create_directory_symlink(folder_ / "set/a", folder_ / "set/a/itself");
    put_class("elsewhere", 2, 2);
    fs::create_directory_symlink(folder_ / "elsewhere", folder_ / "set/b\xFF");
    const Dataset data = make(settings("set"));
    // Class a: its own three and, round about, the two of b; no folder twice.
    EXPECT_EQ(data.train.info.examples + data.id_test.info.examples, 3 + 2 + 2);
    EXPECT_EQ(data.train.source->spec().classes[1], "b\xEF\xBF\xBD");
}

TEST_F(ImageFolderTest, WhatWasFoundIsRememberedUntilAFileChanges) {
    put_class("set/a", 3, 1);
    const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
    const auto age = [&] {
        for (const auto& file : fs::recursive_directory_iterator(folder_ / "set"))
            fs::last_write_time(file, long_ago);
    };
    age();
    const auto look = [&] {
        return survey(folder_ / "set", list_classes(folder_ / "set")[0].images, folder_ / "cache");
    };
    const FolderSurvey first = look();
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "cache"), {}), 1);
    EXPECT_EQ(look().digest, first.digest);
    const fs::path kept = fs::directory_iterator(folder_ / "cache")->path();
    std::string text = contents(kept);
    write(kept, text.replace(text.find(first.digest), 4, "beef")); // it is what is looked up
    EXPECT_EQ(look().digest.substr(0, 4), "beef");
    write(kept, "nonsense");
    EXPECT_EQ(look().digest, first.digest);
    put_picture("set/a/00.png", 6, 6, {9, 9, 9});
    EXPECT_NE(look().digest, first.digest);
}

} // namespace
} // namespace thaw
