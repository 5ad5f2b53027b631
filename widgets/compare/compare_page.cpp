#include "widgets/compare/compare_page.h"

#include "widgets/compare/choice_bar.h"
#include "widgets/compare/correlation_panel.h"
#include "widgets/compare/curves_panel.h"
#include "widgets/compare/diff_panel.h"
#include "widgets/compare/outcome_panel.h"
#include "widgets/compare/replay_panel.h"
#include "widgets/compare/results_panel.h"
#include "widgets/compare/stop_panel.h"
#include "widgets/say.h"

#include <QComboBox>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>
#include <set>

namespace thaw {

namespace {

using Entries = std::vector<std::pair<QString, QVariant>>;

QString text_of(const std::string& text) {
    return QString::fromStdString(text);
}

} // namespace

ComparePage::ComparePage(ComparedRuns runs, QWidget* parent)
    : QWidget(parent), set_(new ComparedSet(std::move(runs), this)), bar_(new ChoiceBar(6)),
      curves_(new CurvesPanel(set_)), tabs_(new QTabWidget), outcomes_(new OutcomePanel(set_)),
      stops_(new StopPanel(set_)), correlation_(new CorrelationPanel(set_)),
      results_(new ResultsPanel(set_)), run_table_(new RunsPanel(set_)),
      differences_(new DiffPanel(set_)), replay_(new ReplayPanel(set_)) {
    const auto add = [this](QWidget* panel, const QString& name, const QString& tip) {
        tabs_->setTabToolTip(tabs_->addTab(panel, name), tip);
    };
    tabs_->setDocumentMode(true);
    tabs_->setUsesScrollButtons(true);
    add(outcomes_, say("ID vs OOD"), say("Every run by its ID and OOD result; drag to choose."));
    add(stops_, say("Stop step"), say("When unfreezing stopped, and the OOD result."));
    add(correlation_, say("Correlation"), say("Whether a metric goes with the OOD result."));
    add(results_, say("Results"), say("Groups in numbers, for papers."));
    add(run_table_, say("Runs"), say("Every run in numbers."));
    add(differences_, say("Differences"), say("Settings and deeds in which the runs differ."));
    add(replay_, say("Replay"), say("Try a rule on all runs."));
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(curves_);
    splitter->addWidget(tabs_);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({760, 520});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar_);
    column->addWidget(splitter, 1);
    make_bar();
    connect(replay_, &ReplayPanel::fired_at, curves_, &CurvesPanel::set_fired);
    connect(run_table_, &RunsPanel::open_asked, this, &ComparePage::open_asked);
    connect(set_, &ComparedSet::grouped, this, &ComparePage::fill_groups);
}

QString ComparePage::headline() const {
    return say("Comparison of {} [run|runs]", set_->runs().size());
}

void ComparePage::make_bar() {
    group_ =
        bar_->add_box(QStringLiteral("group"), say("Group by"),
                      say("Runs that agree in this field are summed up together."), [this] {
                          set_->set_field(Field(group_->currentData().toString().toStdString()));
                      });
    color_ = bar_->add_box(
        QStringLiteral("color"), say("Colour by"),
        say("Stop step: from dark to light by the order of the stops. Group and run: colours that "
            "colour-blind readers can tell apart, then dashes."),
        [this] {
            set_->set_color_by(static_cast<ComparedSet::ColorBy>(color_->currentData().toInt()));
        });
    const auto judge_by = [this] {
        set_->set_series(id_->currentData().toString().toStdString(),
                         ood_->currentData().toString().toStdString());
    };
    id_ = bar_->add_box(QStringLiteral("id"), say("ID"),
                        say("The series that stands for the result in distribution."), judge_by);
    ood_ =
        bar_->add_box(QStringLiteral("ood"), say("OOD"),
                      say("The series that stands for the result out of distribution."), judge_by);
    judge_ = bar_->add_box(
        QStringLiteral("judge"), say("Judge by"),
        say("How a series becomes one number. The best reading of a test split is chosen on that "
            "test split; the mean of the last ones does not hang on a single evaluation."),
        [this] {
            if (const auto judgement =
                    judgement_from_text(judge_->currentData().toString().toStdString()))
                set_->set_judgement(*judgement);
        });
    baseline_ =
        bar_->add_box(QStringLiteral("baseline"), say("Baseline"),
                      say("The group that the others are compared with, seed by seed."), [this] {
                          set_->set_baseline(baseline_->currentData().toString().toStdString());
                      });
    ChoiceBar::fill(color_, {{say("Stop step"), static_cast<int>(ComparedSet::ColorBy::stop)},
                             {say("Group"), static_cast<int>(ComparedSet::ColorBy::group)},
                             {say("Run"), static_cast<int>(ComparedSet::ColorBy::run)}});
    {
        const QSignalBlocker quiet(color_);
        color_->setCurrentIndex(color_->findData(static_cast<int>(set_->color_by())));
    }
    Entries names;
    std::set<std::string> seen;
    for (const std::string& first : {set_->id_series(), set_->ood_series()})
        if (!first.empty() && seen.insert(first).second)
            names.emplace_back(set_->series_label(first), text_of(first));
    for (const auto& name : series_names(set_->runs()))
        if (seen.insert(name).second)
            names.emplace_back(set_->series_label(name), text_of(name));
    for (QComboBox* box : {id_, ood_}) {
        ChoiceBar::fill(box, names);
        const QSignalBlocker quiet(box);
        box->setCurrentIndex(
            box->findData(text_of(box == id_ ? set_->id_series() : set_->ood_series())));
    }
    Entries judgements;
    for (const char* text : {"last", "mean:3", "mean:5", "mean:10", "best"})
        judgements.emplace_back(text_of(judgement_text(*judgement_from_text(text))),
                                QString::fromLatin1(text));
    ChoiceBar::fill(judge_, judgements);
    fill_groups();
}

void ComparePage::fill_groups() {
    Entries fields;
    for (const Field field : set_->fields())
        fields.emplace_back(text_of(heading(field)), text_of(field.name()));
    ChoiceBar::fill(group_, fields);
    {
        const QSignalBlocker quiet(group_);
        group_->setCurrentIndex(group_->findData(text_of(set_->field().name())));
    }
    Entries groups{{say("none"), QString()}};
    for (const RunGroup& group : set_->groups())
        groups.emplace_back(text_of(group.name), text_of(group.name));
    ChoiceBar::fill(baseline_, groups);
    const QSignalBlocker quiet(baseline_);
    baseline_->setCurrentIndex(std::max(0, baseline_->findData(text_of(set_->baseline()))));
}

void ComparePage::choose(const QString& box, const QVariant& value) {
    if (auto* one = bar_->findChild<QComboBox*>(box))
        one->setCurrentIndex(one->findData(value));
}

} // namespace thaw
