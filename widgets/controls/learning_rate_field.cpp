#include "widgets/controls/learning_rate_field.h"

#include "widgets/number_text.h"
#include "widgets/page_focus.h"
#include "widgets/say.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <cmath>

namespace thaw {

LearningRateField::LearningRateField(QWidget* parent)
    : QWidget(parent), field_(new QLineEdit), set_(new QPushButton(say("Set"))), note_(new QLabel) {
    field_->setObjectName(QStringLiteral("learning_rate"));
    field_->setAccessibleName(say("Base learning rate"));
    field_->setToolTip(
        say("The base rate; the schedule and the intervention go on multiplying it"));
    field_->setAlignment(Qt::AlignRight);
    set_->setObjectName(QStringLiteral("set_learning_rate"));
    set_->setAutoDefault(false);
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->setWordWrap(true);

    auto* row = new QHBoxLayout;
    row->addWidget(field_, 1);
    row->addWidget(set_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(row);
    column->addWidget(note_);
    connect(field_, &QLineEdit::textEdited, this, &LearningRateField::look);
    connect(field_, &QLineEdit::returnPressed, this, &LearningRateField::ask);
    connect(set_, &QPushButton::clicked, this, &LearningRateField::ask);
    look();
}

void LearningRateField::show_rates(double base, double next) {
    if (!(base == base_) && !field_->isModified())
        field_->setText(entry_text(base));
    base_ = base;
    next_ = next;
    look();
}

void LearningRateField::set_steerable(bool steerable) {
    steerable_ = steerable;
    look();
}

void LearningRateField::set_asked(bool asked) {
    if (asked_ && !asked) {
        field_->setText(entry_text(base_));
        field_->setModified(false);
    }
    asked_ = asked;
    look();
}

std::optional<double> LearningRateField::typed() const {
    const auto rate = read_real(field_->text());
    return rate && std::isfinite(*rate) && *rate > 0 ? rate : std::nullopt;
}

void LearningRateField::look() {
    const auto rate = typed();
    set_enabled_on_page(field_, steerable_);
    set_enabled_on_page(set_, steerable_ && !asked_ && rate && *rate != base_);
    QFont font = note_->font();
    font.setItalic(asked_);
    note_->setFont(font);
    if (asked_)
        note_->setText(say("asked…"));
    else if (steerable_ && !rate && !field_->text().isEmpty())
        note_->setText(read_real(field_->text())
                           ? say("A number above 0")
                           : say("A number above 0; {}", unreadable_real(field_->text())));
    else if (std::isfinite(next_) && next_ > 0 && next_ != base_)
        note_->setText(say("the next update uses {}", shown_number(next_)));
    else
        note_->setText(say("base rate"));
}

void LearningRateField::ask() {
    if (!set_->isEnabled())
        return;
    Q_EMIT set_asked_for(*typed());
    page_of(this)->setFocus(Qt::OtherFocusReason); // Space is the run's again
}

} // namespace thaw
