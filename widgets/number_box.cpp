#include "widgets/number_box.h"

#include "widgets/number_text.h"
#include "widgets/say.h"

#include <QLineEdit>
#include <QStyle>
#include <QStyleOptionSpinBox>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace thaw {

NumberBox::NumberBox(Kind kind, double least, double most, double step, QWidget* parent)
    : QAbstractSpinBox(parent), kind_(kind), least_(least), most_(std::max(least, most)),
      step_(step) {
    setFocusPolicy(Qt::StrongFocus); // the wheel scrolls the page until the box has the focus
    connect(lineEdit(), &QLineEdit::textChanged, this, &NumberBox::changed);
    set_value(least);
}

QString NumberBox::text_of(double value) const {
    return kind_ == Kind::whole ? entry_text(static_cast<std::int64_t>(std::llround(value)))
                                : entry_text(value);
}

void NumberBox::set_value(double value) {
    const QString text = text_of(std::clamp(value, least_, most_));
    if (lineEdit()->text() != text)
        lineEdit()->setText(text);
}

std::optional<double> NumberBox::typed() const {
    if (kind_ == Kind::real)
        return read_real(lineEdit()->text());
    const auto whole = read_integer(lineEdit()->text());
    return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

std::optional<double> NumberBox::value() const {
    const auto number = typed();
    return number && *number >= least_ && *number <= most_ ? number : std::nullopt;
}

std::optional<std::int64_t> NumberBox::integer() const {
    const auto number = value();
    return number ? std::optional<std::int64_t>(std::llround(*number)) : std::nullopt;
}

QString NumberBox::problem() const {
    const QString text = lineEdit()->text();
    if (!typed())
        return kind_ == Kind::whole ? unreadable_integer(text) : unreadable_real(text);
    return value() ? QString()
                   : say("'{}' is out of range; from {} to {} is allowed", text, text_of(least_),
                         text_of(most_));
}

void NumberBox::stepBy(int steps) {
    const double to = typed().value_or(least_) + steps * step_;
    set_value(std::round(to * 1e9) / 1e9); // tenths stay tenths: not 0.7000000000000001
    selectAll();
}

QAbstractSpinBox::StepEnabled NumberBox::stepEnabled() const {
    const double now = typed().value_or(least_);
    return (now < most_ ? StepUpEnabled : StepNone) | (now > least_ ? StepDownEnabled : StepNone);
}

void NumberBox::wheelEvent(QWheelEvent* event) {
    if (hasFocus())
        QAbstractSpinBox::wheelEvent(event);
    else
        event->ignore();
}

QSize NumberBox::sizeHint() const {
    constexpr int least_digits = 7;
    const auto digits =
        std::max<qsizetype>({least_digits, text_of(most_).size(), text_of(least_).size()});
    const QSize inside(static_cast<int>(digits + 1) *
                           fontMetrics().horizontalAdvance(QLatin1Char('0')),
                       lineEdit()->sizeHint().height());
    QStyleOptionSpinBox option;
    initStyleOption(&option);
    return style()->sizeFromContents(QStyle::CT_SpinBox, &option, inside, this);
}

} // namespace thaw
