#include "widgets/number_text.h"

#include "widgets/say.h"

#include <QLocale>

namespace thaw {

namespace {

QLocale with(QLocale locale, QLocale::NumberOptions options) {
    locale.setNumberOptions(options);
    return locale;
}

QLocale plain(const QLocale& locale) {
    return with(locale, QLocale::OmitGroupSeparator | QLocale::RejectGroupSeparator);
}

// Without what is not seen, and with the minus of every keyboard.
QString bare(const QString& text) {
    QString left;
    for (const QChar one : text.trimmed())
        if (one == u'\u2212') // the minus that is printed
            left += u'-';
        else if (one != u'\u200e' && one != u'\u200f' && one != u'\u061c') // marks of direction
            left += one;
    return left;
}

template <class T>
std::optional<T> read_as(const QLocale& locale, const QString& text) {
    bool good = false;
    T x{};
    if constexpr (std::is_same_v<T, double>)
        x = locale.toDouble(text, &good);
    else
        x = static_cast<T>(locale.toLongLong(text, &good));
    return good ? std::optional<T>(x) : std::nullopt;
}

// What the text says where the locale's separators of thousands are taken for such. Nobody writes
// them after a leading zero: 0.001 is a thousandth everywhere.
std::optional<double> with_groups(const QString& text) {
    const QChar first =
        text.startsWith(u'-') || text.startsWith(u'+') ? text.mid(1).front() : text.front();
    if (first.digitValue() == 0)
        return {};
    return read_as<double>(with(QLocale(), QLocale::DefaultNumberOptions), text);
}

// In the plain form and in the other one, where they are not the same.
std::optional<std::pair<double, double>> two_meanings(const QString& text) {
    if (text.size() < 2)
        return {};
    const auto in_c = read_as<double>(plain(QLocale::c()), text);
    const auto grouped = in_c ? with_groups(text) : std::nullopt;
    if (!grouped || *grouped == *in_c || *in_c != *in_c)
        return {};
    return std::pair(*in_c, *grouped);
}

template <class T>
std::optional<T> read_number(const QString& typed) {
    const QString text = bare(typed);
    if (two_meanings(text))
        return {};
    if (const auto in_c = read_as<T>(plain(QLocale::c()), text))
        return in_c;
    const auto local = read_as<T>(plain(QLocale()), text);
    return local ? local : read_as<T>(plain(QLocale()), typed.trimmed()); // its marks may be needed
}

} // namespace

std::optional<double> read_real(const QString& text) {
    return read_number<double>(text);
}

std::optional<std::int64_t> read_integer(const QString& text) {
    return read_number<std::int64_t>(text);
}

QString unreadable_real(const QString& text) {
    if (const auto two = two_meanings(bare(text)))
        return say("'{}' may be {} or {}; write it without separators of thousands", text,
                   entry_text(two->first), entry_text(two->second));
    const QString example = entry_text(0.5);
    if (example == QStringLiteral("0.5"))
        return say("'{}' is not a number; write it like 0.5 or 1e-4, without separators of "
                   "thousands",
                   text);
    return say("'{}' is not a number; write it like 0.5, or like {} as in your language, without "
               "separators of thousands",
               text, example);
}

QString unreadable_integer(const QString& text) {
    return say("'{}' is not an integer; write it like 1000, without separators of thousands", text);
}

// Qt does not read every exponent that it writes, such as an Arabic one.
QString entry_text(double value) {
    const QString local = plain(QLocale()).toString(value, 'g', QLocale::FloatingPointShortest);
    return read_real(local) == value ? local
                                     : QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString entry_text(std::int64_t value) {
    return plain(QLocale()).toString(static_cast<qlonglong>(value));
}

} // namespace thaw
