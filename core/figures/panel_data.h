// Makes what one panel shows; the work behind figure_data().
#pragma once

#include "core/compare/curve.h"
#include "core/compare/run_facts.h"
#include "core/compare/run_outcome.h"
#include "core/figures/figure_data.h"

#include <string>
#include <utility>
#include <vector>

namespace thaw {

constexpr Rgb neutral_color{0x55, 0x55, 0x55}; // of events, levels and what belongs to no group

// Runs that are drawn alike.
struct FigureGroup {
    std::string label; // empty: there is one group, of all
    Fact key;
    ComparedRuns runs;
    PrintStyle style;
};

// Looks at the document and the runs, which must outlive it.
class PanelMaker {
  public:
    PanelMaker(const FigureDocument& document, const ComparedRuns& runs,
               std::vector<std::string>& warnings);
    // Throws Error(usage), as figure_data().
    PanelData make(const FigurePanel& panel) const;

  private:
    PanelData curves(const FigurePanel& panel) const;
    PanelData groups(const FigurePanel& panel) const;
    PanelData id_ood(const FigurePanel& panel) const;
    PanelData stop_ood(const FigurePanel& panel) const;
    PanelData stop_metric(const FigurePanel& panel) const;
    PanelData heat(const FigurePanel& panel) const;

    std::vector<FigureGroup> grouped(const std::string& field) const;
    std::vector<Item> series_of(const FigurePanel& panel) const;
    void check_series(const std::string& name) const;
    void add_events(PanelData& data, const FigurePanel& panel, const ComparedRuns& runs,
                    Rgb color) const;
    void add_legend(PanelData& data, const std::vector<FigureGroup>& groups,
                    const std::vector<Item>& series, bool band) const;
    // Of number `rank` of `count` ordered things, from dark to light.
    PrintStyle ordered_style(std::size_t rank, std::size_t count) const;
    PrintStyle style_of(std::size_t group, std::size_t series, const Item& item,
                        const std::vector<FigureGroup>& groups) const;
    std::string y_label(const std::vector<std::string>& series) const;
    std::string outcome_label(const std::string& series) const;
    const Table& settings() const { return document_.figure.settings; }

    const FigureDocument& document_;
    const ComparedRuns& runs_;
    std::vector<std::string>& warnings_;
};

// What outcomes a panel is about, as it asks for them or as is usual. Throws Error(usage).
struct OutcomeChoice {
    std::string id, ood;
    Judgement judgement;
};
OutcomeChoice choice_of(const FigurePanel& panel, const ComparedRuns& runs);
// Low and high end of a band or bar over a group's values; the mean where there is none.
std::pair<double, double> band_ends(const std::string& band, std::vector<double> values);
// "mean ± SD, $n$ = 3–5" for such groups of `least` to `most` runs.
std::string band_label(const std::string& band, std::size_t least, std::size_t most);

CurveAxis axis_of(const FigurePanel& panel);
// The x of a step on an axis; NaN where the run does not have it.
double x_of_step(const RunRecord& record, std::int64_t step, double wall_time,
                 const CurveAxis& axis);
// In a legend: "OOD mean", "layer4", "Fisher trace".
std::string series_label(const ComparedRuns& runs, const std::string& name);

} // namespace thaw
