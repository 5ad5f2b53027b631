// The lines of an overlay, worked out from runs: a run a line, or a group's middle with its band,
// as they are or as differences to a baseline seed by seed; in one panel or one a value of a field.
#pragma once

#include "core/compare/compared_run.h"
#include "core/compare/group_curve.h"
#include "core/run/summed_column.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct CurveRequest {
    ComparedRuns runs;
    std::vector<RunGroup> groups; // of `runs`
    std::string series;
    CurveAxis axis;
    Alignment alignment = Alignment::interpolated;
    std::optional<Centre> centre = {}; // nothing: every run has its own line
    Band band = Band::sd;              // REQUIRES: one of bands_of(centre)
    std::string baseline = {};         // name of the group that others are subtracted from
    std::optional<Field> panels = {};  // small multiples: one a value
};

struct ShownCurve {
    std::string key;               // what tells it from others: a group's name, a run's file
    std::string name;              // in the legend
    std::size_t group = 0;         // its index in the request
    std::vector<std::size_t> runs; // indices in the request, that it is made of
    // Growing. Never null in what shown_curves() gives; lines of runs that were read at the same
    // x share one: what is worked out from it once holds for all of them.
    std::shared_ptr<const std::vector<double>> x;
    OwnColumn y;
    OwnColumn low, high; // empty: no band
    struct Mark {
        double x = 0;
        EventKind kind = EventKind::started;
    };
    std::vector<Mark> marks;                 // of the runs' events
    std::optional<GroupCurve> of_group = {}; // its n and band alone, for legend_text()
};
struct CurvePanel {
    std::string title; // empty: the only one
    std::vector<std::shared_ptr<const ShownCurve>> curves;
};
struct ShownCurves {
    std::vector<CurvePanel> panels;
    std::size_t without_series = 0; // runs that do not have the series or the event x counts from
    std::size_t without_pair = 0;   // runs that have no baseline run of their seed
};
// Throws nothing. Gives up early, with what is there, once `stale()`.
ShownCurves shown_curves(const CurveRequest& request, const std::function<bool()>& stale);

} // namespace thaw
