// The soft strokes of MNIST-C's dotted_line and zigzag.
#pragma once

#include <opencv2/core.hpp>

namespace thaw {

// Positions are in pixels of MNIST-C's 28 x 28 grid, x to the right, y down; an image of another
// size is laid over that grid.

// The grid column or row that a pixel's centre falls on, with its fraction.
double grid_position(int pixel, int side);
// The grid cell that a pixel's centre lies in: 0 .. 27.
int grid_cell(int pixel, int side);

// A stroke as reals in [0, 1]: max(0, 1 + log(1 - d / 2.3)), where d is the vertical distance
// from the straight line; in the columns from floor(from.x) up to, not including, ceil(to.x).
// REQUIRES: from.x < to.x. Source: Mu & Gilmer 2019, MNIST-C.
cv::Mat1d ink_line(cv::Size size, cv::Point2d from, cv::Point2d to);

} // namespace thaw
