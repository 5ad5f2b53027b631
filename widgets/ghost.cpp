#include "widgets/ghost.h"

namespace thaw {

namespace {
constexpr std::size_t id_digits = 6; // those at the end of a file's name
}

QString Ghost::name() const {
    if (run_ == nullptr)
        return {};
    const RunHeader& header = run_->history().record().header;
    return QString::fromStdString(header.name + " " + header.run_id.substr(0, id_digits));
}

void Ghost::set_run(ShownRun* run) {
    if (run_ != nullptr)
        disconnect(run_, nullptr, this, nullptr);
    run_ = run;
    if (run != nullptr) {
        connect(run, &ShownRun::grew, this, &Ghost::changed);
        connect(run, &ShownRun::replaced, this, &Ghost::changed);
    }
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
