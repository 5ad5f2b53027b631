// Axes of a printed figure: the map from values to pt, and the ticks that a paper wants.
#pragma once

#include <string>
#include <vector>

namespace thaw {

enum class PrintScale { linear, logarithmic };

struct PrintTick {
    double value = 0;
    std::string label = {}; // as label.h reads it; empty: a minor tick
};

struct PrintAxis {
    PrintScale scale = PrintScale::linear;
    double low = 0, high = 1; // low < high; logarithmic: low > 0

    // 0 at low, 1 at high; NaN for what the scale cannot show.
    double part(double value) const;
    double value_at(double part) const;
};

struct PrintTicks {
    std::vector<PrintTick> ticks; // ascending
    // 3: the labels are in thousands, "$\times10^{3}$" belongs to the axis label; 0: as they are.
    int exponent = 0;
};

// About `wanted` labelled ticks (at least 2). Linear: multiples of 1, 2, 2.5 or 5 times a power of
// ten, all with the same number of decimals and a true minus sign; from 100,000 on and below 0.001
// with a common exponent. Logarithmic: powers of ten as $10^{k}$ with minor ticks at 2...9 between,
// every n-th decade where they are many; below two decades also 2 and 5, or linear steps within
// one, written out.
PrintTicks paper_ticks(const PrintAxis& axis, int wanted);

// [low, high] of data, with a margin of `part` of the axis on both sides: what matplotlib calls
// margins. Equal ends are spread; no end goes beyond what a double holds. REQUIRES: both finite,
// low <= high, low > 0 if logarithmic.
PrintAxis axis_over(PrintScale scale, double low, double high, double margin);

} // namespace thaw
