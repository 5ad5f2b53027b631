#include "widgets/say.h"

#include <QLocale>
#include <cmath>

namespace thaw {

QString shown_number(double value, int digits) {
    if (std::isnan(value))
        return QStringLiteral("NaN");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    // Whole thousands are read more easily than powers of ten: 3500, not 3.5E+03.
    const double size = std::abs(value);
    if (size >= std::pow(10.0, digits) && size < 1e7) {
        const double unit = std::pow(10.0, std::floor(std::log10(size)) + 1 - digits);
        return QLocale().toString(std::round(value / unit) * unit, 'f', 0);
    }
    return QLocale().toString(value, 'g', digits);
}

QString shown_integer(qint64 value) {
    return QLocale().toString(value);
}

QString shown_reading(double value, double standard_error) {
    if (!(standard_error > 0))
        return shown_number(value);
    // The error to two digits, the value to the same decimal place.
    const int place = 1 - static_cast<int>(std::floor(std::log10(standard_error)));
    if (!std::isfinite(value) || place < 0 || place > 6)
        return QStringLiteral("%1 ± %2").arg(shown_number(value), shown_number(standard_error, 2));
    return QStringLiteral("%1 ± %2").arg(QLocale().toString(value, 'f', place),
                                         QLocale().toString(standard_error, 'f', place));
}

} // namespace thaw
