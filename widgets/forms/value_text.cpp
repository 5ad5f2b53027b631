#include "widgets/forms/value_text.h"

#include "widgets/number_text.h"
#include "widgets/say.h"

#include <QLocale>
#include <QRegularExpression>
#include <QStringList>
#include <algorithm>

namespace thaw {

namespace {

template <class T>
std::optional<T> plain_number(const QString& text) {
    bool good = false;
    T x{};
    if constexpr (std::is_same_v<T, double>)
        x = text.toDouble(&good); // QString's own are those of the C locale
    else
        x = static_cast<T>(text.toLongLong(&good));
    return good ? std::optional<T>(x) : std::nullopt;
}

// "64, 32": a comma stands between two elements, so that reals have decimal points. What may be one
// number with a decimal comma, or with separators of thousands, is not taken for two.
template <class T>
std::optional<Value> read_list(QString text) {
    if (text.startsWith(u'[') && text.endsWith(u']'))
        text = text.mid(1, text.size() - 2);
    std::vector<T> list;
    if (text.trimmed().isEmpty())
        return list;
    static const QRegularExpression apart(QStringLiteral("\\s*;\\s*|,\\s+|\\s+,?\\s*"));
    static const QRegularExpression one_comma(QStringLiteral("^[+-]?\\d+,\\d+$"));
    static const QRegularExpression padded(QStringLiteral("^[+-]?0\\d")); // of 1,000
    const bool decimal_comma = QLocale().decimalPoint() == QLatin1String(",");
    for (const QString& part : text.trimmed().split(apart)) {
        if constexpr (std::is_same_v<T, double>)
            if (decimal_comma && one_comma.match(part).hasMatch())
                return {};
        for (const QString& one : part.split(u',')) {
            const auto x = padded.match(one).hasMatch() ? std::nullopt : plain_number<T>(one);
            if (!x)
                return {};
            list.push_back(*x);
        }
    }
    return list;
}

template <class T>
QString list_text(const std::vector<T>& list) {
    QStringList parts;
    for (const T x : list) {
        if constexpr (std::is_same_v<T, double>)
            parts << QString::number(x, 'g', QLocale::FloatingPointShortest);
        else
            parts << QString::number(x);
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

bool is_list(const Value& value) {
    return std::holds_alternative<std::vector<std::int64_t>>(value) ||
           std::holds_alternative<std::vector<double>>(value);
}

bool is_number(const Value& value) {
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

QString value_text(const Value& value) {
    if (const auto* x = std::get_if<bool>(&value))
        return *x ? say("on") : say("off");
    if (const auto* x = std::get_if<std::int64_t>(&value))
        return entry_text(*x);
    if (const auto* x = std::get_if<double>(&value))
        return entry_text(*x);
    if (const auto* x = std::get_if<std::string>(&value))
        return QString::fromStdString(*x);
    if (const auto* x = std::get_if<std::vector<std::int64_t>>(&value))
        return list_text(*x);
    return list_text(std::get<std::vector<double>>(value));
}

std::optional<Value> read_value(const Parameter& parameter, const QString& text) {
    const QString trimmed = text.trimmed();
    const auto& words = parameter.words;
    if (std::find(words.begin(), words.end(), trimmed.toStdString()) != words.end())
        return trimmed.toStdString();
    const Value& kind = parameter.fallback;
    if (std::holds_alternative<std::int64_t>(kind)) {
        const auto x = read_integer(trimmed);
        return x ? std::optional<Value>(*x) : std::nullopt;
    }
    if (std::holds_alternative<double>(kind)) {
        const auto x = read_real(trimmed);
        return x ? std::optional<Value>(*x) : std::nullopt;
    }
    if (std::holds_alternative<std::vector<std::int64_t>>(kind))
        return read_list<std::int64_t>(trimmed);
    if (std::holds_alternative<std::vector<double>>(kind))
        return read_list<double>(trimmed);
    if (std::holds_alternative<std::string>(kind) && words.empty())
        return text.toStdString();
    return {};
}

QString unreadable_sentence(const Parameter& parameter, const QString& text) {
    const Value& kind = parameter.fallback;
    if (std::holds_alternative<std::vector<std::int64_t>>(kind))
        return say("'{}' is not a list of integers; write it like 64, 32", text);
    if (std::holds_alternative<std::vector<double>>(kind))
        return say("'{}' is not a list of numbers; write it like 0.5, 0.25, with decimal points",
                   text);
    return std::holds_alternative<std::int64_t>(kind) ? unreadable_integer(text)
                                                      : unreadable_real(text);
}

} // namespace thaw
