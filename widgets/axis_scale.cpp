#include "widgets/axis_scale.h"

#include "widgets/say.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

constexpr int most_ticks = 200; // labelled and minor: what a screen could ever show

QString superscript(int number) {
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString text;
    for (const QChar c : QString::number(number))
        text += c == QLatin1Char('-') ? QChar(0x207B) : digits[c.digitValue()];
    return text;
}

// mantissa * 10^exponent; as plain numbers where all of an axis' labels are short so.
QString power_label(int mantissa, int exponent, bool plain, bool negative) {
    const QString sign = negative ? QStringLiteral("−") : QString();
    if (plain)
        return sign +
               QLocale().toString(mantissa * std::pow(10.0, exponent), 'f', std::max(0, -exponent));
    const QString power = exponent == 0   ? QStringLiteral("1")
                          : exponent == 1 ? QStringLiteral("10")
                                          : QStringLiteral("10") + superscript(exponent);
    if (mantissa == 1)
        return sign + power;
    return exponent == 0 ? sign + QString::number(mantissa)
                         : sign + QStringLiteral("%1×%2").arg(mantissa).arg(power);
}

double nice_step(double span, int wanted) {
    const double raw = span / std::max(1, wanted);
    const double unit = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (raw <= factor * unit * (1 + 1e-9))
            return factor * unit;
    return 10 * unit;
}

std::vector<Tick> linear_ticks(double low, double high, int wanted) {
    std::vector<Tick> all;
    const double step = nice_step(high - low, wanted);
    if (!(step > 0) || !std::isfinite(step))
        return all;
    const double largest = std::max(std::abs(low), std::abs(high));
    const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 17);
    const bool far = largest >= 1e7 || largest < 1e-4;
    const double leading = std::floor(std::log10(step) + 1e-9);
    if (step / largest < 1e-13)
        return all; // the doubles between two ticks would run out
    const double first = std::ceil(low / step - 1e-9), last = std::floor(high / step + 1e-9);
    for (double n = first; n <= last && static_cast<int>(all.size()) < most_ticks; ++n) {
        const double value = n == 0 ? 0 : n * step;
        QString label;
        if (far && value != 0) {
            const int digits = std::clamp(
                static_cast<int>(std::floor(std::log10(std::abs(value))) - leading) + 1, 1, 16);
            label = QLocale().toString(value, 'g', digits);
        } else {
            label = QLocale().toString(value, 'f', far ? 0 : decimals);
        }
        all.push_back({value, label.replace(QLatin1Char('-'), QChar(0x2212))});
    }
    return all;
}

// Of one side of zero: magnitudes in [low, high], both above zero.
std::vector<Tick> decade_ticks(double low, double high, int wanted, bool negative) {
    std::vector<Tick> all;
    const int first = static_cast<int>(std::floor(std::log10(low) + 1e-12));
    const int last = static_cast<int>(std::floor(std::log10(high) + 1e-12));
    const int whole = last - static_cast<int>(std::ceil(std::log10(low) - 1e-12)) + 1;
    const int stride = std::max(1, (whole + std::max(1, wanted) - 1) / std::max(1, wanted));
    const bool between = whole < 2 || (whole < 3 && 2 * whole < wanted);
    const bool plain = first >= -3 && last <= 3;
    for (int e = first; e <= last && static_cast<int>(all.size()) < most_ticks; ++e)
        for (int m = 1; m <= 9; ++m) {
            if (stride > 1 && m > 1)
                break; // decades alone are dense enough
            const double value = m * std::pow(10.0, e);
            if (value < low * (1 - 1e-12) || value > high * (1 + 1e-12))
                continue;
            const bool labelled =
                (m == 1 && (e % stride + stride) % stride == 0) || (between && (m == 2 || m == 5));
            all.push_back({negative ? -value : value,
                           labelled ? power_label(m, e, plain, negative) : QString()});
        }
    return all;
}

std::vector<Tick> logarithmic_ticks(double low, double high, int wanted) {
    if (!(high > 0))
        return {};
    if (!(low > 0))
        low = high * 1e-6;
    std::vector<Tick> all = decade_ticks(low, high, wanted, false);
    const auto labelled =
        std::count_if(all.begin(), all.end(), [](const Tick& t) { return !t.label.isEmpty(); });
    // Within a part of a decade a logarithmic axis is nearly even: linear steps read best.
    return labelled >= 2 ? all : linear_ticks(low, high, wanted);
}

std::vector<Tick> symmetric_ticks(double low, double high, int wanted, double threshold) {
    const double bottom = to_axis(AxisScale::symmetric_log, low, threshold);
    const double top = to_axis(AxisScale::symmetric_log, high, threshold);
    if (bottom >= -1 && top <= 1)
        return linear_ticks(low, high, wanted);
    std::vector<Tick> all;
    const auto share = [&](double from, double to) {
        return std::max(1, static_cast<int>(wanted * (to - from) / (top - bottom)));
    };
    if (low < -threshold) {
        all = decade_ticks(std::max(threshold, -high), -low, share(bottom, std::min(top, -1.0)),
                           true);
        std::reverse(all.begin(), all.end());
    }
    if (low <= 0 && high >= 0)
        all.push_back({0, QLocale().toString(0)});
    if (high > threshold) {
        const auto above =
            decade_ticks(std::max(threshold, low), high, share(std::max(bottom, 1.0), top), false);
        all.insert(all.end(), above.begin(), above.end());
    }
    return all;
}

} // namespace

QString scale_label(AxisScale scale) {
    switch (scale) {
    case AxisScale::linear:
        return say("Linear");
    case AxisScale::logarithmic:
        return say("Logarithmic");
    case AxisScale::symmetric_log:
        return say("Symmetric logarithmic");
    }
    return {};
}

double to_axis(AxisScale scale, double value, double threshold) {
    switch (scale) {
    case AxisScale::linear:
        return value;
    case AxisScale::logarithmic:
        return value > 0 ? std::log10(value) : std::nan("");
    case AxisScale::symmetric_log: {
        const double t = std::abs(value) / threshold;
        return t <= 1 ? value / threshold : std::copysign(1 + std::log(t), value);
    }
    }
    return value;
}

double from_axis(AxisScale scale, double position, double threshold) {
    switch (scale) {
    case AxisScale::linear:
        return position;
    case AxisScale::logarithmic:
        return std::pow(10.0, position);
    case AxisScale::symmetric_log: {
        const double t = std::abs(position);
        return t <= 1 ? position * threshold : std::copysign(threshold * std::exp(t - 1), position);
    }
    }
    return position;
}

std::vector<Tick> ticks(AxisScale scale, double low, double high, int wanted, double threshold) {
    if (!(low < high) || !std::isfinite(low) || !std::isfinite(high) || wanted < 1)
        return {};
    switch (scale) {
    case AxisScale::linear:
        return linear_ticks(low, high, wanted);
    case AxisScale::logarithmic:
        return logarithmic_ticks(low, high, wanted);
    case AxisScale::symmetric_log:
        return symmetric_ticks(low, high, wanted, threshold);
    }
    return {};
}

} // namespace thaw
