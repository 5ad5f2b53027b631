// Clipping and decimation against plain second implementations.
#include "core/figures/clip.h"
#include "core/figures/decimation.h"

#include <cmath>
#include <gmock/gmock.h>
#include <random>

namespace thaw {
namespace {

const SceneRect box{10, 20, 30, 40};

TEST(Clip, a_segment_is_cut_at_the_edges) {
    const auto part = clip_segment({0, 40}, {100, 40}, box);
    ASSERT_TRUE(part);
    EXPECT_DOUBLE_EQ(part->first.x, 10);
    EXPECT_DOUBLE_EQ(part->second.x, 40);
    EXPECT_FALSE(clip_segment({0, 0}, {100, 0}, box));
    EXPECT_FALSE(clip_segment({0, 50}, {5, 60}, box));
    const auto whole = clip_segment({15, 25}, {20, 30}, box);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->first.x, 15);
    EXPECT_EQ(whole->second.y, 30);
}

TEST(Clip, random_segments_equal_sampling) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> any(-20, 80);
    for (int i = 0; i < 2000; ++i) {
        const ScenePoint a{any(random), any(random)}, b{any(random), any(random)};
        const auto part = clip_segment(a, b, box);
        double first = 2, last = -1;
        for (int k = 0; k <= 4000; ++k) {
            const double t = k / 4000.0;
            if (inside({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}, box)) {
                first = std::min(first, t);
                last = std::max(last, t);
            }
        }
        if (last < 0) // none, or less than between two samples
            continue;
        ASSERT_TRUE(part);
        EXPECT_NEAR(part->first.x, a.x + first * (b.x - a.x), 0.05);
        EXPECT_NEAR(part->second.y, a.y + last * (b.y - a.y), 0.05);
    }
}

TEST(Clip, a_line_falls_into_the_pieces_inside) {
    const double nan = std::nan("");
    const auto pieces = clip_line(
        {{0, 30}, {20, 30}, {20, 100}, {30, 100}, {30, 30}, {nan, nan}, {35, 30}, {36, 31}}, box);
    ASSERT_EQ(pieces.size(), 3U);
    EXPECT_EQ(pieces[0].size(), 3U);
    EXPECT_DOUBLE_EQ(pieces[0].front().x, 10);
    EXPECT_DOUBLE_EQ(pieces[0].back().y, 60);
    EXPECT_DOUBLE_EQ(pieces[1].front().y, 60);
    for (const auto& piece : pieces)
        for (const auto& point : piece)
            EXPECT_TRUE(inside(point, box));
}

TEST(Clip, a_polygon_stays_inside_and_keeps_its_area_there) {
    const SceneLine wide{{0, 30}, {100, 30}, {100, 35}, {0, 35}};
    const SceneLine cut = clip_polygon(wide, box);
    double area = 0;
    for (std::size_t i = 0; i < cut.size(); ++i) {
        EXPECT_TRUE(inside(cut[i], box));
        const ScenePoint a = cut[i], b = cut[(i + 1) % cut.size()];
        area += (a.x * b.y - b.x * a.y) / 2;
    }
    EXPECT_NEAR(std::abs(area), 30 * 5, 1e-9);
    EXPECT_TRUE(clip_polygon({{0, 0}, {5, 0}, {5, 5}}, box).empty());
}

TEST(Decimation, keeps_the_extremes_of_every_column) {
    std::mt19937 random(2);
    std::normal_distribution<double> noise(50, 10);
    SceneLine line;
    for (int i = 0; i < 100000; ++i)
        line.push_back({i * 200.0 / 100000, noise(random)});
    line[77777].y = 200; // one outlier
    const double column = 0.5;
    const SceneLine thin = decimated(line, 0, column, 0);
    EXPECT_LE(thin.size(), 4U * 401U);
    const auto extremes = [&](const SceneLine& points) {
        std::vector<std::pair<double, double>> all(401, {1e9, -1e9});
        for (const ScenePoint& p : points) {
            auto& [low, high] = all[static_cast<std::size_t>(p.x / column)];
            low = std::min(low, p.y);
            high = std::max(high, p.y);
        }
        return all;
    };
    EXPECT_EQ(extremes(line), extremes(thin));
}

TEST(Decimation, leaves_nothing_out_that_can_be_seen) {
    SceneLine line;
    for (int i = 0; i <= 5000; ++i)
        line.push_back({i * 0.04, 30 * std::sin(i * 0.01)});
    const double tolerance = 0.03;
    const SceneLine thin = decimated(line, 0, 0.4, tolerance);
    EXPECT_LT(thin.size(), line.size() / 5);
    for (const ScenePoint& p : line) { // every point lies near some segment
        double nearest = 1e9;
        for (std::size_t i = 1; i < thin.size(); ++i) {
            const ScenePoint a = thin[i - 1], b = thin[i];
            const double length = std::hypot(b.x - a.x, b.y - a.y);
            const double t = std::clamp(((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) /
                                            (length * length),
                                        0.0, 1.0);
            nearest = std::min(
                nearest, std::hypot(p.x - a.x - t * (b.x - a.x), p.y - a.y - t * (b.y - a.y)));
        }
        EXPECT_LE(nearest, 0.15);
    }
}

TEST(Decimation, breaks_stay_breaks) {
    const double nan = std::nan("");
    const SceneLine thin =
        decimated({{0, 0}, {1, 0}, {2, nan}, {3, nan}, {4, 0}, {5, 0}}, 0, 0.1, 0.01);
    ASSERT_EQ(thin.size(), 5U);
    EXPECT_TRUE(std::isnan(thin[2].y));
}

TEST(Decimation, a_band_covers_all_that_it_covered) {
    SceneBand band;
    for (int i = 0; i < 10000; ++i) {
        band.low.push_back({i * 0.01, 60 + 5 * std::sin(i * 1.7)});
        band.high.push_back({i * 0.01, 40 + 5 * std::cos(i * 2.3)});
    }
    const SceneBand thin = decimated(band, 0, 0.5);
    EXPECT_LE(thin.low.size(), 2U * 201U);
    ASSERT_EQ(thin.low.size(), thin.high.size());
    double low = 0, high = 1e9;
    for (std::size_t i = 0; i < thin.low.size(); ++i) {
        EXPECT_EQ(thin.low[i].x, thin.high[i].x);
        low = std::max(low, thin.low[i].y);
        high = std::min(high, thin.high[i].y);
    }
    EXPECT_NEAR(low, 65, 0.01);
    EXPECT_NEAR(high, 35, 0.01);
}

} // namespace
} // namespace thaw
