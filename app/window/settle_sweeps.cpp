#include "app/window/settle_sweeps.h"

#include "app/window/sweep_tab.h"
#include "widgets/say.h"

#include <QMessageBox>
#include <QPushButton>
#include <algorithm>

namespace thaw {

bool is_any_at_work(const std::vector<SweepTab*>& sweeps) {
    return std::any_of(sweeps.begin(), sweeps.end(),
                       [](const SweepTab* sweep) { return sweep->at_work(); });
}

void stop_sweeps(const std::vector<SweepTab*>& sweeps) {
    for (SweepTab* sweep : sweeps) {
        sweep->stop();
        sweep->leave_alone();
    }
}

void settle_sweeps(QWidget* window, const std::vector<SweepTab*>& sweeps,
                   const std::function<void()>& then) {
    if (!is_any_at_work(sweeps))
        return then();
    auto* box = new QMessageBox(
        QMessageBox::Question, say("A sweep is going on"),
        say("Shall the sweep go on without this window? If it is stopped, every member finishes "
            "its step and saves a checkpoint. Either way its document, opened again, shows how it "
            "stands and can go on."),
        QMessageBox::NoButton, window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* go_on = box->addButton(say("Let it go on"), QMessageBox::AcceptRole);
    QPushButton* stop = box->addButton(say("Stop it"), QMessageBox::DestructiveRole);
    box->setEscapeButton(box->addButton(say("Cancel"), QMessageBox::RejectRole));
    QObject::connect(go_on, &QPushButton::clicked, window, [sweeps, then] {
        for (SweepTab* sweep : sweeps)
            sweep->leave_alone();
        then();
    });
    QObject::connect(stop, &QPushButton::clicked, window, [sweeps, then] {
        stop_sweeps(sweeps);
        then();
    });
    box->open();
}

} // namespace thaw
