#include "widgets/ghost.h"

namespace thaw {

QString Ghost::name() const {
    return run_ == nullptr ? QString()
                           : QString::fromStdString(run_->history().record().header.name);
}

void Ghost::set_run(ShownRun* run) {
    run_ = run;
    connect(run, &ShownRun::grew, this, &Ghost::changed);
    connect(run, &ShownRun::replaced, this, &Ghost::changed);
    Q_EMIT changed();
}

void Ghost::set_visible(bool visible) {
    if (visible == visible_)
        return;
    visible_ = visible;
    Q_EMIT changed();
}

void Ghost::set_difference(bool difference) {
    if (difference == difference_)
        return;
    difference_ = difference;
    Q_EMIT changed();
}

} // namespace thaw
