#include "core/training/shifts/plasma.h"

#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

// Two numbers of 32 bits from each draw: the map has 65,536 points, and its finest noise is far
// coarser than that.
class Noise {
  public:
    explicit Noise(Random& random) : random_(random) {}
    // Uniform in [-1, 1).
    float operator()() {
        half_ = !half_;
        bits_ = half_ ? random_.bits() : bits_ >> 32U;
        return static_cast<float>(static_cast<std::int32_t>(static_cast<std::uint32_t>(bits_))) *
               0x1.0p-31F;
    }

  private:
    Random& random_;
    std::uint64_t bits_ = 0;
    bool half_ = false;
};

} // namespace

cv::Mat1f plasma(int side, double decay, Random& random) {
    cv::Mat1f map(side, side, 0.0F);
    Noise noise(random);
    const int wrap = side - 1; // side is a power of two: & wrap is the remainder
    auto amplitude = 1e4F;     // only its decay matters, as the map is scaled in the end
    const auto shrink = static_cast<float>(1 / (decay * decay));
    for (int step = side; step >= 2; step /= 2, amplitude *= shrink) {
        const int half = step / 2;
        for (int y = 0; y < side; y += step) {
            const float* above = map[y];
            const float* below = map[(y + step) & wrap];
            float* middle = map[y + half];
            for (int x = 0; x < side; x += step) {
                const int right = (x + step) & wrap;
                const float sum = above[x] + above[right] + below[x] + below[right];
                middle[x + half] = sum / 4 + amplitude * noise();
            }
        }
        for (int y = 0; y < side; y += step) {
            float* here = map[y];
            float* middle = map[y + half];
            const float* before = map[(y - half) & wrap];
            const float* below = map[(y + step) & wrap];
            for (int x = 0; x < side; x += step) {
                const float centre = middle[x + half];
                const float across = here[x] + here[(x + step) & wrap];
                const float down = here[x] + below[x];
                here[x + half] = (centre + before[x + half] + across) / 4 + amplitude * noise();
                middle[x] = (centre + middle[(x - half) & wrap] + down) / 4 + amplitude * noise();
            }
        }
    }
    double lowest = 0;
    double highest = 0;
    cv::minMaxLoc(map, &lowest, &highest);
    return (map - lowest) / (highest - lowest);
}

cv::Mat behind_clouds(const cv::Mat& unit, const cv::Mat1f& clouds, double thickness) {
    cv::Mat1d exact;
    clouds.convertTo(exact, CV_64F);
    const double white = brightest(unit);
    return (unit + thickness * in_channels(exact, unit.channels())) * (white / (white + thickness));
}

} // namespace thaw
