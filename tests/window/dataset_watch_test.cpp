// What the form says of data that are not the published ones.
#include "app/window/new_run_page.h"
#include "core/training/datasets/idx_file.h"
#include "core/training/training.h"
#include "tests/app/program.h"
#include "widgets/forms/launch_form.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <gtest/gtest.h>

namespace thaw {
namespace {

TEST(DatasetNotice, StandsBelowTheDatasetAndDoesNotForbidTheStart) {
    const test::Folder folder;
    for (const char* split : {"train", "t10k"}) {
        const std::string start = folder / split;
        write_idx_images(start + "-images-idx3-ubyte", std::vector<std::uint8_t>(40 * 784), 40, 28,
                         28);
        write_idx_labels(start + "-labels-idx1-ubyte", std::vector<std::uint8_t>(40, 3));
    }
    NewRunPage page(vocabulary(), THAW_SOURCE "/resources/experiments");
    auto* notice = page.form()->pages()->findChild<QLabel*>("data_notice");
    ASSERT_NE(notice, nullptr);
    const auto load = [&](const std::string& dataset) {
        ASSERT_TRUE(page.form()->load_toml(
            QString::fromStdString("[training]\nsteps = 10\n[network]\nid = \"mlp\"\n"
                                   "[optimiser]\nid = \"sgd\"\n[dataset]\n" +
                                   dataset),
            "a.toml"));
    };
    const auto told = [&](const QString& words) {
        return QTest::qWaitFor([&] { return notice->text().contains(words); }, 20'000);
    };
    load("id = \"mnist\"\npath = \"" + folder.path().string() + "\"\n");
    EXPECT_TRUE(told("train-images-idx3-ubyte")) << notice->text().toStdString();
    EXPECT_TRUE(notice->isVisibleTo(notice->parentWidget()));
    EXPECT_TRUE(page.start_button()->isEnabled());
    EXPECT_TRUE(page.form()->problems().empty());

    load("id = \"synthetic\"\n");
    EXPECT_TRUE(QTest::qWaitFor([&] { return notice->text().isEmpty(); }, 20'000));
    EXPECT_FALSE(notice->isVisibleTo(notice->parentWidget()));
    if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist"))
        return;
    load("id = \"mnist\"\npath = \"/usr/share/datasets/fashion-mnist\"\n");
    EXPECT_TRUE(told("fashion_mnist")) << notice->text().toStdString();
}

} // namespace
} // namespace thaw
