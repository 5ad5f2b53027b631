#include "widgets/number_dialog.h"

#include "widgets/forms/problem_label.h"
#include "widgets/number_box.h"
#include "widgets/say.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace thaw {

void ask_for_integer(QWidget* owner, const QString& title, const QString& label, std::int64_t now,
                     std::int64_t most, const std::function<void(std::int64_t)>& take) {
    auto* dialog = new QDialog(owner);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto* said = new QLabel(label, dialog);
    auto* box = new NumberBox(NumberBox::Kind::whole, 0, static_cast<double>(most), 1, dialog);
    box->set_value(static_cast<double>(now));
    box->setAccessibleName(label);
    box->selectAll();
    said->setBuddy(box);
    auto* problem = new ProblemLabel(dialog);
    auto* buttons = new QDialogButtonBox(dialog);
    QPushButton* ok = buttons->addButton(say("Set"), QDialogButtonBox::AcceptRole);
    buttons->addButton(say("Cancel"), QDialogButtonBox::RejectRole)->setAutoDefault(false);
    ok->setDefault(true);
    auto* column = new QVBoxLayout(dialog);
    for (QWidget* one : {static_cast<QWidget*>(said), static_cast<QWidget*>(box),
                         static_cast<QWidget*>(problem), static_cast<QWidget*>(buttons)})
        column->addWidget(one);
    QObject::connect(box, &NumberBox::changed, dialog, [box, problem, ok] {
        problem->show_problem(box->problem());
        ok->setEnabled(box->value().has_value());
    });
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, [dialog, box, take] {
        if (const auto chosen = box->integer()) {
            take(*chosen);
            dialog->accept();
        }
    });
    dialog->open();
}

} // namespace thaw
