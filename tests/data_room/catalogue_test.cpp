// What every dataset and every shift must be, those to come included.
#include "core/training/datasets/dataset.h"
#include "core/training/shifts/shift.h"
#include "core/training/splits/split_kind.h"
#include "tests/data_room/pictures.h"

#include <gmock/gmock.h>
#include <set>

namespace thaw {
namespace {

std::vector<double> numbers(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return {static_cast<double>(*whole)};
    if (const auto* list = std::get_if<std::vector<std::int64_t>>(&value))
        return {list->begin(), list->end()};
    return {std::get<double>(value)};
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
                EXPECT_THAT(numbers(parameter.fallback),
                            testing::Each(testing::Ge(*parameter.minimum)));
            }
            if (parameter.maximum) {
                EXPECT_THAT(numbers(parameter.fallback),
                            testing::Each(testing::Le(*parameter.maximum)));
            }
        }
    }
}

TEST(CatalogueTest, DatasetDescriptions) {
    check(descriptions(datasets()));
}

TEST(CatalogueTest, SplitDescriptions) {
    check(descriptions(split_kinds()));
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

TEST(CatalogueTest, WholeOfCifar10C) {
    int found = 0;
    for (const auto& [id, label, help, parameters, symbol, unit, cost, tags] :
         descriptions(shifts()))
        if (id.starts_with("cifar_c_")) {
            ++found;
            EXPECT_THAT(label, testing::EndsWith(" (CIFAR-10-C)")) << id;
            EXPECT_THAT(help, testing::EndsWith("CIFAR-10-C, arXiv 1903.12261.")) << id;
            EXPECT_EQ(parameters.front().fallback, Value(std::int64_t{5})) << id;
        }
    EXPECT_EQ(found, 19);
}

class EveryShift : public testing::TestWithParam<std::string> {
  protected:
    const cv::Mat grey_picture_ = noise_picture(28, 28);
    const cv::Mat colour_picture_ = colour_noise_picture(32, 32);
};

TEST_P(EveryShift, FollowsFromImageAndStream) {
    const ShiftImage shift = make_shift(GetParam());
    const ShiftImage again = make_shift(GetParam());
    for (const cv::Mat& picture : {grey_picture_, colour_picture_}) {
        EXPECT_TRUE(same(shifted(shift, picture, 3), shifted(shift, picture, 3)));
        EXPECT_TRUE(same(shifted(shift, picture, 3), shifted(again, picture, 3)));
    }
}

TEST_P(EveryShift, ChangesTheImageAndLeavesTheSourceAlone) {
    for (const cv::Mat& picture : {grey_picture_, colour_picture_}) {
        const cv::Mat before = picture.clone();
        const cv::Mat after = shifted(make_shift(GetParam()), picture);
        const bool nothing_to_change = GetParam() == "cifar_c_saturate" && picture.channels() == 1;
        EXPECT_EQ(same(after, picture), GetParam() == "identity" || nothing_to_change);
        EXPECT_TRUE(same(before, picture));
        EXPECT_NE(after.data, picture.data);
    }
}

TEST_P(EveryShift, KeepsSizeAndType) {
    for (const cv::Size size :
         {cv::Size(28, 28), cv::Size(32, 32), cv::Size(29, 29), cv::Size(20, 36), cv::Size(8, 8),
          cv::Size(1, 1), cv::Size(3, 2), cv::Size(300, 300)}) {
        const cv::Mat grey = noise_picture(size.height, size.width);
        const cv::Mat colour = colour_noise_picture(size.height, size.width);
        for (const cv::Mat& picture : {grey, colour}) {
            const cv::Mat result = shifted(make_shift(GetParam()), picture);
            EXPECT_EQ(result.size(), size);
            EXPECT_EQ(result.type(), picture.type());
            EXPECT_TRUE(result.isContinuous());
        }
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
            for (const int type : {CV_8UC1, CV_8UC3})
                EXPECT_EQ(shifted(entry.make(settings).image,
                                  cv::Mat(28, 28, type, cv::Scalar::all(grey)))
                              .size(),
                          cv::Size(28, 28));
    }
}

// Without a seed that changes anything, a "random" shift would be the same on all images.
TEST_P(EveryShift, IsRandomExactlyIfItSaysSo) {
    const auto& entry = entry_of(shifts(), GetParam());
    const bool random = entry.description.help.find("andom") != std::string::npos;
    std::set<std::vector<unsigned char>> results;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        results.insert(values_of(shifted(make_shift(GetParam()), grey_picture_, seed)));
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
