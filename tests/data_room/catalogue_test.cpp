// What every dataset and every shift must be, those to come included.
#include "core/training/datasets/dataset.h"
#include "core/training/shifts/shift.h"
#include "tests/data_room/pictures.h"

#include <gmock/gmock.h>
#include <set>

namespace thaw {
namespace {

double number(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*whole);
    return std::get<double>(value);
}

void check(const std::vector<Description>& all) {
    std::set<std::string> ids;
    for (const auto& description : all) {
        SCOPED_TRACE(description.id);
        EXPECT_TRUE(ids.insert(description.id).second);
        EXPECT_THAT(description.id, testing::MatchesRegex("[a-z][a-z0-9_]*"));
        EXPECT_FALSE(description.label.empty());
        EXPECT_THAT(description.help, testing::EndsWith("."));
        std::set<std::string> keys;
        for (const auto& parameter : description.parameters) {
            SCOPED_TRACE(parameter.key);
            EXPECT_TRUE(keys.insert(parameter.key).second);
            EXPECT_FALSE(parameter.label.empty());
            EXPECT_THAT(parameter.help, testing::EndsWith("."));
            if (parameter.minimum) {
                EXPECT_GE(number(parameter.fallback), *parameter.minimum);
            }
            if (parameter.maximum) {
                EXPECT_LE(number(parameter.fallback), *parameter.maximum);
            }
        }
    }
}

TEST(CatalogueTest, DatasetDescriptions) {
    check(descriptions(datasets()));
}

TEST(CatalogueTest, ShiftDescriptions) {
    check(descriptions(shifts()));
}

TEST(CatalogueTest, WholeOfMnistC) {
    for (const char* id : {"identity", "shot_noise", "impulse_noise", "glass_blur", "motion_blur",
                           "shear", "scale", "rotate", "brightness", "translate", "stripe", "fog",
                           "spatter", "dotted_line", "zigzag", "canny_edges", "rotation"})
        EXPECT_THAT(entry_of(shifts(), id).description.help, testing::HasSubstr("arXiv"));
}

class EveryShift : public testing::TestWithParam<std::string> {};

TEST_P(EveryShift, FollowsFromImageAndStream) {
    const ShiftImage shift = make_shift(GetParam());
    const ShiftImage again = make_shift(GetParam());
    const cv::Mat1b picture = noise_picture(28, 28);
    EXPECT_TRUE(same(shifted(shift, picture, 3), shifted(shift, picture, 3)));
    EXPECT_TRUE(same(shifted(shift, picture, 3), shifted(again, picture, 3)));
}

TEST_P(EveryShift, ChangesTheImageAndLeavesTheSourceAlone) {
    const cv::Mat1b picture = noise_picture(28, 28);
    const cv::Mat1b before = picture.clone();
    const cv::Mat1b after = shifted(make_shift(GetParam()), picture);
    EXPECT_EQ(same(after, picture), GetParam() == "identity");
    EXPECT_TRUE(same(before, picture));
    EXPECT_NE(after.data, picture.data);
}

TEST_P(EveryShift, KeepsTheSize) {
    for (const cv::Size size : {cv::Size(28, 28), cv::Size(32, 32), cv::Size(29, 29),
                                cv::Size(20, 36), cv::Size(8, 8), cv::Size(300, 300)}) {
        const cv::Mat1b picture = noise_picture(size.height, size.width);
        EXPECT_EQ(shifted(make_shift(GetParam()), picture).size(), size);
    }
}

TEST_P(EveryShift, TakesBlackAndWhiteAndEverySeverity) {
    const auto& entry = entry_of(shifts(), GetParam());
    const bool severe = entry.description.find("severity") != nullptr;
    for (std::int64_t severity = 1; severity <= (severe ? 5 : 1); ++severity) {
        Table settings = shift_settings(GetParam());
        if (severe)
            settings.set("severity", severity);
        for (const int grey : {0, 255})
            EXPECT_EQ(shifted(entry.make(settings), grey_picture(28, grey)).size(),
                      cv::Size(28, 28));
    }
}

// Without a seed that changes anything, a "random" shift would be the same on all images.
TEST_P(EveryShift, IsRandomExactlyIfItSaysSo) {
    const auto& entry = entry_of(shifts(), GetParam());
    const bool random = entry.description.help.find("andom") != std::string::npos;
    std::set<std::vector<unsigned char>> results;
    const cv::Mat1b picture = noise_picture(28, 28);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const cv::Mat1b result = shifted(make_shift(GetParam()), picture, seed);
        results.emplace(result.begin(), result.end());
    }
    EXPECT_EQ(results.size() > 1, random);
}

std::vector<std::string> shift_ids() {
    std::vector<std::string> ids;
    for (const auto& entry : shifts())
        ids.push_back(entry.description.id);
    return ids;
}

INSTANTIATE_TEST_SUITE_P(Shifts, EveryShift, testing::ValuesIn(shift_ids()),
                         [](const auto& id) { return id.param; });

} // namespace
} // namespace thaw
