#include "core/storage/nexus.h"

#include "core/storage/layout.h"

#include <algorithm>

namespace thaw {

void describe_series(hid_t group, hid_t value, const SeriesInfo& series) {
    hdf5::write_attribute(group, "NX_class", "NXdata");
    hdf5::write_attribute(group, "signal", "value");
    hdf5::write_attribute(group, "axes", std::vector<std::string>{"step"});
    hdf5::write_attribute(group, "title", series.name);
    hdf5::write_attribute(value, "units", series.unit);
    hdf5::write_attribute(value, "long_name", series.label);
    hdf5::write_attribute(value, "symbol", series.symbol);
}

namespace {

void create_plot(hid_t file, const std::string& name, const std::vector<std::string>& series) {
    const auto group = hdf5::create_group(file, std::string(layout::plots) + "/" + name);
    for (const auto& one : series)
        hdf5::soft_link(group, std::string(layout::series) + "/" + one + "/value", one);
    hdf5::soft_link(group, std::string(layout::series) + "/" + series.front() + "/step", "step");
    hdf5::write_attribute(group, "NX_class", "NXdata");
    hdf5::write_attribute(group, "signal", series.front());
    if (series.size() > 1)
        hdf5::write_attribute(group, "auxiliary_signals",
                              std::vector<std::string>(series.begin() + 1, series.end()));
    hdf5::write_attribute(group, "axes", std::vector<std::string>{"step"});
    hdf5::write_attribute(group, "title", name);
}

// Of the splits other than the training set, and of those together.
std::vector<std::string> over_splits(const MetricInfo& metric, const std::string& quantity) {
    std::vector<std::string> names;
    for (const auto& series : metric.series)
        if (series.role && series.role != SplitRole::train && series.quantity == quantity)
            names.push_back(series.name);
    return names;
}

} // namespace

std::string create_plots(hid_t file, const Plan& plan) {
    std::vector<std::string> made;
    const auto make = [&](const std::string& name, const std::vector<std::string>& series) {
        if (series.empty() || std::find(made.begin(), made.end(), name) != made.end())
            return;
        create_plot(file, name, series);
        made.push_back(name);
    };
    // What a run is judged by comes first: it is shown where nobody chose. Losses have no plot, nor
    // has a metric with a name of its own: files of this version are told by what is in them.
    for (const auto& metric : plan.metrics)
        for (const auto& series : metric.series)
            if (metric.name == metric.id && series.quantity != "loss")
                make(series.quantity, over_splits(metric, series.quantity));
    for (const auto& metric : plan.metrics) {
        std::vector<std::string> headline;
        for (const auto& series : metric.series)
            if (series.headline)
                headline.push_back(series.name);
        if (headline.empty() && !metric.series.empty())
            headline.push_back(metric.series.front().name);
        make(metric.name, headline);
    }
    return made.empty() ? "" : "plots/" + made.front();
}

} // namespace thaw
