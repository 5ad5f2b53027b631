#include "widgets/library/fact_text.h"

#include "core/run/sentences.h"
#include "widgets/say.h"

#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace thaw {

namespace {

QString shown_state(const std::string& state) {
    for (const auto known : {RunState::running, RunState::finished, RunState::stopped,
                             RunState::paused, RunState::failed, RunState::interrupted})
        if (to_text(known) == state)
            return QString::fromStdString(state_text(known));
    if (state == "unreadable")
        return say("unreadable");
    return state == "damaged" ? say("damaged") : QString::fromStdString(state);
}

// Whole numbers in full: steps and seeds are names as much as numbers.
QString shown_any_number(double x) {
    constexpr double exact = 9e15; // beyond it a double has no last digit
    if (std::trunc(x) == x && std::abs(x) < exact)
        return shown_integer(static_cast<qint64>(x));
    return shown_number(x);
}

QString shown_moment(const std::string& iso) {
    const QDateTime moment = QDateTime::fromString(QString::fromStdString(iso), Qt::ISODate);
    if (!moment.isValid())
        return QString::fromStdString(iso);
    return QLocale().toString(moment.toLocalTime(), QLocale::ShortFormat);
}

} // namespace

QString shown_fact(const QString& field, const Fact& fact) {
    if (const auto* x = std::get_if<double>(&fact)) {
        if (field == QLatin1String("duration") || field == QLatin1String("train_duration"))
            return QString::fromStdString(duration_text(*x));
        return shown_any_number(*x);
    }
    if (const auto* x = std::get_if<bool>(&fact)) {
        if (field == QLatin1String("star"))
            return *x ? QStringLiteral("★") : QStringLiteral("☆");
        return *x ? say("yes") : say("no");
    }
    if (const auto* text = std::get_if<std::string>(&fact)) {
        if (field == QLatin1String("state"))
            return shown_state(*text);
        if (field == QLatin1String("created"))
            return shown_moment(*text);
        if (field == QLatin1String("reason"))
            return QString::fromStdString(reason_text(*text));
    }
    return QString::fromStdString(to_text(fact));
}

} // namespace thaw
