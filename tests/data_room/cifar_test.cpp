#include "core/training/datasets/cifar.h"
#include "tests/data_room/data_fixture.h"
#include "tests/data_room/settings_of.h"

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CifarTest : public DataTest {
  protected:
    Table settings(const std::string& id) const {
        Table chosen = default_settings(entry_of(datasets(), id).description);
        chosen.set("path", folder_.string());
        return chosen;
    }
    void put_ten() const {
        put("data_batch_1.bin", cifar_record({3}, 1, 2, 3) + cifar_record({0}, 4, 5, 6));
        put("data_batch_2.bin", cifar_record({9}, 7, 8, 9));
        put("test_batch.bin", cifar_record({5}, 10, 20, 30));
    }
    // Two super-classes of three fine classes each, one image of each; its red is the fine class.
    void put_hundred() const {
        std::string records;
        for (const auto& [coarse, fine] :
             {std::pair{4, 10}, {4, 20}, {4, 30}, {7, 11}, {7, 21}, {7, 31}})
            records += cifar_record({coarse, fine}, fine, 0, 0);
        put("train.bin", records);
        put("test.bin", records);
    }
    static std::vector<int> reds(const ExampleSource& source) {
        const ImageSet set = image_set_of(source);
        std::vector<int> all;
        for (std::int64_t i = 0; i < set.count; ++i)
            all.push_back(set.image(i)[0]);
        return all;
    }
};

TEST_F(CifarTest, PlanesBecomePixelsAndBatchesFollowEachOther) {
    put_ten();
    put("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n\n");
    const ImageDataset data = image_dataset("cifar10", settings("cifar10"));
    EXPECT_EQ(data.train.count, 3);
    EXPECT_EQ(data.train.height, 32);
    EXPECT_EQ(data.train.channels, 3);
    EXPECT_THAT(data.train.labels, ElementsAre(3, 0, 9));
    EXPECT_THAT(std::vector<int>(data.train.image(1).begin(), data.train.image(1).begin() + 4),
                ElementsAre(4, 5, 6, 4));
    EXPECT_EQ(data.test.image(0)[3071], 30);
    EXPECT_EQ(data.train.names[3], "d");
    EXPECT_THAT(data.files, HasSubstr("not the published files: data_batch_1.bin"));
    EXPECT_THAT(cifar_notice(CifarKind::ten, settings("cifar10")),
                HasSubstr("not the published files of CIFAR-10"));
}

TEST_F(CifarTest, TheArchivesOwnFolderIsFoundInTheNamedOne) {
    put("cifar-10-batches-bin/data_batch_1.bin", cifar_record({3}, 1, 2, 3));
    put("cifar-10-batches-bin/test_batch.bin", cifar_record({3}, 1, 2, 3));
    EXPECT_EQ(image_dataset("cifar10", settings("cifar10")).train.count, 1);
}

TEST_F(CifarTest, FineAndCoarseLabels) {
    put_hundred();
    Table chosen = settings("cifar100");
    EXPECT_THAT(image_dataset("cifar100", chosen).train.labels,
                ElementsAre(10, 20, 30, 11, 21, 31));
    EXPECT_EQ(image_dataset("cifar100", chosen).train.classes, 100);
    chosen.set("labels", std::string("coarse"));
    EXPECT_THAT(image_dataset("cifar100", chosen).train.labels, ElementsAre(4, 4, 4, 7, 7, 7));
    EXPECT_EQ(image_dataset("cifar100", chosen).train.classes, 20);
}

TEST_F(CifarTest, SuperClassesDivide) {
    put_hundred();
    Table chosen = settings("cifar100");
    chosen.set("labels", std::string("coarse"));
    chosen.set("train_classes", std::vector<std::int64_t>{0, 2});
    const Dataset data = entry_of(datasets(), "cifar100").make(chosen);
    EXPECT_THAT(reds(*data.train.source), ElementsAre(10, 30, 11, 31));
    EXPECT_THAT(reds(*data.id_test.source), ElementsAre(10, 30, 11, 31));
    ASSERT_EQ(data.others.size(), 1U);
    EXPECT_THAT(reds(*data.others[0].source), ElementsAre(20, 21));
    EXPECT_THAT(data.others[0].source->targets().labels, ElementsAre(4, 7));
    const auto planned = entry_of(datasets(), "cifar100").make.others(chosen);
    ASSERT_EQ(planned.size(), 1U);
    EXPECT_EQ(planned[0].name, data.others[0].info.name);
    chosen.set("train_classes", std::vector<std::int64_t>{});
    chosen.set("ood_classes", std::vector<std::int64_t>{0});
    EXPECT_THAT(reds(*entry_of(datasets(), "cifar100").make(chosen).train.source),
                ElementsAre(20, 30, 21, 31));
}

TEST_F(CifarTest, SuperClassesThatCannotDivide) {
    put_hundred();
    Table chosen = settings("cifar100");
    chosen.set("train_classes", std::vector<std::int64_t>{0});
    const auto make = [&] { image_dataset("cifar100", chosen); };
    expect_refused(make, Fault::usage, {"dataset.labels = \"coarse\""});
    chosen.set("labels", std::string("coarse"));
    chosen.set("ood_classes", std::vector<std::int64_t>{0, 1});
    expect_refused(make, Fault::usage, {"both have 0"});
    chosen.set("ood_classes", std::vector<std::int64_t>{});
    chosen.set("train_classes", std::vector<std::int64_t>{0, 1, 2, 3, 4});
    expect_refused(make, Fault::usage, {"train_classes has all of the 5"});
}

TEST_F(CifarTest, FilesThatAreNone) {
    put_ten();
    const auto make = [&] { image_dataset("cifar10", settings("cifar10")); };
    const std::string good = cifar_record({5}, 1, 1, 1);
    put("test_batch.bin", good.substr(1));
    expect_refused(make, Fault::damaged, {at("test_batch.bin"), "3072 bytes", "3073"});
    put("test_batch.bin", good + "x");
    expect_refused(make, Fault::damaged, {"no whole number of records"});
    put("test_batch.bin", "");
    expect_refused(make, Fault::damaged, {"is empty"});
    put("test_batch.bin", good + cifar_record({10}, 1, 1, 1));
    expect_refused(make, Fault::damaged, {"image 1 the label 10", "10 classes"});
    put("test_batch.bin", "<!DOCTYPE html>");
    expect_refused(make, Fault::damaged, {"is a web page"});
    put("test_batch.bin", "version https://git-lfs.github.com/spec/v1\n");
    expect_refused(make, Fault::damaged, {"git lfs pull"});
    std::filesystem::remove(folder_ / "test_batch.bin");
    expect_refused(make, Fault::failure, {"lacks the file test_batch.bin"});
    put("test_batch.bin", good);
    put("data_batch_4.bin", good);
    expect_refused(make, Fault::failure, {"lacks the file data_batch_3.bin"});
    put("data_batch_3.bin", good);
    put("batches.meta.txt", "airplane\n");
    expect_refused(make, Fault::damaged, {"batches.meta.txt", "10 classes", "has 1"});
}

TEST_F(CifarTest, ThePythonVersionIsRefusedWithAHint) {
    put("cifar-10-batches-py/data_batch_1", "\x80\x02}");
    expect_refused([&] { image_dataset("cifar10", settings("cifar10")); }, Fault::failure,
                   {"data_batch_1", "Python version of CIFAR-10", "cifar-10-binary.tar.gz"});
    put_ten();
    put("data_batch_2.bin", "\x80\x02}q\x01(U\x0b");
    expect_refused([&] { image_dataset("cifar10", settings("cifar10")); }, Fault::damaged,
                   {"pickle", "data_batch_2.bin"});
}

} // namespace
} // namespace thaw
