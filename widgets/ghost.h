// The parent of a forked run, which its plots and strips show behind it, pale: one object for all
// views of a page, as the step axis is.
#pragma once

#include "widgets/shown_run.h"

#include <QObject>
#include <QPointer>

namespace thaw {

class Ghost : public QObject {
    Q_OBJECT
  public:
    explicit Ghost(QObject* parent = nullptr) : QObject(parent) {}

    bool known() const { return run_ != nullptr; } // there is a parent to show
    bool visible() const { return visible_; }
    const ShownRun* run() const { return visible_ ? run_.data() : nullptr; } // null: draw none
    // Plots show what the run has more than its parent at the same steps, instead of both.
    bool difference() const { return difference_ && run_ != nullptr; }
    const ShownRun* subtracted() const { return difference() ? run_.data() : nullptr; }
    QString name() const; // of the parent, which often is the run's own, with digits of its id

    void
    set_run(ShownRun* run); // null: none; may be destroyed while it is shown; it may still grow
    void set_visible(bool visible);
    void set_difference(bool difference);

  Q_SIGNALS:
    void changed(); // draw anew

  private:
    QPointer<ShownRun> run_;
    bool visible_ = true, difference_ = false;
};

} // namespace thaw
