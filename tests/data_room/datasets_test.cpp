#include "core/run/error.h"
#include "core/run/user_folders.h"
#include "core/training/datasets/dataset.h"
#include "core/training/datasets/idx_dataset.h"
#include "core/training/datasets/idx_file.h"
#include "tests/data_room/folder_fixture.h"
#include "tests/data_room/settings_of.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <numeric>
#include <pwd.h>
#include <unistd.h>

namespace thaw {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class DatasetsTest : public FolderTest {
  protected:
    static Table settings(const std::string& id) {
        return default_settings(entry_of(datasets(), id).description);
    }
    static ImageDataset make(const std::string& id, const Table& settings) {
        return image_dataset(id, settings);
    }

    // Six training and four test images of 2 x 2 pixels; the first pixel tells the folder.
    static void write_small(const fs::path& folder, std::uint8_t first_pixel, const char* dash,
                            const char* packed) {
        fs::create_directories(folder);
        for (const auto& [split, count] : {std::pair{"train", 6}, std::pair{"t10k", 4}}) {
            std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count) * 4);
            pixels[0] = first_pixel;
            const std::vector<std::uint8_t> labels(static_cast<std::size_t>(count), 9);
            const std::string start = folder / split;
            write_idx_images(start + "-images" + dash + "idx3-ubyte" + packed, pixels, count, 2, 2);
            write_idx_labels(start + "-labels" + dash + "idx1-ubyte" + packed, labels);
        }
    }

    void expect_sentence(const std::string& id, const Table& settings, Fault fault,
                         const std::vector<std::string>& words) const {
        try {
            make(id, settings);
            ADD_FAILURE() << "no error";
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), fault);
            for (const auto& word : words)
                EXPECT_THAT(error.what(), HasSubstr(word));
        }
    }
};

TEST_F(DatasetsTest, FashionMnistOfTheSystem) {
    if (!fs::exists("/usr/share/datasets/fashion-mnist"))
        GTEST_SKIP() << "dataset-fashion-mnist is not installed";
    environment("THAW_DATA", "");
    const ImageDataset data = make("fashion_mnist", settings("fashion_mnist"));
    EXPECT_EQ(data.name, "fashion_mnist");
    for (const auto& [set, count] : {std::pair{&data.train, 60000}, std::pair{&data.test, 10000}}) {
        EXPECT_EQ(set->count, count);
        EXPECT_EQ(set->height, 28);
        EXPECT_EQ(set->width, 28);
        EXPECT_EQ(set->classes, 10);
        EXPECT_EQ(set->digest.size(), 64U);
        for (int label = 0; label < 10; ++label)
            EXPECT_EQ(std::count(set->labels.begin(), set->labels.end(), label), count / 10);
    }
    EXPECT_EQ(data.train.labels[0], 9); // the first training image is an ankle boot
    const double sum = std::accumulate(data.train.pixels.begin(), data.train.pixels.end(), 0.0);
    EXPECT_NEAR(sum / 255 / static_cast<double>(data.train.pixels.size()), 0.2860, 5e-5);
}

TEST_F(DatasetsTest, FolderOfTheSettingsIsTheOnlyOne) {
    write_small(folder_ / "named", 1, "-", "");
    write_small(folder_ / "data", 2, "-", "");
    environment("THAW_DATA", folder_ / "data");
    Table chosen = settings("mnist");
    chosen.set("path", (folder_ / "named").string());
    EXPECT_EQ(make("mnist", chosen).train.pixels[0], 1);
    chosen.set("path", (folder_ / "absent").string());
    expect_sentence("mnist", chosen, Fault::failure,
                    {(folder_ / "absent").string(), "THAW_DATA", "dataset.path"});
    expect_sentence("fashion_mnist", chosen, Fault::failure,
                    {(folder_ / "absent").string(), "apt-get install dataset-fashion-mnist"});
}

TEST_F(DatasetsTest, OrderOfTheOtherFolders) {
    environment("THAW_DATA", "");
    environment("XDG_DATA_HOME", folder_ / "home");
    write_small(folder_ / "home" / "thawscope" / "mnist", 1, "-", "");
    if (!fs::exists("/usr/share/datasets/mnist")) {
        EXPECT_EQ(make("mnist", settings("mnist")).train.pixels[0], 1);
    }
    environment("THAW_DATA", folder_ / "data");
    write_small(folder_ / "data", 2, "-", "");
    EXPECT_EQ(make("mnist", settings("mnist")).train.pixels[0], 2);
    write_small(folder_ / "data" / "mnist", 3, "-", "");
    EXPECT_EQ(make("mnist", settings("mnist")).train.pixels[0], 3);
}

TEST_F(DatasetsTest, SpellingsOfTheFileNames) {
    Table chosen = settings("mnist");
    for (const auto& [dash, packed] : {std::pair{"-", ".gz"}, {".", ""}, {".", ".gz"}}) {
        const fs::path here = folder_ / (std::string("as") + dash + packed);
        write_small(here, 7, dash, packed);
        chosen.set("path", here.string());
        EXPECT_EQ(make("mnist", chosen).train.pixels[0], 7) << here;
    }
}

TEST_F(DatasetsTest, SpellingsOfTheFileNamesOnOtherSystems) {
    write_small(folder_, 7, "-", ".gz");
    Table chosen = settings("mnist");
    chosen.set("path", folder_.string());
    for (const auto& [from, to] :
         {std::pair{"train-images-idx3-ubyte.gz", "TRAIN-IMAGES-IDX3-UBYTE.GZ"},
          {"t10k-images-idx3-ubyte.gz", "t10k_images.idx3_ubyte.gz"},
          {"t10k-labels-idx1-ubyte.gz", "t10k-labels.idx1-ubyte.Gz"}})
        fs::rename(folder_ / from, folder_ / to);
    EXPECT_EQ(make("mnist", chosen).train.pixels[0], 7);
    // The published spelling comes first, plain before gzip.
    write_small(folder_, 9, "-", "");
    EXPECT_EQ(make("mnist", chosen).train.pixels[0], 9);
}

TEST_F(DatasetsTest, HalfADownloadIsNamed) {
    write_small(folder_, 1, "-", "");
    fs::rename(folder_ / "t10k-images-idx3-ubyte", folder_ / "t10k-images-idx3-ubyte.zip");
    Table chosen = settings("mnist");
    chosen.set("path", folder_.string());
    expect_sentence("mnist", chosen, Fault::failure,
                    {"lacks the file t10k-images-idx3-ubyte", "There is t10k-images-idx3-ubyte.zip",
                     "unpack or rename it"});
}

TEST_F(DatasetsTest, OneFileIsMissing) {
    write_small(folder_, 1, "-", "");
    fs::remove(folder_ / "t10k-labels-idx1-ubyte");
    Table chosen = settings("mnist");
    chosen.set("path", folder_.string());
    expect_sentence("mnist", chosen, Fault::failure, {"t10k-labels-idx1-ubyte", folder_.string()});
}

TEST_F(DatasetsTest, NumberOfImages) {
    write_small(folder_, 1, "-", "");
    Table chosen = settings("mnist");
    chosen.set("path", folder_.string());
    chosen.set("train_examples", std::int64_t{5});
    chosen.set("test_examples", std::int64_t{4});
    const ImageDataset data = make("mnist", chosen);
    EXPECT_EQ(data.train.count, 5);
    EXPECT_EQ(data.train.labels.size(), 5U);
    EXPECT_EQ(data.test.count, 4);
    chosen.set("test_examples", std::int64_t{5});
    expect_sentence("mnist", chosen, Fault::usage, {"5 images", "there are 4", "Ask for fewer"});
}

TEST_F(DatasetsTest, FilesThatAreNotThePublishedOnesAreNotedAndTaken) {
    write_small(folder_, 1, "-", "");
    for (const char* id : {"mnist", "fashion_mnist"}) {
        Table chosen = settings(id);
        chosen.set("path", folder_.string());
        EXPECT_EQ(make(id, chosen).files,
                  "not the published files: train-images-idx3-ubyte, train-labels-idx1-ubyte, "
                  "t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte");
        EXPECT_THAT(published_notice(id, chosen), HasSubstr("are not the published files of"));
        EXPECT_THAT(published_notice(id, chosen), HasSubstr(folder_.string()));
    }
    Table nowhere = settings("mnist");
    nowhere.set("path", (folder_ / "absent").string());
    EXPECT_EQ(published_notice("mnist", nowhere), ""); // making it says so
    EXPECT_EQ(published_notice("synthetic", settings("synthetic")), "");
    EXPECT_EQ(make("synthetic", settings("synthetic")).files, "");
}

TEST_F(DatasetsTest, FashionMnistIsKnownByItsFiles) {
    const fs::path published = "/usr/share/datasets/fashion-mnist";
    if (!fs::exists(published))
        GTEST_SKIP() << "dataset-fashion-mnist is not installed";
    Table chosen = settings("fashion_mnist");
    chosen.set("path", published.string());
    chosen.set("train_examples", std::int64_t{10}); // the files count, not what is used of them
    EXPECT_EQ(make("fashion_mnist", chosen).files, "published");
    EXPECT_EQ(published_notice("fashion_mnist", chosen), "");
    EXPECT_EQ(make("mnist", chosen).files, "another dataset's: these are Fashion-MNIST's files");
    EXPECT_THAT(published_notice("mnist", chosen), HasSubstr("dataset.id = \"fashion_mnist\""));

    // One label is another.
    for (const auto& entry : fs::directory_iterator(published))
        fs::create_symlink(entry.path(), folder_ / entry.path().filename());
    auto labels = read_idx_labels(published / "train-labels-idx1-ubyte.gz");
    labels[59'999] = static_cast<std::uint8_t>((labels[59'999] + 1) % 10);
    write_idx_labels(folder_ / "train-labels-idx1-ubyte", labels);
    chosen.set("path", folder_.string());
    EXPECT_EQ(make("fashion_mnist", chosen).files,
              "not the published files: train-labels-idx1-ubyte");
    EXPECT_EQ(make("mnist", chosen).files.substr(0, 23), "not the published files");
    labels[59'999] = static_cast<std::uint8_t>((labels[59'999] + 9) % 10); // and back
    write_idx_labels(folder_ / "train-labels-idx1-ubyte", labels);
    EXPECT_EQ(published_notice("fashion_mnist", chosen), "");
}

TEST_F(DatasetsTest, UserFolders) {
    environment("HOME", "/home/someone");
    environment("XDG_CACHE_HOME", "");
    EXPECT_EQ(user_cache_folder(), "/home/someone/.cache");
    environment("XDG_CACHE_HOME", "relative");
    EXPECT_EQ(user_cache_folder(), "/home/someone/.cache");
    environment("XDG_CACHE_HOME", "/var/cache/someone");
    EXPECT_EQ(user_cache_folder(), "/var/cache/someone");
    environment("XDG_DATA_HOME", "");
    EXPECT_EQ(user_data_folder(), "/home/someone/.local/share");
}

// Never a folder that others may write to, as /tmp is.
TEST_F(DatasetsTest, UserFoldersWithoutHomeAreThoseOfTheListOfUsers) {
    environment("XDG_CACHE_HOME", "");
    environment("TMPDIR", "/nonexistent");
    const passwd* user = getpwuid(getuid());
    for (const char* home : {"", "relative"}) {
        environment("HOME", home);
        if (user != nullptr)
            EXPECT_EQ(user_cache_folder(), std::filesystem::path(user->pw_dir) / ".cache");
        else
            EXPECT_FALSE(user_cache_folder());
    }
}

} // namespace
} // namespace thaw
