// The runs that a comparison looks at, and what all its views share: how runs are grouped, judged,
// coloured, and which of them are chosen.
#pragma once

#include "core/compare/compared_run.h"
#include "core/compare/run_outcome.h"
#include "widgets/appearance.h"

#include <QObject>
#include <QPalette>
#include <string>
#include <vector>

namespace thaw {

// Views ask it and tell it, never each other. The screen's thread only.
class ComparedSet : public QObject {
    Q_OBJECT
  public:
    // What colours stand for. stop: ordered, from dark to light; group and run: told apart.
    enum class ColorBy { group, stop, run };

    explicit ComparedSet(ComparedRuns runs, QObject* parent = nullptr);

    const ComparedRuns& runs() const { return runs_; }
    const std::vector<RunGroup>& groups() const { return groups_; }
    std::size_t group_of(std::size_t run) const { return group_of_[run]; }
    // A run's number among all; one past the last where it is not here.
    std::size_t index_of(const SharedRun& run) const;
    Field field() const { return field_; }
    std::vector<Field> fields() const; // that runs differ in, and the present one

    const std::string& id_series() const { return id_; }
    const std::string& ood_series() const { return ood_; }
    QString series_label(const std::string& name) const; // for axes, headings and choices
    QString id_label() const { return series_label(id_); }
    QString ood_label() const { return series_label(ood_); }
    const Judgement& judgement() const { return judgement_; }
    const std::vector<RunOutcome>& outcomes() const { return outcomes_; } // by run
    const std::string& baseline() const { return baseline_; } // name of a group; empty: none
    ColorBy color_by() const { return color_by_; }

    CurveStyle run_style(std::size_t run, const QPalette& palette) const;
    CurveStyle group_style(std::size_t group, const QPalette& palette) const;

    bool chosen(std::size_t run) const { return chosen_[run]; }
    bool any_chosen() const;

    // Other runs, or the same ones read again, judged as before; none are chosen. The views that
    // take part are those that look again at grouped() and judged(). REQUIRES: at least one.
    void set_runs(ComparedRuns runs);
    void set_field(Field field);
    void set_series(const std::string& id, const std::string& ood);
    void set_judgement(const Judgement& judgement);
    void set_baseline(const std::string& group);
    void set_color_by(ColorBy what);
    // `more`: beside those that are chosen already. Nothing: none.
    void choose(const std::vector<std::size_t>& runs, bool more = false);

  Q_SIGNALS:
    void grouped(); // groups, and with them the baseline
    void judged();  // outcomes, or the baseline
    void colored();
    void choice_changed();

  private:
    void take(ComparedRuns runs);
    void group();
    void judge();
    QColor ordered_color(std::int64_t stop, const QPalette& palette) const;

    ComparedRuns runs_;
    Field field_;
    std::vector<RunGroup> groups_;
    std::vector<std::size_t> group_of_;
    std::vector<std::int64_t> stops_; // all different ones, growing
    std::string id_, ood_, baseline_;
    Judgement judgement_;
    std::vector<RunOutcome> outcomes_;
    ColorBy color_by_ = ColorBy::stop;
    std::vector<bool> chosen_;
};

} // namespace thaw
