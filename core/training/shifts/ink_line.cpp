#include "core/training/shifts/ink_line.h"

#include <algorithm>
#include <cmath>

namespace thaw {

double grid_position(int pixel, int side) {
    return (pixel + 0.5) * 28 / side - 0.5;
}

int grid_cell(int pixel, int side) {
    return static_cast<int>((pixel + 0.5) * 28 / side);
}

cv::Mat1d ink_line(cv::Size size, cv::Point2d from, cv::Point2d to) {
    cv::Mat1d ink(size, 0.0);
    const double slope = (to.y - from.y) / (to.x - from.x);
    for (int column = 0; column < size.width; ++column) {
        const int cell = grid_cell(column, size.width);
        if (cell < std::floor(from.x) || cell >= std::ceil(to.x))
            continue;
        const double x = grid_position(column, size.width);
        const double centre = from.y + slope * (x - from.x);
        for (int row = 0; row < size.height; ++row) {
            const double distance = std::abs(grid_position(row, size.height) - centre);
            if (distance < 2.3)
                ink(row, column) = std::max(0.0, 1 + std::log(1 - distance / 2.3));
        }
    }
    return ink;
}

} // namespace thaw
