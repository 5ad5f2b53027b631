// Where a fork leaves its parent, and what is different from there on.
#pragma once

#include "widgets/shown_run.h"

#include <QDialog>
#include <QStringList>
#include <optional>

namespace thaw {

class ForkDialog : public QDialog {
    Q_OBJECT
  public:
    // `step`: where the cursor stands; without it the newest step.
    ForkDialog(const ShownRun& parent, std::optional<std::int64_t> step, QWidget* owner = nullptr);

  Q_SIGNALS:
    // `settings` as for `thaw fork --set`: intervention.interval=400
    void fork_asked(qint64 step, const QStringList& settings);
};

} // namespace thaw
