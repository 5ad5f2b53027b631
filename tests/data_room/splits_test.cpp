#include "core/training/data/memory_source.h"
#include "core/training/datasets/idx_file.h"
#include "core/training/splits/split_kind.h"
#include "tests/data_room/data_fixture.h"
#include "tests/data_room/settings_of.h"

namespace thaw {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class SplitsTest : public DataTest {
  protected:
    // Of `side` pixels, labels 0 and 1 in turns, the id test set 4 images.
    static std::shared_ptr<const ExampleSource> images(std::int64_t count, std::int64_t side,
                                                       std::int64_t channels = 3) {
        ImageSet set{count, side, side, 2};
        set.channels = channels;
        set.names = {"cat", "dog"};
        set.pixels.assign(static_cast<std::size_t>(count * set.values_per_image()), 7);
        for (std::int64_t i = 0; i < count; ++i)
            set.labels.push_back(static_cast<std::int32_t>(i % 2));
        set.digest = digest_of(set);
        return std::make_shared<MemorySource>(std::move(set));
    }
    static Item entry(const std::string& id, const Table& given) {
        Item item{id, default_settings(entry_of(split_kinds(), id).description), {}};
        item.settings.set("name", id);
        item.settings.set("role", std::string("ood"));
        for (const auto& [key, value] : given.values())
            item.settings.set(key, value);
        return item;
    }
    std::vector<DataSplit> make(const Item& item, std::int64_t side = 32,
                                std::int64_t channels = 3) const {
        const auto train = images(6, side, channels), test = images(4, side, channels);
        return make_splits(item, {*train, *test});
    }
    static Table with(const std::string& key, const Value& value) {
        Table table;
        table.set(key, value);
        return table;
    }
    // Two images a severity; each pixel tells the row.
    void put_cifar_c(const std::vector<std::string>& corruptions) const {
        std::vector<std::uint8_t> pixels;
        for (int row = 0; row < 20; ++row)
            pixels.insert(pixels.end(), 32 * 32 * 3, static_cast<std::uint8_t>(row));
        for (const auto& corruption : corruptions)
            put("c/" + corruption + ".npy", npy("|u1", "20, 32, 32, 3", pixels));
        std::vector<std::int64_t> labels;
        for (int row = 0; row < 20; ++row)
            labels.push_back(row % 2);
        put("c/labels.npy", npy("<i8", "20,", labels));
    }
};

TEST_F(SplitsTest, SeveritiesOfCifarC) {
    put_cifar_c({"fog", "snow"});
    Table given = with("path", at("c"));
    given.set("corruptions", std::string("fog, snow"));
    given.set("severities", std::vector<std::int64_t>{3, 1});
    Item item = entry("cifar_c_files", given);
    const auto made = make(item);
    const auto planned = planned_splits(item);
    ASSERT_EQ(made.size(), 4U);
    ASSERT_EQ(planned.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(made[i].info.name, planned[i].name);
    EXPECT_EQ(made[0].info.name, "fog_1");
    EXPECT_EQ(made[1].info.name, "fog_3");
    const ImageSet third = image_set_of(*made[1].source);
    EXPECT_EQ(third.count, 4);
    EXPECT_EQ(third.image(0)[5], 8);
    EXPECT_EQ(third.image(3)[5], 11);
    EXPECT_TRUE(made[1].info.paired); // four labels in turns, as the ID test set
    EXPECT_EQ(made[1].info.settings.integer("severity"), 3);
    EXPECT_NE(made[0].info.digest, made[1].info.digest);
    item.settings.set("name", std::string("c10c"));
    item.settings.set("role", std::string("validation"));
    EXPECT_EQ(planned_splits(item)[0].name, "c10c_fog_1");
    EXPECT_EQ(make(item)[0].info.role, SplitRole::validation);
    EXPECT_EQ(make(item)[0].info.name, "c10c_fog_1");
}

TEST_F(SplitsTest, TheBenchmarkHasFifteenAndAllNineteen) {
    Table given = with("path", at("c"));
    given.set("severities", std::vector<std::int64_t>{5});
    EXPECT_EQ(planned_splits(entry("cifar_c_files", given)).size(), 15U);
    given.set("corruptions", std::string("all"));
    EXPECT_EQ(planned_splits(entry("cifar_c_files", given)).size(), 19U);
    given.set("corruptions", std::string("fogg"));
    expect_refused([&] { planned_splits(entry("cifar_c_files", given)); }, Fault::usage,
                   {"'fogg'", "did you mean fog"});
}

TEST_F(SplitsTest, CifarCThatIsNone) {
    put_cifar_c({"fog"});
    Table given = with("path", at("c"));
    given.set("corruptions", std::string("fog"));
    const auto made = [&] { make(entry("cifar_c_files", given)); };
    given.set("corruptions", std::string("snow"));
    expect_refused(made, Fault::failure, {at("c"), "lacks the file snow.npy"});
    given.set("corruptions", std::string("fog"));
    put("c/labels.npy", npy("<i8", "4,", std::vector<std::int64_t>{0, 1, 0, 1}));
    expect_refused(made, Fault::damaged, {"4 labels", "five severities"});
    put("c/labels.npy", npy("<i8", "5,", std::vector<std::int64_t>{0, 1, 0, 1, 0}));
    expect_refused(made, Fault::damaged, {"20 examples", "5 labels"});
    put("c/labels.npy", npy("<i8", "5,", std::vector<std::int64_t>{0, 1, 9, 1, 0}));
    expect_refused(made, Fault::damaged, {"the label 9"});
    given.set("path", at("none"));
    expect_refused(made, Fault::failure, {at("none"), "splits.path"});
}

TEST_F(SplitsTest, MnistC) {
    put("m/fog/test_images.npy", npy("|u1", "4, 2, 2, 1", std::vector<std::uint8_t>(16, 9)));
    put("m/fog/test_labels.npy", npy("<i8", "4,", std::vector<std::int64_t>{0, 1, 0, 1}));
    Table given = with("path", at("m"));
    given.set("corruptions", std::string("fog"));
    const auto made = make(entry("mnist_c_files", given), 2, 1);
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made[0].info.name, "fog");
    EXPECT_TRUE(made[0].info.paired);
    given.set("corruptions", std::string("benchmark"));
    EXPECT_EQ(planned_splits(entry("mnist_c_files", given)).size(), 15U);
}

TEST_F(SplitsTest, OtherFilesWithTheSameClasses) {
    write_idx_images(folder_ / "i", std::vector<std::uint8_t>(12, 5), 3, 2, 2);
    write_idx_labels(folder_ / "l", std::vector<std::uint8_t>{1, 0, 1});
    Table given = with("images", at("i"));
    given.set("labels", at("l"));
    EXPECT_EQ(make(entry("idx", given), 2, 1)[0].info.examples, 3);
    EXPECT_FALSE(make(entry("idx", given), 2, 1)[0].info.paired);
    expect_refused([&] { make(entry("idx", given), 3, 1); }, Fault::usage,
                   {"split idx", "2 x 2 pixels", "3 x 3 pixels"});

    put("batch.bin", cifar_record({1}, 1, 2, 3));
    EXPECT_THAT(make(entry("cifar", with("path", at("batch.bin"))))[0].source->targets().labels,
                ElementsAre(1));
    put("batch.bin", cifar_record({2}, 1, 2, 3));
    expect_refused([&] { make(entry("cifar", with("path", at("batch.bin")))); }, Fault::usage,
                   {"label 2", "2 classes"});

    put("x.npy", npy("|u1", "2, 2, 2", std::vector<std::uint8_t>(8, 3)));
    put("y.npy", npy("<i8", "2,", std::vector<std::int64_t>{1, 1}));
    given = with("path", at("x.npy"));
    given.set("labels", at("y.npy"));
    EXPECT_THAT(make(entry("arrays", given), 2, 1)[0].source->targets().labels, ElementsAre(1, 1));

    put_picture("domain/dog/a.png", 32, 32, {1, 2, 3});
    put_picture("domain/cat/a.png", 32, 32, {1, 2, 3});
    put_picture("domain/cat/b.png", 32, 32, {1, 2, 3});
    const auto folder = make(entry("image_folder", with("path", at("domain"))));
    EXPECT_THAT(folder[0].source->targets().labels, ElementsAre(0, 0, 1));
    EXPECT_EQ(folder[0].info.domain, "domain");
    fs::rename(folder_ / "domain/dog", folder_ / "domain/wolf");
    expect_refused([&] { make(entry("image_folder", with("path", at("domain")))); }, Fault::usage,
                   {"lacks the class dog"});
}

TEST_F(SplitsTest, NamesAreTheirOwn) {
    const auto named = [](const std::string& name) {
        SplitInfo info;
        info.name = name;
        return info;
    };
    check_split_names({named("id_test"), named("fog"), named("fog_3")});
    for (const char* name : {"fog", "ood_mean", "train"})
        expect_refused(
            [&] {
                check_split_names({named("fog"), named(name)});
            },
            Fault::usage, {"'" + std::string(name) + "'"});
}

} // namespace
} // namespace thaw
