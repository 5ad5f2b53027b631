// Where a sweep is put together beside the plots that its range of stops is marked on: the form,
// the members with what they share, and the document.
#pragma once

#include "app/sweep/sweep_plan.h"
#include "widgets/background_work.h"
#include "widgets/sweep/sweep_form.h"

#include <QDialog>
#include <QTimer>
#include <filesystem>
#include <memory>
#include <optional>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace thaw {

class MemberTree;
class NumberBox;
class ProblemLabel;

// What a sweep is made from.
struct SweepBase {
    std::string config;                     // TOML
    std::string name;                       // of the run
    std::int64_t seed = 1;                  // its own
    std::filesystem::path folder;           // for the document, its base and the folder of runs
    std::optional<double> seconds_per_step; // where a run told
};

class SweepDialog : public QDialog {
    Q_OBJECT
  public:
    // `range` outlives this.
    SweepDialog(SweepBase base, StopRange* range, QWidget* owner = nullptr);

    SweepForm* form() const { return form_; }
    QString document_text() const; // TOML
    QString told() const;          // members, steps, time
    QPushButton* start_button() const { return start_; }

  Q_SIGNALS:
    // The document is written.
    void start_asked(const QString& document, qint64 jobs, qint64 threads);

  private:
    QWidget* make_right();
    void look();
    void plan();
    void show_plan(const SweepPlan& plan);
    void show_cost();
    void start();
    void save();
    std::optional<SweepDocument> document() const;

    SweepBase base_;
    StopRange* range_;
    SweepForm* form_;
    MemberTree* tree_;
    QPlainTextEdit* text_;
    QLabel* told_;
    ProblemLabel* problem_;
    NumberBox *jobs_, *threads_;
    QPushButton *start_, *save_, *copy_;
    QTimer soon_;
    std::optional<SweepPlan> plan_; // of what the form says
    bool shared_out_ = false;       // jobs and threads were proposed once
    BackgroundWork work_;           // last: it uses the above
};

} // namespace thaw
