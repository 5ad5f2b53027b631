// The page of a sweep: how its members stand, who leaves whom, and the front of ID against OOD as
// it fills. It shows what it is given, and asks for the rest.
#pragma once

#include "core/compare/compared_run.h"
#include "core/sweep/ledger.h"
#include "widgets/sweep/shown_sweep.h"

#include <QWidget>
#include <filesystem>
#include <vector>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QTabWidget;
class QVBoxLayout;

namespace thaw {

class ComparedSet;
class MemberTree;
class OutcomePanel;
class SweepMatrix;

// Who trains its members at the moment.
enum class SweepWork {
    nobody,
    here,      // a process of this window
    stopping,  // the same, asked to stop
    elsewhere, // another process or a cluster
};

class SweepPage : public QWidget {
    Q_OBJECT
  public:
    explicit SweepPage(ShownSweep sweep, QWidget* parent = nullptr);

    // `progress`: a sentence; `done`: of all steps, 0 to 1.
    void show_standing(const Ledger& ledger, const QString& progress, double done);
    // Members that have readings, as they are now.
    void show_runs(const ComparedRuns& runs);
    // What was said of a member by who trained it: shown as long as it has not come to its end and
    // its file does not say more.
    void set_told(std::size_t member, const QString& sentence);
    void set_work(SweepWork work);

    QString headline() const; // for a tab
    SweepMatrix* matrix() const { return matrix_; }
    MemberTree* tree() const { return tree_; }
    OutcomePanel* front() const { return front_; } // null until a member has readings
    QString problems() const;                      // what is told of members that failed

  Q_SIGNALS:
    void open_asked(const QString& file);
    void compare_asked(const std::vector<std::filesystem::path>& files);
    void pause_asked();
    void resume_asked();
    void cancel_asked();

  private:
    QPushButton* add_button(QHBoxLayout* row, const QString& id, const QString& text,
                            const QString& tip);
    void show_problems();
    void update_buttons();
    std::vector<std::filesystem::path> files() const;

    ShownSweep sweep_;
    Ledger ledger_;
    std::vector<QString> said_; // by member
    SweepWork work_ = SweepWork::nobody;
    double done_ = 0;
    QProgressBar* bar_;
    QLabel *told_, *who_, *problems_, *nothing_yet_;
    QPushButton *pause_, *resume_, *cancel_, *compare_;
    SweepMatrix* matrix_;
    MemberTree* tree_;
    QTabWidget* tabs_;
    QVBoxLayout* front_column_;
    ComparedSet* set_ = nullptr;
    OutcomePanel* front_ = nullptr;
};

} // namespace thaw
