#include "core/compare/aligned_curves.h"

#include <cmath>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsNan;

const double nan = std::nan("");

TEST(AlignedCurves, of_the_same_x_are_left_as_they_are) {
    const std::vector<Curve> curves{{{0, 10, 20}, {1, 2, nan}}, {{0, 10, 20}, {3, 4, 5}}};
    for (const auto how : {Alignment::common, Alignment::interpolated, Alignment::held}) {
        const AlignedCurves all = aligned_curves(curves, how);
        EXPECT_TRUE(all.same_x);
        EXPECT_THAT(all.x, ElementsAre(0, 10, 20));
        EXPECT_THAT(all.y[0], ElementsAre(1, 2, IsNan()));
        EXPECT_THAT(all.y[1], ElementsAre(3, 4, 5));
        EXPECT_EQ(all.not_finite, 1U);
        EXPECT_THAT(alignment_text(all), IsEmpty());
    }
}

TEST(AlignedCurves, meet_where_all_have_a_reading) {
    const AlignedCurves all = aligned_curves(
        {{{0, 10, 20, 30}, {1, 2, 3, 4}}, {{10, 15, 30}, {5, 6, 7}}}, Alignment::common);
    EXPECT_FALSE(all.same_x);
    EXPECT_THAT(all.x, ElementsAre(10, 30));
    EXPECT_THAT(all.y[0], ElementsAre(2, 4));
    EXPECT_THAT(all.y[1], ElementsAre(5, 7));
}

TEST(AlignedCurves, are_interpolated_between_their_own_readings_and_never_beyond) {
    const AlignedCurves all =
        aligned_curves({{{0, 10}, {0, 1}}, {{5, 20}, {6, 9}}}, Alignment::interpolated);
    EXPECT_THAT(all.x, ElementsAre(0, 5, 10, 20));
    EXPECT_THAT(all.y[0], ElementsAre(0, 0.5, 1, IsNan()));
    EXPECT_THAT(all.y[1], ElementsAre(IsNan(), 6, 7, 9));
}

TEST(AlignedCurves, can_carry_the_last_reading_forward) {
    const AlignedCurves all =
        aligned_curves({{{0, 10}, {0, 1}}, {{5, 20}, {6, 9}}}, Alignment::held);
    EXPECT_THAT(all.x, ElementsAre(0, 5, 10, 20));
    EXPECT_THAT(all.y[0], ElementsAre(0, 0, 1, IsNan()));
    EXPECT_THAT(all.y[1], ElementsAre(IsNan(), 6, 6, 9));
}

TEST(AlignedCurves, draw_no_line_to_what_is_not_finite) {
    const double infinity = std::numeric_limits<double>::infinity();
    const AlignedCurves all =
        aligned_curves({{{0, 10, 20, 30}, {0, 1, infinity, 3}}, {{5, 15, 25}, {1, 1, 1}}},
                       Alignment::interpolated);
    EXPECT_THAT(all.x, ElementsAre(0, 5, 10, 15, 20, 25, 30));
    EXPECT_THAT(all.y[0], ElementsAre(0, 0.5, 1, IsNan(), infinity, IsNan(), 3));
    EXPECT_EQ(all.not_finite, 1U);
}

TEST(AlignedCurves, of_clocks_are_taken_at_evenly_spaced_x) {
    std::vector<Curve> curves(3);
    for (std::size_t c = 0; c < curves.size(); ++c)
        for (int i = 0; i < 100'000; ++i) {
            curves[c].x.push_back(i + 0.1 * static_cast<double>(c));
            curves[c].y.push_back(2 * curves[c].x.back() + 1);
        }
    const AlignedCurves all = aligned_curves(curves, Alignment::interpolated);
    EXPECT_TRUE(all.evenly_spaced);
    ASSERT_EQ(all.x.size(), AlignedCurves::even_x);
    EXPECT_EQ(all.x.front(), 0);
    EXPECT_EQ(all.x.back(), 99'999 + 0.1 * 2);
    for (std::size_t i = 0; i < all.x.size(); i += 97)
        for (const auto& y : all.y)
            if (!std::isnan(y[i])) {
                EXPECT_NEAR(y[i], 2 * all.x[i] + 1, 1e-9 * all.x[i] + 1e-9);
            }
}

TEST(AlignedCurves, of_nothing_are_nothing) {
    EXPECT_THAT(aligned_curves({}, Alignment::interpolated).x, IsEmpty());
    const AlignedCurves one_empty = aligned_curves({{}, {{1, 2}, {3, 4}}}, Alignment::interpolated);
    EXPECT_THAT(one_empty.y[0], ElementsAre(IsNan(), IsNan()));
    EXPECT_THAT(one_empty.y[1], ElementsAre(3, 4));
}

} // namespace
} // namespace thaw
