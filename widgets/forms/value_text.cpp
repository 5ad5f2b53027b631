#include "widgets/forms/value_text.h"

#include "widgets/say.h"

#include <QLocale>
#include <QRegularExpression>
#include <QStringList>
#include <algorithm>

namespace thaw {

namespace {

QLocale plain(QLocale locale) {
    locale.setNumberOptions(QLocale::OmitGroupSeparator | QLocale::RejectGroupSeparator);
    return locale;
}

template <class T>
std::optional<T> read_as(const QLocale& locale, const QString& text) {
    bool good = false;
    T x{};
    if constexpr (std::is_same_v<T, double>)
        x = locale.toDouble(text, &good);
    else
        x = locale.toLongLong(text, &good);
    return good ? std::optional<T>(x) : std::nullopt;
}

template <class T>
std::optional<T> read_number(const QString& text) {
    const auto in_c = read_as<T>(plain(QLocale::c()), text);
    return in_c ? in_c : read_as<T>(plain(QLocale()), text);
}

template <class T>
std::optional<Value> read_list(QString text) {
    if (text.startsWith(u'[') && text.endsWith(u']'))
        text = text.mid(1, text.size() - 2);
    static const QRegularExpression separator(QStringLiteral("\\s*[,;]\\s*|\\s+"));
    std::vector<T> list;
    if (text.trimmed().isEmpty())
        return list;
    for (const QString& part : text.trimmed().split(separator)) {
        const auto x = read_as<T>(plain(QLocale::c()), part);
        if (!x)
            return {};
        list.push_back(*x);
    }
    return list;
}

template <class T>
QString list_text(const std::vector<T>& list) {
    QStringList parts;
    for (const T x : list) {
        if constexpr (std::is_same_v<T, double>)
            parts << plain(QLocale::c()).toString(x, 'g', QLocale::FloatingPointShortest);
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
        return plain(QLocale()).toString(static_cast<qlonglong>(*x));
    if (const auto* x = std::get_if<double>(&value))
        return plain(QLocale()).toString(*x, 'g', QLocale::FloatingPointShortest);
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
        const auto x = read_number<qlonglong>(trimmed);
        return x ? std::optional<Value>(static_cast<std::int64_t>(*x)) : std::nullopt;
    }
    if (std::holds_alternative<double>(kind)) {
        const auto x = read_number<double>(trimmed);
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
    if (std::holds_alternative<std::int64_t>(kind))
        return say("'{}' is not an integer; write it like 1000, without separators of thousands",
                   text);
    const QString example = plain(QLocale()).toString(0.5);
    if (example == QStringLiteral("0.5"))
        return say("'{}' is not a number; write it like 0.5 or 1e-4, without separators of "
                   "thousands",
                   text);
    return say("'{}' is not a number; write it like 0.5, or like {} as in your language, without "
               "separators of thousands",
               text, example);
}

} // namespace thaw
