#include "core/training/datasets/idx_file.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "tests/data_room/folder_fixture.h"

#include <gmock/gmock.h>
#include <numeric>
#include <zlib.h>

namespace thaw {
namespace {

using testing::HasSubstr;

class IdxFileTest : public FolderTest {
  protected:
    void SetUp() override {
        FolderTest::SetUp();
        pixels_.resize(5 * 4 * 3);
        std::iota(pixels_.begin(), pixels_.end(), std::uint8_t{200});
        write_idx_images(images(), pixels_, 5, 4, 3);
        write_idx_labels(labels(), labels_);
    }

    std::filesystem::path images() const { return folder_ / "images-idx3-ubyte"; }
    std::filesystem::path labels() const { return folder_ / "labels-idx1-ubyte"; }

    // Reading both files must fail with this fault, and the sentence must name the file, contain
    // `words` and say what to do.
    void expect_fault(Fault fault, const std::string& file, const std::string& words) const {
        try {
            read_image_set(images(), labels(), 10);
            ADD_FAILURE() << "no error for " << words;
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), fault) << error.what();
            EXPECT_THAT(error.what(), HasSubstr((folder_ / file).string()));
            EXPECT_THAT(error.what(), HasSubstr(words));
            EXPECT_THAT(error.what(), testing::ContainsRegex("[Rr]eplace|Check|Unpack"));
        }
    }

    static void write_gzip(const std::filesystem::path& file, const std::string& bytes) {
        gzFile out = gzopen(file.c_str(), "wb");
        gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
        ASSERT_EQ(gzclose(out), Z_OK);
    }

    std::vector<std::uint8_t> pixels_;
    std::vector<std::uint8_t> labels_ = {0, 9, 3, 3, 7};
};

TEST_F(IdxFileTest, RoundTrip) {
    const ImageSet set = read_image_set(images(), labels(), 10);
    EXPECT_EQ(set.count, 5);
    EXPECT_EQ(set.height, 4);
    EXPECT_EQ(set.width, 3);
    EXPECT_EQ(set.classes, 10);
    EXPECT_EQ(set.pixels, pixels_);
    EXPECT_THAT(set.labels, testing::ElementsAreArray(labels_));
    EXPECT_EQ(set.image(1)[0], pixels_[12]);
    std::vector<std::uint8_t> all = pixels_;
    all.insert(all.end(), labels_.begin(), labels_.end());
    EXPECT_EQ(first_images(set, 5).digest, sha256(all));
}

TEST_F(IdxFileTest, ColourHasAFourthDimension) {
    write_idx_images(images(), pixels_, 5, 2, 2, 3);
    const IdxImages read = read_idx_images(images(), nullptr, 3);
    EXPECT_EQ(read.count, 5);
    EXPECT_EQ(read.height, 2);
    EXPECT_EQ(read.width, 2);
    EXPECT_EQ(read.channels, 3);
    EXPECT_EQ(read.pixels, pixels_);
    EXPECT_EQ(std::filesystem::file_size(images()), 20U + pixels_.size());
    EXPECT_THROW(read_idx_images(images(), nullptr, 4), Error);
    EXPECT_THROW(read_idx_images(images()), Error);
    expect_fault(Fault::damaged, "images-idx3-ubyte", "it begins with 0x00000804");
}

TEST_F(IdxFileTest, ADigestTakesOneByteALabelWhereThatIsEnough) {
    ImageSet set{2, 1, 1, 256, {7, 8}, {1, 255}};
    EXPECT_EQ(digest_of(set), sha256(std::vector<std::uint8_t>{7, 8, 1, 255}));
    set.classes = 1000;
    set.labels[1] = 0x3e7;
    EXPECT_EQ(digest_of(set),
              sha256(std::vector<std::uint8_t>{7, 8, 1, 0, 0, 0, 0xe7, 0x03, 0, 0}));
}

TEST_F(IdxFileTest, DigestsAreOfTheUnpackedFile) {
    const auto packed = folder_ / "images.gz";
    write_idx_images(packed, pixels_, 5, 4, 3);
    for (const auto& file : {images(), packed}) {
        std::string digest;
        read_idx_images(file, &digest);
        EXPECT_EQ(digest, sha256(contents(images())));
        EXPECT_EQ(digest_of_content(file), digest);
    }
    std::string digest;
    read_idx_labels(labels(), &digest);
    EXPECT_EQ(digest, sha256(contents(labels())));
}

TEST_F(IdxFileTest, BytesAreThoseOfTheFormat) {
    using namespace std::string_literals;
    EXPECT_EQ(contents(labels()), "\0\0\x08\x01\0\0\0\x05\0\x09\x03\x03\x07"s);
    EXPECT_EQ(contents(images()).substr(0, 16), "\0\0\x08\x03\0\0\0\x05\0\0\0\x04\0\0\0\x03"s);
}

TEST_F(IdxFileTest, GzippedFilesAreReadLikePlainOnes) {
    const auto packed = folder_ / "images.gz";
    write_idx_images(packed, pixels_, 5, 4, 3);
    EXPECT_EQ(contents(packed).substr(0, 2), "\x1f\x8b");
    EXPECT_EQ(read_idx_images(packed).pixels, pixels_);
}

TEST_F(IdxFileTest, MissingFile) {
    std::filesystem::remove(labels());
    expect_fault(Fault::failure, "labels-idx1-ubyte", "cannot be opened");
}

TEST_F(IdxFileTest, FolderInPlaceOfAFile) {
    std::filesystem::remove(images());
    std::filesystem::create_directory(images());
    expect_fault(Fault::failure, "images-idx3-ubyte", "cannot be read");
}

TEST_F(IdxFileTest, WrongMagic) {
    std::filesystem::copy_file(labels(), images(),
                               std::filesystem::copy_options::overwrite_existing);
    expect_fault(Fault::damaged, "images-idx3-ubyte", "0x00000801 instead of 0x00000803");
    expect_fault(Fault::damaged, "images-idx3-ubyte", "holds labels where images should be");
    write_idx_images(images(), pixels_, 5, 4, 3);
    std::filesystem::copy_file(images(), labels(),
                               std::filesystem::copy_options::overwrite_existing);
    expect_fault(Fault::damaged, "labels-idx1-ubyte", "holds images where labels should be");
}

TEST_F(IdxFileTest, SomethingElseIsCalledByItsName) {
    using namespace std::string_literals;
    const std::pair<std::string, std::string> kinds[] = {
        {"", "is empty"},
        {"<!DOCTYPE html><html><head><title>404", "is a web page"},
        {"\xEF\xBB\xBF\n <HTML lang=\"ja\">\xE7\x84\xA1", "is a web page"},
        {"<?xml version=\"1.0\"?><Error><Code>AccessDenied", "is a web page"},
        {"version https://git-lfs.github.com/spec/v1\noid sha256:abc\n", "is a Git LFS pointer"},
        {"PK\x03\x04\x14\0\0\0"s, "an archive (zip)"},
        {"BZh91AY&SY", "an archive (bzip2)"},
        {"\xFD\x37zXZ\0\0\4"s, "an archive (xz)"},
        {"\x28\xB5\x2F\xFD\x24", "an archive (zstd)"},
        {std::string(257, 'a') + "ustar\0"s, "an archive (tar)"},
        {"\x89PNG\r\n\x1A\n", "is a picture (PNG)"},
        {"\xFF\xD8\xFF\xE0", "is a picture (JPEG)"},
        {"\x93NUMPY\1\0"s, "of another format (NumPy)"},
        {"\x89HDF\r\n\x1A\n", "of another format (HDF5)"},
        {"5,0,0,0,0,12\n", "is a text"}};
    const auto packed = folder_ / "page.gz";
    for (const auto& [bytes, words] : kinds) {
        write(images(), bytes);
        expect_fault(Fault::damaged, "images-idx3-ubyte", words);
        write_idx_images(images(), pixels_, 5, 4, 3);
    }
    // The same within gzip, and gzip itself.
    write_gzip(images(), kinds[1].first);
    expect_fault(Fault::damaged, "images-idx3-ubyte", "is a web page");
    write_idx_images(packed, pixels_, 5, 4, 3);
    write_gzip(images(), contents(packed));
    expect_fault(Fault::damaged, "images-idx3-ubyte", "was compressed with gzip twice");
    write_gzip(images(), "");
    expect_fault(Fault::damaged, "images-idx3-ubyte", "is empty");
}

TEST_F(IdxFileTest, EndsWithinItsHeader) {
    for (const std::size_t length : {1U, 3U, 15U}) {
        write(images(), contents(images()).substr(0, length));
        expect_fault(Fault::damaged, "images-idx3-ubyte", "within its header");
        write_idx_images(images(), pixels_, 5, 4, 3);
    }
}

TEST_F(IdxFileTest, CutShort) {
    std::filesystem::resize_file(images(), 16 + 59);
    expect_fault(Fault::damaged, "images-idx3-ubyte", "promises 60 bytes of data and 59");
}

TEST_F(IdxFileTest, TrailingBytes) {
    write(labels(), contents(labels()) + "x");
    expect_fault(Fault::damaged, "labels-idx1-ubyte", "longer than the 5 bytes");
}

TEST_F(IdxFileTest, EnormousHeaderTakesNoMemory) {
    std::string bytes = contents(images());
    bytes.replace(4, 12, std::string("\xff\xff\xff\xff\0\0\x7f\xff\0\0\x7f\xff", 12));
    write(images(), bytes);
    expect_fault(Fault::damaged, "images-idx3-ubyte", "and 60 are there");
}

TEST_F(IdxFileTest, ImpossibleSizes) {
    for (const std::size_t at : {4U, 8U, 12U}) {
        std::string bytes = contents(images());
        bytes.replace(at, 4, std::string(4, '\0'));
        write(images(), bytes);
        expect_fault(Fault::damaged, "images-idx3-ubyte", "which cannot be");
        bytes.replace(8, 4, std::string(4, '\xff'));
        write(images(), bytes);
        expect_fault(Fault::damaged, "images-idx3-ubyte", "which cannot be");
        write_idx_images(images(), pixels_, 5, 4, 3);
    }
}

TEST_F(IdxFileTest, LabelThatIsNoClass) {
    labels_[2] = 10;
    write_idx_labels(labels(), labels_);
    expect_fault(Fault::damaged, "labels-idx1-ubyte", "gives image 2 the label 10");
}

TEST_F(IdxFileTest, NotAsManyLabelsAsImages) {
    labels_.push_back(1);
    write_idx_labels(labels(), labels_);
    expect_fault(Fault::damaged, "labels-idx1-ubyte", "holds 6 labels");
}

TEST_F(IdxFileTest, BrokenGzip) {
    const auto packed = folder_ / "images.gz";
    write_idx_images(packed, pixels_, 5, 4, 3);
    const std::string whole = contents(packed);
    const auto expect_damaged = [&](const std::string& bytes) {
        write(packed, bytes);
        try {
            read_idx_images(packed);
            ADD_FAILURE() << "no error for " << bytes.size() << " bytes";
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::damaged);
            EXPECT_THAT(error.what(), HasSubstr("Replace it"));
        }
    };
    for (std::size_t length = 1; length < whole.size(); ++length)
        expect_damaged(whole.substr(0, length));
    std::string wrong_sum = whole;
    wrong_sum[whole.size() - 8] = static_cast<char>(wrong_sum[whole.size() - 8] ^ 1);
    expect_damaged(wrong_sum);
}

TEST_F(IdxFileTest, UnwritableFolder) {
    try {
        write_idx_labels(folder_ / "absent" / "labels", labels_);
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::failure);
        EXPECT_THAT(error.what(), HasSubstr("absent"));
    }
}

TEST(ImageSetTest, FirstImages) {
    ImageSet set{3, 1, 2, 2, {1, 2, 3, 4, 5, 6}, {0, 1, 0}, {}};
    set.digest = digest_of(set);
    EXPECT_EQ(first_images(set, 3).digest, set.digest);
    const ImageSet two = first_images(set, 2);
    EXPECT_EQ(two.count, 2);
    EXPECT_EQ(two.pixels, (std::vector<std::uint8_t>{1, 2, 3, 4}));
    EXPECT_EQ(two.labels, (std::vector<std::int32_t>{0, 1}));
    EXPECT_EQ(two.digest, digest_of(two));
    set.digest.clear(); // a set need not have one
    EXPECT_EQ(first_images(set, 3).digest, digest_of(set));
    EXPECT_NE(two.digest, set.digest);
}

} // namespace
} // namespace thaw
