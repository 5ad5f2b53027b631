// The trigger laboratory: a rule that is edited here is tried at once on all runs.
#pragma once

#include "core/compare/replay.h"
#include "widgets/background_work.h"
#include "widgets/compare/compared_set.h"

#include <QWidget>
#include <map>

class QLabel;

namespace thaw {

class HistogramPlot;
class RuleForm;
class TextTable;

class ReplayPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ReplayPanel(ComparedSet* set, QWidget* parent = nullptr);

    RuleForm* form() const { return form_; }
    const Replay& result() const { return result_; }
    HistogramPlot* histogram() const { return histogram_; }
    TextTable* table() const { return table_; }
    bool busy() const { return work_->busy(); }
    QString told() const;

  Q_SIGNALS:
    void fired_at(const std::map<std::size_t, std::int64_t>& steps); // by run

  private:
    void try_rule();
    void show_result(Replay result);

    ComparedSet* set_;
    BackgroundWork* work_;
    Replay result_;
    RuleForm* form_;
    QLabel* text_;
    HistogramPlot* histogram_;
    TextTable* table_;
};

} // namespace thaw
