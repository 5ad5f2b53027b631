#include "widgets/plots/plot_spec.h"

#include "core/compare/series_role.h"
#include "widgets/say.h"

#include <algorithm>

namespace thaw {

namespace {

// Training batches are no split: they are in the plot of the loss alone.
bool is_over_splits(const SeriesInfo& series) {
    return series.role && series.role != SplitRole::train;
}

class Plots {
  public:
    explicit Plots(const Plan& plan) : plan_(plan) {}

    void add(PlotSpec& spec, const std::string& name, const QString& label, bool bold = false,
             bool marked = false, bool visible = true) {
        if (plan_.series_info(name) == nullptr)
            return;
        spec.series.push_back({.name = name,
                               .label = label,
                               .style = static_cast<int>(spec.series.size()),
                               .bold = bold,
                               .marked = marked,
                               .visible = visible});
    }
    // What a metric read of one quantity on the splits: ID, all OOD together, validation, each OOD.
    void add_splits(PlotSpec& spec, const MetricInfo& metric, const std::string& quantity,
                    bool bold_mean) {
        const auto rank = [](const SeriesInfo& series) {
            return series.role == SplitRole::id           ? 0
                   : series.part == "ood_mean"            ? 1
                   : series.part == "ood_worst"           ? 2
                   : series.role == SplitRole::validation ? 3
                                                          : 4;
        };
        for (int wanted = 0; wanted <= 4; ++wanted)
            for (const SeriesInfo& series : metric.series)
                if (is_over_splits(series) && series.quantity == quantity && rank(series) == wanted)
                    add(spec, series.name, QString::fromStdString(part_text(series)),
                        bold_mean && wanted < 2, wanted == 2);
    }
    void keep(PlotSpec spec) {
        if (!spec.series.empty())
            all_.push_back(std::move(spec));
    }
    bool shown_already(const std::string& name) const {
        return std::any_of(all_.begin(), all_.end(), [&](const PlotSpec& spec) {
            return std::any_of(spec.series.begin(), spec.series.end(),
                               [&](const PlottedSeries& s) { return s.name == name; });
        });
    }
    std::vector<PlotSpec> take() { return std::move(all_); }

  private:
    const Plan& plan_;
    std::vector<PlotSpec> all_;
};

QString titled(const QString& title, const MetricInfo& metric) {
    return metric.name == metric.id ? title
                                    : say("{} ({})", title, QString::fromStdString(metric.name));
}

} // namespace

std::vector<PlotSpec> default_plots(const Plan& plan) {
    Plots plots(plan);
    const auto each = [&](const char* id, const auto& make) {
        for (const auto& metric : plan.metrics)
            if (metric.id == id)
                make(metric);
    };
    const auto id_of = [](const std::string& id, const MetricInfo& metric) {
        return metric.name == metric.id ? id : id + "." + metric.name;
    };

    for (const auto& metric : plan.metrics)
        for (const auto& series : metric.series)
            if (is_over_splits(series) && series.quantity != "loss" &&
                !plots.shown_already(series.name)) {
                PlotSpec spec{.id = id_of(series.quantity, metric),
                              .title = titled(shown(series.label), metric)};
                plots.add_splits(spec, metric, series.quantity, true);
                plots.keep(std::move(spec));
            }
    each("fisher_trace", [&](const MetricInfo& metric) {
        PlotSpec spec{.id = metric.name,
                      .title = titled(say("Fisher trace"), metric),
                      .y_label = QStringLiteral("tr(F)"),
                      .y_scale = AxisScale::logarithmic};
        plots.add(spec, metric.name, say("All blocks"), true);
        for (const auto& block : plan.blocks)
            // At hand in the legend; the heat strip shows them all.
            plots.add(spec, metric.name + "." + block.name, QString::fromStdString(block.name),
                      false, false, false);
        plots.keep(std::move(spec));
    });
    PlotSpec sharpness{.id = "sharpness", .title = say("Sharpness")};
    for (const auto& metric : plan.metrics)
        if (metric.id == "sharpness_avg" || metric.id == "sharpness_worst")
            if (const SeriesInfo* info = plan.series_info(metric.name))
                plots.add(sharpness, metric.name, titled(shown(info->label), metric), true);
    plots.keep(std::move(sharpness));

    PlotSpec loss{.id = "loss", .title = say("Loss"), .y_scale = AxisScale::logarithmic};
    for (const auto& metric : plan.metrics)
        for (const auto& series : metric.series)
            if (series.role == SplitRole::train && series.quantity == "loss")
                plots.add(loss, series.name, titled(say("Training batch"), metric), true);
    for (const auto& metric : plan.metrics)
        plots.add_splits(loss, metric, "loss", false);
    plots.keep(std::move(loss));

    each("lambda_max", [&](const MetricInfo& metric) {
        PlotSpec spec{.id = metric.name,
                      .title = titled(say("Largest Hessian eigenvalue"), metric),
                      .y_label = QStringLiteral("λ")};
        plots.add(spec, metric.name, QStringLiteral("λ"), true);
        const std::string limit = metric.name + ".stability_limit";
        // The optimiser's own, "3.8/lr"; Adam has none.
        if (const SeriesInfo* info = plan.series_info(limit); info && !info->symbol.empty())
            plots.add(spec, limit, say("Stability limit {}", QString::fromStdString(info->symbol)));
        plots.keep(std::move(spec));
    });
    for (const auto& metric : plan.metrics)
        for (const auto& series : metric.series)
            if (series.headline && !plots.shown_already(series.name)) {
                const QString title = titled(shown(series.label), metric);
                PlotSpec spec{.id = series.name,
                              .title = title,
                              .y_label = QString::fromStdString(series.symbol)};
                plots.add(spec, series.name, title, true);
                plots.keep(std::move(spec));
            }
    return plots.take();
}

} // namespace thaw
