#include "widgets/compare/choice_bar.h"

#include <QAbstractItemView>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace thaw {

ChoiceBar::ChoiceBar(int columns, QWidget* parent)
    : QWidget(parent), grid_(new QGridLayout(this)), columns_(columns) {
    grid_->setContentsMargins(8, 4, 8, 4);
    grid_->setHorizontalSpacing(12);
    grid_->setVerticalSpacing(4);
    for (int column = 0; column < columns; ++column)
        grid_->setColumnStretch(column, 1);
}

void ChoiceBar::add_widget(QWidget* widget) {
    grid_->addWidget(widget, next_ / columns_, next_ % columns_);
    ++next_;
}

QComboBox* ChoiceBar::add_box(const QString& name, const QString& label, const QString& tip,
                              const std::function<void()>& changed) {
    auto* cell = new QWidget;
    auto* line = new QHBoxLayout(cell);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    auto* box = new QComboBox;
    auto* text = new QLabel(label);
    text->setBuddy(box);
    for (QWidget* part : {static_cast<QWidget*>(box), static_cast<QWidget*>(text)})
        part->setToolTip(tip);
    box->setObjectName(name);
    box->setAccessibleName(label);
    // Narrow in the bar, wide enough to be read when it is open.
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    box->setMaxVisibleItems(24);
    box->view()->setTextElideMode(Qt::ElideNone);
    line->addWidget(text);
    line->addWidget(box, 1);
    add_widget(cell);
    connect(box, &QComboBox::currentIndexChanged, this, changed);
    return box;
}

void ChoiceBar::fill(QComboBox* box, const std::vector<std::pair<QString, QVariant>>& entries) {
    const QSignalBlocker quiet(box);
    const QVariant before = box->currentData();
    box->clear();
    int widest = 0;
    for (const auto& [text, value] : entries) {
        box->addItem(text, value);
        widest = std::max(widest, box->fontMetrics().horizontalAdvance(text));
    }
    box->view()->setMinimumWidth(widest + 40);
    const int again = before.isValid() ? box->findData(before) : -1;
    box->setCurrentIndex(again >= 0 ? again : box->count() > 0 ? 0 : -1);
}

} // namespace thaw
