#include "widgets/plots/plot_spec.h"

#include "widgets/say.h"

#include <algorithm>

namespace thaw {

namespace {

// A metric's own name stands before its series where it is not the id (core/training/metric.h).
std::string prefix_of(const MetricInfo& metric) {
    return metric.name == metric.id ? std::string() : metric.name + ".";
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
    void add_splits(PlotSpec& spec, const std::string& prefix, bool bold_mean) {
        add(spec, prefix + "id_test", say("ID test"), bold_mean);
        add(spec, prefix + "ood_mean", say("OOD mean"), bold_mean);
        add(spec, prefix + "ood_worst", say("OOD worst"), false, true);
        for (const auto& split : plan_.splits)
            if (split.role == SplitRole::ood)
                add(spec, prefix + split.name, QString::fromStdString(split.name));
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
    const auto id_of = [](const char* id, const MetricInfo& metric) {
        return metric.name == metric.id ? std::string(id) : id + ("." + metric.name);
    };

    each("evaluation", [&](const MetricInfo& metric) {
        PlotSpec spec{.id = id_of("accuracy", metric), .title = titled(say("Accuracy"), metric)};
        plots.add_splits(spec, prefix_of(metric) + "accuracy.", true);
        plots.keep(std::move(spec));
    });
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
    each("train", [&](const MetricInfo& metric) {
        plots.add(loss, prefix_of(metric) + "train_loss", titled(say("Training batch"), metric),
                  true);
    });
    each("evaluation", [&](const MetricInfo& metric) {
        plots.add_splits(loss, prefix_of(metric) + "loss.", false);
    });
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
