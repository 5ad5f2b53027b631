// Where a fork leaves its parent, and what is different from there on.
#pragma once

#include "widgets/shown_run.h"

#include <QDialog>
#include <QStringList>
#include <optional>

namespace thaw {

class ProblemLabel;

// Asks, and stays as it is until whoever answers closes it: what was typed into it is not lost
// where the fork cannot be made.
class ForkDialog : public QDialog {
    Q_OBJECT
  public:
    // `step`: where the cursor stands; without it the newest step.
    ForkDialog(const ShownRun& parent, std::optional<std::int64_t> step, QWidget* owner = nullptr);

    void refuse(const QString& sentence); // says so, and is shown again where it was hidden

  Q_SIGNALS:
    // `settings` as for `thaw fork --set`: intervention.interval=400
    void fork_asked(qint64 step, const QStringList& settings);

  private:
    ProblemLabel* problem_;
};

} // namespace thaw
