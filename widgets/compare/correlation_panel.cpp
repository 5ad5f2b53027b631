#include "widgets/compare/correlation_panel.h"

#include "core/compare/series_feature.h"
#include "widgets/compare/choice_bar.h"
#include "widgets/say.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>
#include <cmath>

namespace thaw {

namespace {

QString told_of(const QString& name, const RankCorrelation& correlation) {
    if (std::isnan(correlation.value))
        return say("{}: cannot be said of {} [pair|pairs]", name, correlation.n);
    QString text = QStringLiteral("%1 = %2").arg(name, shown_number(correlation.value, 3));
    if (!std::isnan(correlation.low))
        text += say(", 95 % CI {} to {}", shown_number(correlation.low, 3),
                    shown_number(correlation.high, 3));
    return text + QStringLiteral(", p = %1").arg(shown_number(correlation.p, 2));
}

} // namespace

CorrelationPanel::CorrelationPanel(ComparedSet* set, QWidget* parent)
    : QWidget(parent), set_(set), plot_(new ScatterPlot(set)), text_(new QLabel) {
    auto* bar = new ChoiceBar(3);
    const auto changed = [this] { look_again(); };
    series_ = bar->add_box(QStringLiteral("metric"), say("Metric"),
                           say("The series that might go with OOD."), changed);
    feature_ = bar->add_box(QStringLiteral("feature"), say("Its"),
                            say("Which number of the series."), changed);
    scale_ = bar->add_box(
        QStringLiteral("x_scale"), say("x scale"), say("Scale of the x axis."),
        [this] { plot_->set_x_scale(static_cast<AxisScale>(scale_->currentData().toInt())); });
    std::vector<std::pair<QString, QVariant>> names, features, scales;
    for (const bool headline : {true, false})
        for (const auto& name : series_names(set_->runs(), headline)) {
            const std::pair<QString, QVariant> entry{set_->series_label(name),
                                                     QString::fromStdString(name)};
            if (std::find(names.begin(), names.end(), entry) == names.end())
                names.push_back(entry);
        }
    for (const SeriesFeature feature : series_features())
        features.emplace_back(QString::fromStdString(feature_text(feature)),
                              static_cast<int>(feature));
    for (const AxisScale scale :
         {AxisScale::linear, AxisScale::logarithmic, AxisScale::symmetric_log})
        scales.emplace_back(scale_label(scale), static_cast<int>(scale));
    ChoiceBar::fill(series_, names);
    ChoiceBar::fill(feature_, features);
    ChoiceBar::fill(scale_, scales);
    text_->setWordWrap(true);
    text_->setContentsMargins(8, 0, 8, 4);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text_->setToolTip(say("Rank correlations over the runs that have both numbers. Intervals by "
                          "Fisher's z; p is two-sided. Runs that share a seed or a trunk are not "
                          "independent: take p as a hint."));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(bar);
    column->addWidget(plot_, 1);
    column->addWidget(text_);
    connect(set_, &ComparedSet::judged, this, &CorrelationPanel::look_again);
    show_series("fisher_trace");
    look_again();
}

QString CorrelationPanel::told() const {
    return text_->text();
}

void CorrelationPanel::show_series(const std::string& series) {
    if (const int at = series_->findData(QString::fromStdString(series)); at >= 0)
        series_->setCurrentIndex(at);
}

void CorrelationPanel::look_again() {
    const std::string series = series_->currentData().toString().toStdString();
    const auto feature = static_cast<SeriesFeature>(feature_->currentData().toInt());
    std::vector<PlanePoint> points;
    std::vector<double> x, y;
    for (std::size_t i = 0; i < set_->runs().size(); ++i) {
        x.push_back(feature_of(set_->runs()[i]->record, series, feature));
        y.push_back(set_->outcomes()[i].ood);
        points.push_back({x.back(), y.back(), i});
    }
    tau_ = kendall(x, y);
    rho_ = spearman(x, y);
    plot_->show_points(std::move(points),
                       say("{}, {}", set_->series_label(series), feature_text(feature)),
                       set_->ood_label());
    text_->setText(told_of(say("Kendall's tau-b"), tau_) + QLatin1Char('\n') +
                   told_of(say("Spearman's rho"), rho_) + QLatin1Char('\n') +
                   say("n = {} [run|runs]", tau_.n));
}

} // namespace thaw
