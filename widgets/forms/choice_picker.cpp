#include "widgets/forms/choice_picker.h"

#include "widgets/forms/setting_help.h"
#include "widgets/say.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QTextBrowser>
#include <algorithm>

namespace thaw {

ChoicePicker::ChoicePicker(const QString& title, const std::vector<Description>& choices,
                           const std::vector<std::string>& there, QWidget* parent,
                           const std::vector<Group>& groups)
    : QDialog(parent), choices_(choices), there_(there), groups_(groups),
      list_(new QListWidget(this)), help_(new QTextBrowser(this)),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this)) {
    setWindowTitle(title);
    list_->setAccessibleName(title);
    list_->setSpacing(2);
    for (const Group& group : groups_) {
        auto* row = add_row(say("{}: {} [shift|shifts]", shown(group.description.label),
                                static_cast<std::int64_t>(group.members.size())));
        QFont font = row->font();
        font.setWeight(QFont::DemiBold);
        row->setFont(font);
    }
    for (const auto& choice : choices_) {
        const QString label = shown(choice.label);
        add_row(is_there(choice.id) ? say("{} (in the list already)", label) : label);
    }
    build();
    list_->setCurrentRow(0);
    list_->setFocus();
    count();
}

QListWidgetItem* ChoicePicker::add_row(const QString& text) {
    auto* row = new QListWidgetItem(text, list_);
    row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    row->setCheckState(Qt::Unchecked);
    return row;
}

void ChoicePicker::build() {
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
    resize(64 * fontMetrics().averageCharWidth() + 80, 34 * fontMetrics().lineSpacing());

    connect(all, &QPushButton::clicked, this, [this] { check_all(true); });
    connect(none, &QPushButton::clicked, this, [this] { check_all(false); });
    connect(list_, &QListWidget::itemChanged, this, &ChoicePicker::follow);
    connect(list_, &QListWidget::currentRowChanged, this, &ChoicePicker::show_help);
    connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void ChoicePicker::show_help(int row) {
    if (row < 0)
        return;
    const auto index = static_cast<std::size_t>(row);
    help_->setHtml(help_html(index < groups_.size() ? groups_[index].description
                                                    : choices_[index - groups_.size()]));
}

bool ChoicePicker::is_there(const std::string& id) const {
    return std::find(there_.begin(), there_.end(), id) != there_.end();
}

QListWidgetItem* ChoicePicker::row_of(std::size_t choice) const {
    return list_->item(static_cast<int>(groups_.size() + choice));
}

// Those that are new; where none is, all of them.
std::vector<QListWidgetItem*> ChoicePicker::members_of(const Group& group) const {
    std::vector<QListWidgetItem*> all, fresh;
    for (std::size_t i = 0; i < choices_.size(); ++i) {
        const auto& id = choices_[i].id;
        if (std::find(group.members.begin(), group.members.end(), id) == group.members.end())
            continue;
        all.push_back(row_of(i));
        if (!is_there(id))
            fresh.push_back(row_of(i));
    }
    return fresh.empty() ? all : fresh;
}

void ChoicePicker::follow(const QListWidgetItem* changed) {
    if (following_)
        return;
    const QScopedValueRollback following(following_, true);
    const auto row = static_cast<std::size_t>(list_->row(changed));
    if (row < groups_.size())
        for (QListWidgetItem* member : members_of(groups_[row]))
            member->setCheckState(changed->checkState() == Qt::Unchecked ? Qt::Unchecked
                                                                         : Qt::Checked);
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const auto members = members_of(groups_[g]);
        const auto checked = std::count_if(members.begin(), members.end(), [](const auto* member) {
            return member->checkState() == Qt::Checked;
        });
        list_->item(static_cast<int>(g))
            ->setCheckState(checked == 0 ? Qt::Unchecked
                            : checked == static_cast<std::ptrdiff_t>(members.size())
                                ? Qt::Checked
                                : Qt::PartiallyChecked);
    }
    count();
}

void ChoicePicker::check_all(bool check) {
    for (std::size_t i = 0; i < choices_.size(); ++i)
        row_of(i)->setCheckState(check && !is_there(choices_[i].id) ? Qt::Checked : Qt::Unchecked);
}

std::vector<std::string> ChoicePicker::picked() const {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < choices_.size(); ++i)
        if (row_of(i)->checkState() == Qt::Checked)
            ids.push_back(choices_[i].id);
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
