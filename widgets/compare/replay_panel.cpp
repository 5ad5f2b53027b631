#include "widgets/compare/replay_panel.h"

#include "core/run/triggers/trigger.h"
#include "widgets/compare/histogram_plot.h"
#include "widgets/compare/text_table.h"
#include "widgets/controls/rule_form.h"
#include "widgets/say.h"

#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>
#include <cmath>
#include <set>

namespace thaw {

namespace {

// All series that some run has, under the metrics of the first one that has them.
Plan joint_plan(const ComparedRuns& runs) {
    Plan plan;
    std::set<std::string> seen;
    for (const auto& run : runs) {
        const Plan& one = run->record.header.plan;
        plan.steps = std::max(plan.steps, one.steps);
        for (const MetricInfo& metric : one.metrics) {
            MetricInfo more = metric;
            std::erase_if(more.series,
                          [&](const SeriesInfo& s) { return !seen.insert(s.name).second; });
            if (!more.series.empty())
                plan.metrics.push_back(std::move(more));
        }
    }
    return plan;
}

TextCell firing_cell(const Firing& firing) {
    if (!firing.watched)
        return {say("no such series"), std::nan("")};
    if (firing.step < 0)
        return {say("never"), std::nan("")};
    const auto step = static_cast<double>(firing.step);
    if (!firing.after_stop)
        return {shown_integer(firing.step), step};
    return {say("{} (after its stop)", shown_integer(firing.step)), step, false,
            say("The run's own unfreezing ended before: from there on these readings are those of "
                "that stop.")};
}

} // namespace

ReplayPanel::ReplayPanel(ComparedSet* set, QWidget* parent)
    : QWidget(parent), set_(set), work_(new BackgroundWork(this)),
      form_(new RuleForm(joint_plan(set->runs()), descriptions(triggers()),
                         RuleForm::Parts::watching)),
      text_(new QLabel), histogram_(new HistogramPlot),
      table_(new TextTable(say("Where the rule fires"))) {
    text_->setWordWrap(true);
    text_->setObjectName(QStringLiteral("replayed"));
    text_->setToolTip(say(
        "Each run is taken with the run of its kind and seed that stopped nearest to where the "
        "rule fires. Winning rate: how often that run's OOD is better than that of other stops, "
        "up to ten of them drawn at random (Liu & Gurevych, arXiv 2403.15210)."));
    auto* upper = new QWidget;
    auto* top = new QVBoxLayout(upper);
    top->setContentsMargins(8, 8, 8, 4);
    top->addWidget(form_);
    top->addWidget(text_);
    top->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(upper);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(scroll);
    splitter->addWidget(histogram_);
    splitter->addWidget(table_);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setStretchFactor(2, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);
    connect(form_, &RuleForm::changed, this, &ReplayPanel::try_rule);
    connect(set_, &ComparedSet::judged, this, &ReplayPanel::try_rule);
    connect(table_, &QTableWidget::itemSelectionChanged, this,
            [this] { set_->choose(table_->selected_numbers()); });
    Table settings;
    settings.set("metric", std::string("fisher_trace"));
    form_->edit({"stabilisation", settings, {}}, true);
}

QString ReplayPanel::told() const {
    return text_->text();
}

void ReplayPanel::try_rule() {
    const auto rule = form_->rule();
    if (!rule)
        return; // the form says what is missing
    work_->start([this, rule = *rule, runs = set_->runs(), id = set_->id_series(),
                  ood = set_->ood_series(),
                  judgement = set_->judgement()](const BackgroundWork::Stale&) {
        auto result = std::make_shared<Replay>(replay(runs, rule, id, ood, judgement));
        return [this, result] { show_result(std::move(*result)); };
    });
}

void ReplayPanel::show_result(Replay result) {
    result_ = std::move(result);
    std::map<std::size_t, std::int64_t> fired;
    std::vector<std::int64_t> steps;
    std::vector<std::vector<TextCell>> rows;
    for (std::size_t i = 0; i < result_.runs.size(); ++i) {
        const ReplayedRun& each = result_.runs[i];
        if (each.firing.step >= 0) {
            fired[i] = each.firing.step;
            steps.push_back(each.firing.step);
        }
        const bool has = each.nearest != nullptr;
        const QString none = QStringLiteral("–");
        const double nothing = std::nan("");
        rows.push_back(
            {{QString::fromStdString(each.run->label())},
             firing_cell(each.firing),
             {has ? shown_integer(each.outcome.stop) : none,
              has ? static_cast<double>(each.outcome.stop) : nothing, false,
              has ? QString::fromStdString(each.nearest->label()) : QString()},
             {has ? shown_number(each.outcome.id) : none, has ? each.outcome.id : nothing},
             {has ? shown_number(each.outcome.ood) : none, has ? each.outcome.ood : nothing},
             {each.compared == 0 ? none : say("{} of {}", each.won, each.compared),
              each.compared == 0
                  ? nothing
                  : static_cast<double>(each.won) / static_cast<double>(each.compared)}});
    }
    QString text = say("Fires in {} of {} [run|runs]. ", result_.fired, result_.runs.size());
    text += result_.compared == 0
                ? say("No winning rate: no run has kin of its seed that stopped elsewhere.")
                : say("Winning rate against random stops: {} % ({} of {}).",
                      shown_number(100 * result_.winning_rate(), 3), result_.won, result_.compared);
    text_->setText(text);
    histogram_->show_steps(steps);
    {
        const QSignalBlocker quiet(table_);
        table_->show_rows({say("Run"), say("Fires at"), say("Nearest stop"), say("ID there"),
                           say("OOD there"), say("Won")},
                          rows);
    }
    Q_EMIT fired_at(fired);
}

} // namespace thaw
