#include "widgets/forms/setting_help.h"

#include "widgets/forms/value_text.h"
#include "widgets/say.h"

#include <QStringList>

namespace thaw {

namespace {

QString words_of(const Parameter& parameter) {
    QStringList words;
    for (const auto& word : parameter.words)
        words << QString::fromStdString(word);
    return words.join(QStringLiteral(", "));
}

QString cost_sentence(Cost cost) {
    switch (cost) {
    case Cost::free:
        return {};
    case Cost::cheap:
        return say("A reading costs less than a training step.");
    case Cost::steps:
        return say("A reading costs as much as several training steps.");
    case Cost::many_steps:
        return say("A reading costs as much as many training steps.");
    }
    return {};
}

QString page(const QString& title, const QString& small, const QString& text,
             const QStringList& facts) {
    QString html = QStringLiteral("<p style='margin:0 0 4px 0'><b>%1</b>").arg(title);
    if (!small.isEmpty())
        html += QStringLiteral("&nbsp;&nbsp;<code>%1</code>").arg(small);
    html += QStringLiteral("</p><p style='margin:0'>%1</p>").arg(text);
    if (!facts.isEmpty())
        html += QStringLiteral("<p style='margin:6px 0 0 0'>%1</p>")
                    .arg(facts.join(QStringLiteral("&nbsp;&nbsp;·&nbsp; ")));
    return html;
}

} // namespace

QString range_text(const Parameter& parameter) {
    QStringList parts;
    if (parameter.minimum)
        parts << (parameter.above_minimum ? say("more than {}", shown_number(*parameter.minimum))
                                          : say("at least {}", shown_number(*parameter.minimum)));
    if (parameter.maximum)
        parts << say("at most {}", shown_number(*parameter.maximum));
    return parts.join(QStringLiteral(", "));
}

QString default_hint(const Parameter& parameter) {
    if (parameter.required)
        return range_text(parameter);
    const QString text = value_text(parameter.default_value());
    return text.isEmpty() ? QString() : say("default {}", text);
}

QString help_html(const Parameter& parameter, const QString& key) {
    QStringList facts;
    if (parameter.required)
        facts << say("Must be given");
    else if (const QString text = value_text(parameter.default_value()); !text.isEmpty())
        facts << say("Default {}", text).toHtmlEscaped();
    if (const QString range = range_text(parameter); !range.isEmpty())
        facts << say("Allowed {}", range).toHtmlEscaped();
    if (!parameter.words.empty() && is_number(parameter.fallback))
        facts << say("Or one of {}", words_of(parameter)).toHtmlEscaped();
    if (!parameter.unit.empty())
        facts << say("Unit {}", shown(parameter.unit)).toHtmlEscaped();
    return page(shown(parameter.label).toHtmlEscaped(), key.toHtmlEscaped(),
                shown(parameter.help).toHtmlEscaped(), facts);
}

QString help_html(const Description& description) {
    QStringList facts;
    if (!description.symbol.empty())
        facts << say("Symbol {}", description.symbol).toHtmlEscaped();
    if (!description.unit.empty())
        facts << say("Unit {}", shown(description.unit)).toHtmlEscaped();
    if (const QString cost = cost_sentence(description.cost); !cost.isEmpty())
        facts << cost.toHtmlEscaped();
    return page(shown(description.label).toHtmlEscaped(),
                QString::fromStdString(description.id).toHtmlEscaped(),
                shown(description.help).toHtmlEscaped(), facts);
}

} // namespace thaw
