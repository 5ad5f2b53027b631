#include "core/compare/run_outcome.h"

#include "core/run/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace thaw {

std::string judgement_text(const Judgement& judgement) {
    switch (judgement.kind) {
    case Judgement::Kind::last:
        return tr("last reading");
    case Judgement::Kind::best:
        return tr("best reading");
    case Judgement::Kind::mean_of_last:
        return sentence("mean of the last {} [reading|readings]", judgement.readings);
    }
    return {};
}

std::optional<Judgement> judgement_from_text(std::string_view text) {
    constexpr std::string_view mean = "mean:";
    if (text == "last")
        return Judgement{};
    if (text == "best")
        return Judgement{.kind = Judgement::Kind::best};
    if (!text.starts_with(mean))
        return {};
    Judgement judgement{.kind = Judgement::Kind::mean_of_last};
    text.remove_prefix(mean.size());
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), judgement.readings);
    if (error != std::errc() || end != text.data() + text.size() || judgement.readings < 1 ||
        judgement.readings > Judgement::most_readings)
        return {};
    return judgement;
}

double judged(const RunRecord& record, std::string_view series, const Judgement& judgement) {
    const SeriesLook look = find_series(record, series);
    if (!look || look.series->value.empty())
        return std::nan("");
    const auto& values = look.series->value;
    if (judgement.kind == Judgement::Kind::last)
        return values.back();
    if (judgement.kind == Judgement::Kind::mean_of_last) {
        const auto count =
            std::min(static_cast<std::ptrdiff_t>(judgement.readings), std::ssize(values));
        return std::accumulate(values.end() - count, values.end(), 0.0) /
               static_cast<double>(count);
    }
    const SeriesInfo& info = *record.header.plan.series_info(series);
    return outcome_of(info, look.metric->step, values).best;
}

namespace {

std::string usual_series(const ComparedRuns& runs, SplitRole role) {
    for (const auto& run : runs)
        if (const SeriesInfo* main = main_series(run->record.header.plan, role))
            return main->name;
    return {};
}

} // namespace

std::string usual_id_series(const ComparedRuns& runs) {
    return usual_series(runs, SplitRole::id);
}

std::string usual_ood_series(const ComparedRuns& runs) {
    return usual_series(runs, SplitRole::ood);
}

RunOutcome outcome(const ComparedRun& run, const std::string& id_series,
                   const std::string& ood_series, const Judgement& judgement) {
    return {judged(run.record, id_series, judgement), judged(run.record, ood_series, judgement),
            run.stop(), run.seed()};
}

} // namespace thaw
