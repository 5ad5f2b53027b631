#include "widgets/compare/shown_curves.h"

#include "core/compare/paired_difference.h"

#include <algorithm>
#include <map>

namespace thaw {

namespace {

bool is_shown(EventKind kind) {
    return kind == EventKind::released || kind == EventKind::frozen || kind == EventKind::held ||
           kind == EventKind::released_all || kind == EventKind::trigger_fired ||
           kind == EventKind::learning_rate_set || kind == EventKind::diverged;
}

OwnColumn column(const std::vector<double>& values) {
    OwnColumn all;
    for (const double value : values)
        all.append(value);
    return all;
}

class Maker {
  public:
    Maker(const CurveRequest& request, const std::function<bool()>& stale, ShownCurves& all)
        : request_(request), stale_(stale), all_(all) {
        for (std::size_t i = 0; i < request.runs.size(); ++i)
            index_[request.runs[i].get()] = i;
    }

    CurvePanel panel(const std::string& title, const ComparedRuns& runs) {
        CurvePanel panel{title, {}};
        for (std::size_t g = 0; g < request_.groups.size() && !stale_(); ++g) {
            if (request_.groups[g].name == request_.baseline)
                continue; // its difference to itself
            ComparedRuns here;
            for (const auto& run : request_.groups[g].runs)
                if (std::find(runs.begin(), runs.end(), run) != runs.end())
                    here.push_back(run);
            if (!here.empty())
                add_group(g, here, panel);
        }
        return panel;
    }

  private:
    // A run's curve, or its difference to the baseline.
    std::optional<Curve> curve(const SharedRun& run) {
        if (request_.baseline.empty()) {
            auto own = curve_of(run->record, request_.series, request_.axis);
            all_.without_series += !own;
            return own;
        }
        for (const RunGroup& group : request_.groups)
            if (group.name == request_.baseline) {
                const auto pairs = paired_by_seed({run}, group.runs);
                auto difference =
                    difference_curves(pairs, request_.series, request_.axis, request_.alignment);
                all_.without_pair += pairs.empty();
                all_.without_series += !pairs.empty() && difference.empty();
                if (!difference.empty())
                    return std::move(difference.front());
            }
        return {};
    }

    // The x of the line before, where it is the same.
    std::shared_ptr<const std::vector<double>> shared(std::vector<double> x) {
        if (x_ == nullptr || *x_ != x)
            x_ = std::make_shared<const std::vector<double>>(std::move(x));
        return x_;
    }

    void add_marks(const SharedRun& run, ShownCurve& line) const {
        for (const Event& event : run->record.events)
            if (is_shown(event.kind))
                if (const auto x = x_of_step(run->record, event.step, request_.axis))
                    line.marks.push_back({*x, event.kind});
    }

    void add_group(std::size_t g, const ComparedRuns& runs, CurvePanel& panel) {
        std::vector<Curve> curves;
        auto whole = std::make_shared<ShownCurve>();
        whole->key = whole->name = request_.groups[g].name;
        whole->group = g;
        for (const auto& run : runs) {
            if (stale_())
                return;
            auto own = curve(run);
            if (!own)
                continue;
            if (request_.centre) {
                curves.push_back(std::move(*own));
                whole->runs.push_back(index_.at(run.get()));
                add_marks(run, *whole);
                continue;
            }
            auto line = std::make_shared<ShownCurve>();
            line->key = run->file.string();
            line->name = run->label();
            line->group = g;
            line->runs = {index_.at(run.get())};
            line->y = column(own->y);
            line->x = shared(std::move(own->x));
            add_marks(run, *line);
            panel.curves.push_back(std::move(line));
        }
        if (curves.empty())
            return;
        GroupCurve group = group_curve(aligned_curves(std::move(curves), request_.alignment),
                                       *request_.centre, request_.band);
        whole->y = column(group.centre);
        if (request_.band != Band::none) {
            whole->low = column(group.low);
            whole->high = column(group.high);
        }
        whole->x = shared(std::move(group.x));
        group.x = group.centre = group.low = group.high = {};
        whole->of_group = std::move(group);
        panel.curves.push_back(std::move(whole));
    }

    const CurveRequest& request_;
    const std::function<bool()>& stale_;
    ShownCurves& all_;
    std::map<const ComparedRun*, std::size_t> index_;
    std::shared_ptr<const std::vector<double>> x_;
};

} // namespace

ShownCurves shown_curves(const CurveRequest& request, const std::function<bool()>& stale) {
    ShownCurves all;
    Maker maker(request, stale, all);
    if (!request.panels) {
        all.panels.push_back(maker.panel({}, request.runs));
        return all;
    }
    for (const RunGroup& part : grouped(request.runs, *request.panels))
        all.panels.push_back(maker.panel(part.name, part.runs));
    std::erase_if(all.panels, [](const CurvePanel& panel) { return panel.curves.empty(); });
    return all;
}

} // namespace thaw
