#include "widgets/compare/compared_set.h"

#include <algorithm>
#include <set>

namespace thaw {

ComparedSet::ComparedSet(ComparedRuns runs, QObject* parent)
    : QObject(parent), field_("stop_step") {
    take(std::move(runs));
    if (stops_.empty())
        color_by_ = ColorBy::group;
}

void ComparedSet::take(ComparedRuns runs) {
    runs_ = std::move(runs);
    chosen_.assign(runs_.size(), false);
    if (id_.empty() && ood_.empty()) {
        id_ = usual_id_series(runs_);
        ood_ = usual_ood_series(runs_);
    }
    std::set<std::int64_t> stops;
    for (const auto& run : runs_)
        if (run->stop() >= 0)
            stops.insert(run->stop());
    stops_.assign(stops.begin(), stops.end());
    group();
    judge();
}

void ComparedSet::set_runs(ComparedRuns runs) {
    const bool none_stopped = stops_.empty();
    take(std::move(runs));
    if (none_stopped && !stops_.empty() && color_by_ == ColorBy::group)
        color_by_ = ColorBy::stop;
    Q_EMIT grouped();
    Q_EMIT judged();
}

std::size_t ComparedSet::index_of(const SharedRun& run) const {
    return static_cast<std::size_t>(std::find(runs_.begin(), runs_.end(), run) - runs_.begin());
}

QString ComparedSet::series_label(const std::string& name) const {
    return QString::fromStdString(series_text(runs_, name));
}

std::vector<Field> ComparedSet::fields() const {
    RunList facts;
    for (const auto& run : runs_)
        facts.emplace_back(run, &run->facts);
    std::vector<Field> differing;
    for (const Field field : fields_of(facts)) {
        const auto same = [&](const SharedRun& run) {
            const Fact &a = run->facts.find(field), &b = runs_.front()->facts.find(field);
            return !sorts_before(a, b) && !sorts_before(b, a);
        };
        if (field == field_ || !std::all_of(runs_.begin(), runs_.end(), same))
            differing.push_back(field);
    }
    if (std::find(differing.begin(), differing.end(), field_) == differing.end())
        differing.insert(differing.begin(), field_);
    return differing;
}

void ComparedSet::group() {
    groups_ = thaw::grouped(runs_, field_);
    group_of_.assign(runs_.size(), 0);
    for (std::size_t g = 0; g < groups_.size(); ++g)
        for (const auto& run : groups_[g].runs)
            group_of_[index_of(run)] = g;
    if (std::none_of(groups_.begin(), groups_.end(),
                     [&](const RunGroup& group) { return group.name == baseline_; }))
        baseline_.clear();
}

void ComparedSet::judge() {
    outcomes_.clear();
    for (const auto& run : runs_)
        outcomes_.push_back(outcome(*run, id_, ood_, judgement_));
}

// By rank: stops that lie close together are told apart like those that do not. The ends of the map
// that the ground would swallow are left out.
QColor ComparedSet::ordered_color(std::int64_t stop, const QPalette& palette) const {
    const auto at = std::lower_bound(stops_.begin(), stops_.end(), stop);
    if (stop < 0 || at == stops_.end())
        return muted_text(palette);
    const double rank = static_cast<double>(at - stops_.begin());
    const double t = stops_.size() < 2 ? 0.5 : rank / static_cast<double>(stops_.size() - 1);
    return is_dark(palette) ? viridis(0.25 + 0.75 * t) : viridis(0.85 * t);
}

CurveStyle ComparedSet::run_style(std::size_t run, const QPalette& palette) const {
    if (color_by_ == ColorBy::run)
        return curve_style(static_cast<int>(run), palette);
    if (color_by_ == ColorBy::group)
        return group_style(group_of_[run], palette);
    CurveStyle style;
    style.color = ordered_color(runs_[run]->stop(), palette);
    if (runs_[run]->stop() < 0)
        style.dash = Qt::DashLine;
    return style;
}

CurveStyle ComparedSet::group_style(std::size_t group, const QPalette& palette) const {
    if (color_by_ == ColorBy::stop) {
        // Only where a group has one stop is its colour that of the stop.
        const auto& runs = groups_[group].runs;
        const bool one = std::all_of(runs.begin(), runs.end(), [&](const SharedRun& run) {
            return run->stop() == runs.front()->stop();
        });
        if (one)
            return run_style(index_of(runs.front()), palette);
    }
    return curve_style(static_cast<int>(group), palette);
}

bool ComparedSet::any_chosen() const {
    return std::find(chosen_.begin(), chosen_.end(), true) != chosen_.end();
}

void ComparedSet::set_field(Field field) {
    if (field == field_)
        return;
    field_ = field;
    group();
    Q_EMIT grouped();
    Q_EMIT colored();
    Q_EMIT judged();
}

void ComparedSet::set_series(const std::string& id, const std::string& ood) {
    if (id == id_ && ood == ood_)
        return;
    id_ = id;
    ood_ = ood;
    judge();
    Q_EMIT judged();
}

void ComparedSet::set_judgement(const Judgement& judgement) {
    if (judgement == judgement_)
        return;
    judgement_ = judgement;
    judge();
    Q_EMIT judged();
}

void ComparedSet::set_baseline(const std::string& group) {
    if (group == baseline_)
        return;
    baseline_ = group;
    Q_EMIT judged();
}

void ComparedSet::set_color_by(ColorBy what) {
    if (what == color_by_)
        return;
    color_by_ = what;
    Q_EMIT colored();
}

void ComparedSet::choose(const std::vector<std::size_t>& runs, bool more) {
    std::vector<bool> chosen = more ? chosen_ : std::vector<bool>(runs_.size(), false);
    for (const std::size_t run : runs)
        chosen[run] = true;
    if (chosen == chosen_)
        return;
    chosen_ = std::move(chosen);
    Q_EMIT choice_changed();
}

} // namespace thaw
