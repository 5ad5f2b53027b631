#include "widgets/forms/choice_picker.h"

#include "widgets/forms/setting_help.h"
#include "widgets/say.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTextBrowser>
#include <algorithm>

namespace thaw {

ChoicePicker::ChoicePicker(const QString& title, const std::vector<Description>& choices,
                           const std::vector<std::string>& there, QWidget* parent)
    : QDialog(parent), choices_(choices), there_(there), list_(new QListWidget(this)),
      help_(new QTextBrowser(this)),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this)) {
    setWindowTitle(title);
    list_->setAccessibleName(title);
    list_->setSpacing(2);
    for (const auto& choice : choices_) {
        const bool has = std::find(there_.begin(), there_.end(), choice.id) != there_.end();
        const QString label = shown(choice.label);
        auto* row =
            new QListWidgetItem(has ? say("{} (in the list already)", label) : label, list_);
        row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        row->setCheckState(Qt::Unchecked);
    }
    help_->setAccessibleName(say("Help"));
    help_->setFrameShape(QFrame::NoFrame);
    help_->setMaximumHeight(7 * fontMetrics().lineSpacing());

    auto* all = new QPushButton(say("Select all that are new"), this);
    auto* none = new QPushButton(say("Select none"), this);
    for (QPushButton* button : {all, none})
        button->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addWidget(all);
    row->addWidget(none);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addLayout(row);
    column->addWidget(list_, 1);
    column->addWidget(help_);
    column->addWidget(buttons_);
    resize(48 * fontMetrics().averageCharWidth() + 80, 34 * fontMetrics().lineSpacing());

    connect(all, &QPushButton::clicked, this, [this] { check_all(true); });
    connect(none, &QPushButton::clicked, this, [this] { check_all(false); });
    connect(list_, &QListWidget::itemChanged, this, &ChoicePicker::count);
    connect(list_, &QListWidget::currentRowChanged, this, [this](int index) {
        if (index >= 0)
            help_->setHtml(help_html(choices_[static_cast<std::size_t>(index)]));
    });
    connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
    list_->setCurrentRow(0);
    list_->setFocus();
    count();
}

void ChoicePicker::check_all(bool check) {
    for (int i = 0; i < list_->count(); ++i) {
        const auto& id = choices_[static_cast<std::size_t>(i)].id;
        const bool has = std::find(there_.begin(), there_.end(), id) != there_.end();
        list_->item(i)->setCheckState(check && !has ? Qt::Checked : Qt::Unchecked);
    }
}

std::vector<std::string> ChoicePicker::picked() const {
    std::vector<std::string> ids;
    for (int i = 0; i < list_->count(); ++i)
        if (list_->item(i)->checkState() == Qt::Checked)
            ids.push_back(choices_[static_cast<std::size_t>(i)].id);
    return ids;
}

void ChoicePicker::count() {
    const auto chosen = static_cast<qint64>(picked().size());
    QPushButton* add = buttons_->button(QDialogButtonBox::Ok);
    add->setText(chosen == 0 ? say("Add") : say("Add {}", shown_integer(chosen)));
    add->setEnabled(chosen > 0);
    buttons_->button(QDialogButtonBox::Cancel)->setText(say("Cancel"));
}

} // namespace thaw
