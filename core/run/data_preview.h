// What the data of a config are, looked at before a run is made of them. Plain values: made on any
// thread, shown by the screen's.
#pragma once

#include "core/run/plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace thaw {

// An image, made smaller where it has more than `most_side` pixels a side.
struct Picture {
    static constexpr int most_side = 128;

    int width = 0, height = 0, channels = 1; // 1: grey; 3: red, green, blue
    std::vector<std::uint8_t> pixels = {};   // row by row, channels side by side; 0 is black
    std::string label = {};                  // its class, or what is to be told of it
};

// Real numbers that are to be told, over all examples and outputs of a split.
struct TargetRange {
    double mean = 0, least = 0, greatest = 0;
};

struct SplitPreview {
    SplitInfo info; // without the digest of splits that a shift makes
    // Examples by class, as many as DataPreview::classes; empty where targets are real numbers.
    std::vector<std::int64_t> class_counts = {};
    TargetRange targets = {};           // of real numbers
    std::vector<Picture> pictures = {}; // a few, of as many classes as can be; none of vectors
    std::vector<Picture> clean = {};    // what a shift made them of, one by one; empty: nothing
    std::string problem = {};           // why there is no such split, translated; empty: there is
};

struct DataPreview {
    // Of every example: an image, or a vector of `width` numbers where `channels` is 0.
    std::int64_t width = 0, height = 0, channels = 0;
    std::int64_t seen_width = 0, seen_height = 0; // of what the network gets, cropped and padded
    bool classification = true;
    std::int64_t outputs = 0;              // classes, or real numbers to be told
    std::vector<std::string> classes = {}; // a name for each; empty where targets are real numbers
    // The training set, the ID test set, and every further one.
    std::vector<SplitPreview> splits = {};
    std::string problem = {}; // of all of it together, translated; empty: none
};

} // namespace thaw
