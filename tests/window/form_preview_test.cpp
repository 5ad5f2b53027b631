// What the form shows of real data and weights, looked at beside the screen's thread.
#include "app/window/new_run_page.h"
#include "core/training/datasets/idx_file.h"
#include "core/training/training.h"
#include "tests/app/program.h"
#include "widgets/forms/class_table.h"
#include "widgets/forms/config_pages.h"
#include "widgets/forms/data_preview_panel.h"
#include "widgets/forms/launch_form.h"
#include "widgets/forms/split_entry.h"
#include "widgets/forms/weights_panel.h"

#include <QElapsedTimer>
#include <QImage>
#include <QTest>
#include <QTreeWidget>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::HasSubstr;

constexpr int patience = 60'000;

class FormPreviewTest : public testing::Test {
  protected:
    FormPreviewTest() {
        page.resize(1300, 800);
        page.show();
    }

    // A page of the form by its name.
    void go_to(const char* name) {
        for (int i = 0; i < pages()->count(); ++i)
            if (pages()->page_label(i) == name)
                page.form()->show_page(i);
    }
    void load(const std::string& text) {
        ASSERT_TRUE(page.form()->load_toml(
            QString::fromStdString("[training]\nsteps = 10\n[optimiser]\nid = \"sgd\"\n" + text),
            "a.toml"));
        ASSERT_TRUE(page.form()->config())
            << page.form()->problems().front().sentence.toStdString();
    }
    // Forty pictures of 28 x 28 pixels, their classes 0 to 7 in turn.
    void write_mnist() const {
        std::vector<std::uint8_t> labels, pixels(40 * 784);
        for (std::size_t i = 0; i < 40; ++i)
            labels.push_back(static_cast<std::uint8_t>(i % 8));
        for (const char* split : {"train", "t10k"}) {
            const std::string start = folder / split;
            write_idx_images(start + "-images-idx3-ubyte", pixels, 40, 28, 28);
            write_idx_labels(start + "-labels-idx1-ubyte", labels);
        }
    }
    std::string mnist(const std::string& more = "", const std::string& network = "") const {
        return "[dataset]\nid = \"mnist\"\npath = \"" + folder.path().string() + "\"\n" + more +
               "[network]\nid = \"mlp\"\n" + network;
    }
    template <class Condition>
    static bool until(const Condition& condition) {
        return QTest::qWaitFor(condition, patience);
    }

    ConfigPages* pages() const { return page.form()->pages(); }
    DataPreviewPanel* data() const { return pages()->data_preview(); }
    WeightsPanel* weights() const { return pages()->weights_panel(); }
    std::string told(std::size_t entry) const {
        return data()->entries()[entry]->told().toStdString();
    }

    test::Folder folder;
    NewRunPage page{vocabulary(), THAW_SOURCE "/resources/experiments"};
};

TEST_F(FormPreviewTest, ShowsEverySplitOfTheDataOnlyWhileItIsSeen) {
    write_mnist();
    load(mnist("validation_share = 0.25\n", "[[ood]]\nshift = \"stripe\"\n"));
    QTest::qWait(400);
    EXPECT_TRUE(data()->entries().empty()) << "nobody looks";
    go_to("Data preview");
    ASSERT_TRUE(until([&] { return data()->entries().size() == 4; }));
    EXPECT_EQ(told(0), "train\nTraining set · 30 examples");
    EXPECT_EQ(told(1), "id_test\nID test set · 40 examples");
    EXPECT_EQ(told(2), "id_validation\nValidation set · 10 examples");
    EXPECT_EQ(told(3), "stripe\nOOD test set · 40 examples");
    EXPECT_EQ(data()->classes()->item(0, 2)->text(), "5");
    EXPECT_EQ(data()->classes()->item(9, 2)->text(), "0");
}

TEST_F(FormPreviewTest, FollowsTheFormAndSaysWhatIsWrongWithTheData) {
    write_mnist();
    go_to("Data preview");
    load(mnist());
    ASSERT_TRUE(until([&] { return data()->entries().size() == 2; }));
    load(mnist("", "[[ood]]\nshift = [\"stripe\", \"fog\"]\n"));
    ASSERT_TRUE(until([&] { return data()->entries().size() == 4; }));
    folder.write("train-images-idx3-ubyte", "no images");
    folder.write("train-labels-idx1-ubyte", "");
    load(mnist("train_examples = 20\n"));
    ASSERT_TRUE(until([&] { return !data()->problem().isEmpty(); }));
    EXPECT_THAT(data()->problem().toStdString(), HasSubstr("train-images-idx3-ubyte"));
    EXPECT_TRUE(data()->entries().empty());
}

TEST_F(FormPreviewTest, AShiftThatCannotBeMadeLeavesTheOthers) {
    write_mnist();
    go_to("Data preview");
    load(mnist("",
               "[[ood]]\nshift = \"cifar_c_frost\"\nphotographs = \"/nowhere\"\n[[ood]]\nshift = "
               "\"fog\"\n[[splits]]\nid = \"cifar\"\npath = \"/nowhere.bin\"\n"));
    ASSERT_TRUE(until([&] { return data()->entries().size() == 5; }));
    EXPECT_THAT(told(2), HasSubstr("frost1.png"));
    EXPECT_EQ(told(3), "fog_5\nOOD test set · 40 examples");
    EXPECT_THAT(told(4), HasSubstr("/nowhere.bin"));
    load(mnist() + "[task]\nid = \"regression\"\n");
    ASSERT_TRUE(until([&] { return !data()->problem().isEmpty(); }));
    EXPECT_THAT(data()->problem().toStdString(), HasSubstr("regression"));
}

TEST_F(FormPreviewTest, ManyChangesNeitherBlockTheScreenNorShowWhatIsOld) {
    write_mnist();
    go_to("Data preview");
    for (int i = 0; i < 40; ++i) {
        load(mnist("",
                   i % 2 == 0 ? "[[ood]]\nshift = \"spatter\"\n" : "[[ood]]\nshift = \"fog\"\n"));
        QElapsedTimer timer;
        timer.start();
        QTest::qWait(i % 4 == 0 ? 300 : 5);
        EXPECT_LT(timer.elapsed(), 5'000);
    }
    ASSERT_TRUE(until([&] {
        return data()->entries().size() == 3 && data()->entries()[2]->isEnabled() &&
               told(2).starts_with("fog_5");
    }));
}

TEST_F(FormPreviewTest, DomainsAreListedBesideTheScreensThreadAndTheirSeriesAreKnownThen) {
    for (const char* domain : {"photo", "sketch"})
        for (const char* kind : {"cat", "dog"})
            for (int i = 0; i < 6; ++i) {
                const auto file =
                    folder.write(fmt::format("pets/{}/{}/{}.png", domain, kind, i), "");
                QImage image(20, 16, QImage::Format_RGB888);
                image.fill(QColor::fromHsv(i * 40, 200, 200));
                ASSERT_TRUE(image.save(QString::fromStdString(file.string())));
            }
    const std::string pets =
        "[dataset]\nid = \"image_folder\"\ndomain = \"photo\"\nresize = 16\npath = \"" +
        (folder / "pets").string() + "\"\n[network]\nid = \"mlp\"\n";
    const std::string rule = "[[metrics]]\nid = \"evaluation\"\n[[triggers]]\nid = "
                             "\"stabilisation\"\naction = \"release_all\"\nmetric = ";
    ASSERT_TRUE(page.form()->load_toml(
        QString::fromStdString("[training]\nsteps = 10\n[optimiser]\nid = \"sgd\"\n"
                               "[intervention]\nid = \"gradual_unfreezing\"\n" +
                               pets + rule + "\"accuracy.cartoon\"\n"),
        "a.toml"));
    ASSERT_TRUE(until([&] { return !page.form()->problems().empty(); }));
    EXPECT_THAT(page.form()->problems().front().sentence.toStdString(),
                HasSubstr("accuracy.cartoon"));
    load("[intervention]\nid = \"gradual_unfreezing\"\n" + pets + rule + "\"accuracy.sketch\"\n");
    go_to("Data preview");
    ASSERT_TRUE(until([&] { return data()->entries().size() == 3; }))
        << data()->problem().toStdString();
    EXPECT_THAT(told(2), HasSubstr("domain sketch"));
    EXPECT_EQ(data()->classes()->item(1, 0)->text(), "dog");
    EXPECT_EQ(data()->classes()->item(1, 3)->text(), "6");
}

TEST_F(FormPreviewTest, WeightsShowWhatBecomesOfThemOrWhyTheyAreRefused) {
    write_mnist();
    go_to("Network");
    load(mnist());
    EXPECT_TRUE(weights()->table()->isHidden());
    const auto file = folder.write("w.safetensors", "no weights");
    load(mnist("", "weights = \"" + file.string() + "\"\n"));
    ASSERT_TRUE(until([&] { return !weights()->problem().isEmpty(); }));
    EXPECT_THAT(weights()->problem().toStdString(), HasSubstr("w.safetensors"));

    // head.linear.bias of ten classes, and one that no network of ours has.
    const std::string header =
        R"({"head.linear.bias":{"dtype":"F32","shape":[10],"data_offsets":[0,40]},)"
        R"("other":{"dtype":"F32","shape":[1],"data_offsets":[40,44]}})";
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(header.size());
    folder.write("v.safetensors", bytes + header + std::string(44, '\0'));
    load(mnist("", "weights = \"" + (folder / "v.safetensors").string() + "\"\n"));
    ASSERT_TRUE(until([&] { return !weights()->table()->isHidden(); }))
        << weights()->problem().toStdString();
    EXPECT_EQ(weights()->table()->topLevelItem(0)->text(1), "1");
    EXPECT_GE(weights()->table()->topLevelItem(1)->text(1).toInt(), 1);
    EXPECT_EQ(weights()->table()->topLevelItem(3)->child(0)->text(0), "other");
    load(mnist());
    ASSERT_TRUE(until([&] { return weights()->table()->isHidden(); }));
}

TEST(Preview, ShowsThePixelsThatTheRunWillSee) {
    if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist"))
        GTEST_SKIP() << "no Fashion-MNIST";
    const RunConfig config = parse_config(
        "[training]\nsteps = 10\n[network]\nid = \"mlp\"\n[optimiser]\nid = \"sgd\"\n[dataset]\n"
        "id = \"fashion_mnist\"\ntest_examples = 100\n[[ood]]\nshift = [\"identity\", "
        "\"spatter\"]\n",
        "a.toml", vocabulary());
    Preview preview;
    const DataPreview data = preview.data(config, [] { return false; });
    ASSERT_EQ(data.splits.size(), 4U);
    const Plan plan = make_trainer(config)->plan();
    for (std::size_t i = 0; i < data.splits.size(); ++i) {
        EXPECT_EQ(data.splits[i].info.name, plan.splits[i].name);
        EXPECT_EQ(data.splits[i].info.examples, plan.splits[i].examples);
        ASSERT_EQ(data.splits[i].pictures.size(), 8U);
    }
    EXPECT_EQ(data.splits[2].pictures[7].pixels, data.splits[1].pictures[7].pixels) << "identity";
    EXPECT_EQ(data.splits[3].clean[7].pixels, data.splits[1].pictures[7].pixels);
    EXPECT_NE(data.splits[3].pictures[7].pixels, data.splits[1].pictures[7].pixels);
    std::set<std::string> labels;
    for (const Picture& picture : data.splits[1].pictures)
        labels.insert(picture.label);
    EXPECT_EQ(labels.size(), 8U) << "one of each class as far as they go";
    EXPECT_THROW(preview.data(config, [] { return true; }), Error);
}

} // namespace
} // namespace thaw
