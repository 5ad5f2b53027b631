#include "widgets/library/column_dialog.h"

#include "core/compare/expression.h"
#include "widgets/forms/problem_label.h"
#include "widgets/say.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace thaw {

std::vector<Field> differing_fields(const RunList& runs, const std::vector<Field>& fields) {
    std::vector<Field> differing;
    for (const Field field : fields) {
        const auto differs = [&](const SharedFacts& run) {
            return run->find(field) != runs.front()->find(field);
        };
        if (!runs.empty() && std::any_of(runs.begin() + 1, runs.end(), differs))
            differing.push_back(field);
    }
    return differing;
}

ColumnDialog::ColumnDialog(const RunList& runs, const QStringList& columns, QWidget* parent)
    : QDialog(parent), fields_(fields_of(runs)), search_(new QLineEdit(this)),
      list_(new QListWidget(this)), own_(new QLineEdit(this)), problem_(new ProblemLabel(this)) {
    setWindowTitle(say("Columns"));
    search_->setPlaceholderText(say("Search"));
    search_->setAccessibleName(say("Search"));
    search_->setClearButtonEnabled(true);
    list_->setAccessibleName(say("Columns"));
    own_->setPlaceholderText(say("A column of your own, such as: {}", "id_acc - ood_acc"));
    own_->setAccessibleName(say("A column of your own"));

    std::vector<Field> there;
    for (const QString& column : columns) {
        const Field field = field_of(column.toStdString());
        there.push_back(field);
        add_row(column, QString::fromStdString(heading(field)), true);
    }
    const auto differing = differing_fields(runs, fields_);
    const auto is_there = [&](Field field) {
        return std::find(there.begin(), there.end(), field) != there.end();
    };
    for (const bool first : {true, false})
        for (const Field field : fields_) {
            const bool differs =
                std::find(differing.begin(), differing.end(), field) != differing.end();
            if (differs == first && !is_there(field))
                add_row(QString::fromStdString(field.name()),
                        QString::fromStdString(heading(field)), false);
        }

    auto* add = new QPushButton(say("Add"), this);
    add->setAutoDefault(false);
    auto* own_row = new QHBoxLayout;
    own_row->addWidget(own_, 1);
    own_row->addWidget(add);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    auto* hint = new QLabel(say("What differs between the runs comes first."), this);
    auto* column = new QVBoxLayout(this);
    column->addWidget(search_);
    column->addWidget(list_, 1);
    column->addWidget(hint);
    column->addLayout(own_row);
    column->addWidget(problem_);
    column->addWidget(buttons);
    resize(56 * fontMetrics().averageCharWidth() + 80, 30 * fontMetrics().lineSpacing());

    connect(search_, &QLineEdit::textChanged, this, &ColumnDialog::show_matching);
    connect(own_, &QLineEdit::returnPressed, this, &ColumnDialog::add_own);
    connect(own_, &QLineEdit::textEdited, problem_, [this] { problem_->show_problem({}); });
    connect(add, &QPushButton::clicked, this, &ColumnDialog::add_own);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Ok)->setAutoDefault(false); // Return in the line adds
    search_->setFocus();
}

void ColumnDialog::add_row(const QString& text, const QString& label, bool checked) {
    auto* row = new QListWidgetItem(
        label == text ? text : QStringLiteral("%1  (%2)").arg(label, text), list_);
    row->setData(Qt::UserRole, text);
    row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    row->setCheckState(checked ? Qt::Checked : Qt::Unchecked);
}

void ColumnDialog::show_matching(const QString& words) {
    for (int i = 0; i < list_->count(); ++i)
        list_->item(i)->setHidden(!list_->item(i)->text().contains(words, Qt::CaseInsensitive));
}

void ColumnDialog::add_own() {
    const QString text = own_->text().trimmed();
    try {
        if (Expression::parse(text.toStdString(), fields_).empty())
            return;
    } catch (const ExpressionError& error) {
        problem_->show_problem(QString::fromUtf8(error.what()));
        return;
    }
    add_row(text, text, true);
    list_->scrollToBottom();
    own_->clear();
}

QStringList ColumnDialog::columns() const {
    QStringList chosen;
    for (int i = 0; i < list_->count(); ++i)
        if (list_->item(i)->checkState() == Qt::Checked)
            chosen.append(list_->item(i)->data(Qt::UserRole).toString());
    return chosen;
}

} // namespace thaw
