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

} // namespace

std::string create_plots(hid_t file, const Plan& plan) {
    std::vector<std::string> made;
    for (const auto& metric : plan.metrics) {
        std::vector<std::string> headline;
        std::vector<std::string> accuracy;
        for (const auto& series : metric.series) {
            if (series.headline)
                headline.push_back(series.name);
            if (series.name.starts_with("accuracy."))
                accuracy.push_back(series.name);
        }
        const bool first_accuracy = std::find(made.begin(), made.end(), "accuracy") == made.end();
        if (!accuracy.empty() && first_accuracy) {
            create_plot(file, "accuracy", accuracy);
            made.insert(made.begin(), "accuracy");
        }
        if (headline.empty() && !metric.series.empty())
            headline.push_back(metric.series.front().name);
        if (!headline.empty() && metric.name != "accuracy") {
            create_plot(file, metric.name, headline);
            made.push_back(metric.name);
        }
    }
    return made.empty() ? "" : "plots/" + made.front();
}

} // namespace thaw
