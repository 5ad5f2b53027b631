#include "core/training/shifts/shifted_set.h"

#include "core/run/error.h"
#include "core/training/data/memory_source.h"
#include "tests/data_room/folder_fixture.h"
#include "tests/data_room/pictures.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

namespace fs = std::filesystem;

double mean_damage(const ImageSet& before, const ImageSet& after) {
    double sum = 0;
    for (std::size_t i = 0; i < before.pixels.size(); ++i)
        sum += std::abs(before.pixels[i] - after.pixels[i]);
    return sum / static_cast<double>(before.pixels.size());
}

// Each pixel red, green and blue at different strengths.
ImageSet in_colour(const ImageSet& grey) {
    ImageSet set{grey.count, grey.height, grey.width, grey.classes, {}, grey.labels, {}, 3};
    for (const auto pixel : grey.pixels)
        for (const int part : {4, 3, 2})
            set.pixels.push_back(static_cast<std::uint8_t>(pixel * part / 4));
    set.digest = digest_of(set);
    return set;
}

ImageSet shifted_set(const ImageSet& source, const std::string& id, const Table& settings,
                     std::uint64_t seed, const fs::path& cache) {
    return image_set_of(*shifted_source(source, id, settings, seed, cache));
}

class ShiftedSetTest : public FolderTest {
  protected:
    ImageSet make(const std::string& id, std::uint64_t seed = 1) const {
        return shifted_set(source_, id, shift_settings(id), seed, folder_);
    }
    // The only cached file of images.
    fs::path cached() const {
        fs::path found;
        for (const auto& entry : fs::directory_iterator(folder_))
            if (entry.path().extension() == ".idx3-ubyte") {
                EXPECT_TRUE(found.empty());
                found = entry.path();
            }
        return found;
    }

    const ImageSet source_ = soft_set(40, 28);
};

TEST_F(ShiftedSetTest, KeepsLabelsAndSizesAndHasItsOwnDigest) {
    const ImageSet set = make("fog");
    EXPECT_EQ(set.labels, source_.labels);
    EXPECT_EQ(set.count, source_.count);
    EXPECT_EQ(set.height, source_.height);
    EXPECT_EQ(set.width, source_.width);
    EXPECT_EQ(set.classes, source_.classes);
    EXPECT_EQ(set.digest, digest_of(set));
    EXPECT_NE(set.digest, source_.digest);
    EXPECT_EQ(make("identity").digest, source_.digest);
}

TEST_F(ShiftedSetTest, SomeImagesAloneHaveThePixelsThatTheyHaveInTheWholeSet) {
    const std::vector<std::int64_t> places{3, 0, 17};
    for (const char* id : {"identity", "fog", "shot_noise", "spatter"}) {
        const ImageSet whole = make(id);
        const auto some = shifted_images(MemorySource(source_), places, id, shift_settings(id), 1);
        ASSERT_EQ(some.size(), 3U * 784U);
        for (std::size_t i = 0; i < places.size(); ++i)
            EXPECT_TRUE(std::equal(some.begin() + static_cast<std::ptrdiff_t>(i * 784),
                                   some.begin() + static_cast<std::ptrdiff_t>((i + 1) * 784),
                                   whole.image(places[i]).begin()))
                << id;
    }
}

TEST_F(ShiftedSetTest, DependsOnTheSeedButNotOnThreadsNorOtherImages) {
    const int threads = cv::getNumThreads();
    for (const auto& entry : shifts()) {
        const std::string& id = entry.description.id;
        const ImageSet several = shifted_set(source_, id, shift_settings(id), 1, {});
        cv::setNumThreads(1);
        const ImageSet one = shifted_set(source_, id, shift_settings(id), 1, {});
        cv::setNumThreads(threads);
        const ImageSet few = shifted_set(first_images(source_, 7), id, shift_settings(id), 1, {});
        EXPECT_EQ(one.digest, several.digest) << id;
        EXPECT_EQ(first_images(one, 7).digest, few.digest) << id;
    }
    EXPECT_NE(make("shot_noise", 1).digest, make("shot_noise", 2).digest);
}

TEST_F(ShiftedSetTest, TheSecondCallReadsTheFile) {
    const ImageSet first = make("shot_noise");
    EXPECT_THAT(cached().filename().string(),
                testing::ContainsRegex("^shot_noise_5-1-[0-9a-f]+\\.idx3-ubyte$"));
    const auto time = fs::last_write_time(cached());
    EXPECT_EQ(make("shot_noise").pixels, first.pixels);
    EXPECT_EQ(fs::last_write_time(cached()), time);
    for (const auto& entry : fs::directory_iterator(folder_))
        EXPECT_NE(entry.path().extension(), ".tmp");
}

TEST_F(ShiftedSetTest, ColourIsKeptInFourDimensions) {
    const ImageSet source = in_colour(source_);
    const auto make_colour = [&] {
        return shifted_set(source, "impulse_noise", shift_settings("impulse_noise"), 1, folder_);
    };
    const ImageSet first = make_colour();
    EXPECT_EQ(first.channels, 3);
    EXPECT_EQ(first.pixels.size(), source.pixels.size());
    fs::path file;
    for (const auto& entry : fs::directory_iterator(folder_))
        if (entry.path().extension() == ".idx4-ubyte")
            file = entry.path();
    ASSERT_FALSE(file.empty());
    EXPECT_EQ(fs::file_size(file), 20U + source.pixels.size());
    const auto time = fs::last_write_time(file);
    EXPECT_EQ(make_colour().digest, first.digest);
    EXPECT_EQ(fs::last_write_time(file), time);
    write(file, "");
    EXPECT_EQ(make_colour().digest, first.digest);
}

TEST_F(ShiftedSetTest, OtherNumbersOfChannelsAreRefused) {
    ImageSet two{1, 2, 2, 2, std::vector<std::uint8_t>(8), {0}, "", 2};
    two.digest = digest_of(two);
    try {
        shifted_set(two, "stripe", {}, 1, folder_);
        ADD_FAILURE() << "two channels were taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::usage);
        EXPECT_THAT(error.what(), testing::HasSubstr("1 or 3 channels, and these have 2"));
    }
}

TEST_F(ShiftedSetTest, AnotherSourceIsAnotherFile) {
    make("stripe");
    const fs::path file = cached();
    fs::remove(file);
    shifted_set(soft_set(41, 28), "stripe", {}, 1, folder_);
    EXPECT_NE(cached(), file);
}

TEST_F(ShiftedSetTest, DamagedFilesAreMadeAgain) {
    const ImageSet good = make("spatter");
    const fs::path file = cached();
    const std::string whole = contents(file);
    std::string flipped = whole;
    flipped[5000] = static_cast<char>(flipped[5000] ^ 1);
    std::string other_sizes = whole;
    std::swap(other_sizes[7], other_sizes[11]);
    for (const auto& bytes : {std::string(), std::string("nonsense"), whole.substr(0, 4000),
                              whole + "x", flipped, other_sizes}) {
        write(file, bytes);
        EXPECT_EQ(make("spatter").digest, good.digest);
        EXPECT_EQ(contents(file), whole);
    }
    fs::remove(file.string() + ".sha256");
    EXPECT_EQ(make("spatter").digest, good.digest);
    EXPECT_TRUE(fs::exists(file.string() + ".sha256"));
}

TEST_F(ShiftedSetTest, AnUnwritableFolderIsNoError) {
    write(folder_ / "file", "");
    const ImageSet set = shifted_set(source_, "stripe", {}, 1, folder_ / "file" / "cache");
    EXPECT_EQ(set.digest, make("stripe").digest);
    EXPECT_EQ(set.digest, shifted_set(source_, "stripe", {}, 1, "/proc/absent").digest);
    // A folder where the file should be.
    const fs::path file = cached();
    fs::remove(file);
    fs::create_directory(file);
    EXPECT_EQ(make("stripe").digest, set.digest);
}

TEST_F(ShiftedSetTest, DamageGrowsWithSeverity) {
    for (const char* id :
         {"shot_noise", "impulse_noise", "brightness", "rotate", "scale", "shear", "translate"}) {
        double before = 0;
        for (std::int64_t severity = 1; severity <= 5; ++severity) {
            Table settings;
            settings.set("severity", severity);
            const double damage =
                mean_damage(source_, shifted_set(source_, id, settings, 1, folder_));
            EXPECT_GT(damage, before) << id << ' ' << severity;
            before = damage;
        }
    }
}

TEST_F(ShiftedSetTest, DamageOfCifar10CGrowsWithSeverity) {
    const ImageSet source = in_colour(soft_set(20, 32));
    for (const std::string name : {"gaussian_noise", "shot_noise", "impulse_noise", "speckle_noise",
                                   "defocus_blur", "gaussian_blur", "zoom_blur", "motion_blur",
                                   "brightness", "contrast", "pixelate", "fog", "snow"}) {
        double before = 0;
        for (std::int64_t severity = 1; severity <= 5; ++severity) {
            Table settings;
            settings.set("severity", severity);
            const double damage =
                mean_damage(source, shifted_set(source, "cifar_c_" + name, settings, 1, {}));
            EXPECT_GT(damage, before) << name << ' ' << severity;
            before = damage;
        }
    }
}

TEST_F(ShiftedSetTest, PhotographsBelongToTheRecipe) {
    const auto count = [&] {
        std::ptrdiff_t files = 0;
        for (const auto& entry : fs::directory_iterator(folder_))
            files += entry.path().extension() == ".idx3-ubyte";
        return files;
    };
    Table settings = shift_settings("cifar_c_frost");
    const auto make_frost = [&] {
        return shifted_set(source_, "cifar_c_frost", settings, 1, folder_).digest;
    };
    const auto first = make_frost();
    const fs::path other = folder_ / "photographs";
    fs::create_directory(other);
    write_photographs(other, 1); // the same elsewhere
    settings.set("photographs", other.string());
    EXPECT_EQ(make_frost(), first);
    EXPECT_EQ(count(), 1);
    write_photographs(other, 9);
    EXPECT_NE(make_frost(), first);
    EXPECT_EQ(count(), 2);
}

TEST_F(ShiftedSetTest, FrostWithoutItsPhotographsIsRefused) {
    const auto expect_error = [&](Fault fault, const std::string& words) {
        Table settings = shift_settings("cifar_c_frost");
        settings.set("photographs", folder_.string());
        try {
            shifted_set(source_, "cifar_c_frost", settings, 1, {});
            ADD_FAILURE() << words;
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), fault) << error.what();
            EXPECT_THAT(error.what(), testing::HasSubstr(words));
            EXPECT_THAT(error.what(), testing::HasSubstr(folder_.string()));
        }
    };
    expect_error(Fault::usage, "there is no frost1.png in");
    write_photographs(folder_, 1);
    fs::remove(folder_ / "frost4.jpg");
    expect_error(Fault::usage, "there is no frost4.jpg in");
    write(folder_ / "frost4.jpg", "a text");
    expect_error(Fault::damaged, "is neither a PNG nor a JPEG file");
    write(folder_ / "frost4.jpg", "\xff\xd8\xff and then nothing");
    expect_error(Fault::damaged, "cannot be decoded");
    write(folder_ / "frost4.jpg", "");
    expect_error(Fault::failure, "cannot be read");
    write(folder_ / "frost4.jpg", "\x89PNG\r\n\x1a\n");
    expect_error(Fault::damaged, "cannot be decoded");
}

TEST_F(ShiftedSetTest, DefaultFolder) {
    environment("THAW_CACHE", "/elsewhere");
    EXPECT_EQ(default_shift_cache(), "/elsewhere");
    environment("THAW_CACHE", "");
    environment("XDG_CACHE_HOME", "/caches");
    EXPECT_EQ(default_shift_cache(), "/caches/thawscope/shifts");
    environment("XDG_CACHE_HOME", "");
    environment("HOME", "/home/someone");
    EXPECT_EQ(default_shift_cache(), "/home/someone/.cache/thawscope/shifts");
}

TEST(SplitName, IdAndValues) {
    const auto name = [](const std::string& id, const std::string& key, const Value& value) {
        Table settings;
        settings.set(key, value);
        return split_name(id, settings);
    };
    EXPECT_EQ(split_name("stripe", {}), "stripe");
    EXPECT_EQ(split_name("shot_noise", {}), "shot_noise_5");
    EXPECT_EQ(name("shot_noise", "severity", std::int64_t{2}), "shot_noise_2");
    EXPECT_EQ(name("cifar_c_frost", "photographs", std::string("/a/b")), "cifar_c_frost_5");
    EXPECT_EQ(name("rotation", "angle", 30.0), "rotation_30");
    EXPECT_EQ(name("rotation", "angle", std::int64_t{30}), "rotation_30");
    EXPECT_EQ(name("rotation", "angle", -15.0), "rotation_m15");
    EXPECT_EQ(name("rotation", "angle", -22.5), "rotation_m22p5");
    EXPECT_EQ(name("rotation", "angle", 1e-7), "rotation_1em07");
}

// ---- As a source, read from the cache ----

std::vector<std::uint8_t> bytes_of(const ExampleSource& source,
                                   const std::vector<std::int64_t>& ids) {
    std::vector<std::uint8_t> bytes(ids.size() * static_cast<std::size_t>(source.spec().bytes()));
    source.read(ids, std::as_writable_bytes(std::span(bytes)));
    return bytes;
}

TEST_F(ShiftedSetTest, ASourceIsTheSameImagesFromTheCache) {
    for (const ImageSet& from : {source_, in_colour(source_)}) {
        const ImageSet set = shifted_set(from, "fog", shift_settings("fog"), 1, {});
        const auto source = shifted_source(from, "fog", shift_settings("fog"), 1, folder_);
        EXPECT_TRUE(source->in_memory().empty());
        EXPECT_EQ(source->digest(), set.digest);
        EXPECT_EQ(source->targets().labels, set.labels);
        EXPECT_EQ(image_set_of(*source).pixels, set.pixels);
        std::vector<std::uint8_t> expected;
        for (const std::int64_t id : {7, 8, 9, 3, 39, 0}) {
            const auto image = set.image(id);
            expected.insert(expected.end(), image.begin(), image.end());
        }
        EXPECT_EQ(bytes_of(*source, {7, 8, 9, 3, 39, 0}), expected);
    }
    // Without a cache, and where the folder cannot be written to, in memory.
    EXPECT_FALSE(shifted_source(source_, "fog", shift_settings("fog"), 1, {})->in_memory().empty());
    EXPECT_FALSE(shifted_source(source_, "fog", shift_settings("fog"), 1, "/proc/none")
                     ->in_memory()
                     .empty());
}

TEST_F(ShiftedSetTest, ACacheThatIsRemovedDoesNoHarmAndOneThatIsWrittenIntoIsTold) {
    const auto source = shifted_source(source_, "fog", shift_settings("fog"), 1, folder_);
    const auto before = bytes_of(*source, {5});
    const fs::path file = cached();
    fs::rename(file, folder_ / "elsewhere");
    EXPECT_EQ(bytes_of(*source, {5}), before);
    fs::last_write_time(folder_ / "elsewhere", fs::file_time_type::clock::now()); // touched alone
    EXPECT_EQ(bytes_of(*source, {5}), before);
    fs::resize_file(folder_ / "elsewhere", 100);
    try {
        bytes_of(*source, {5});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::failure);
        EXPECT_THAT(error.what(), testing::HasSubstr("were changed while a run reads them"));
    }
    // Made again, whole, by the next one.
    EXPECT_EQ(bytes_of(*shifted_source(source_, "fog", shift_settings("fog"), 1, folder_), {5}),
              before);
}

} // namespace
} // namespace thaw
