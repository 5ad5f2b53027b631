// What became of a run, in a few numbers: how good it is in and out of distribution, and where its
// unfreezing ended.
#pragma once

#include "core/compare/compared_run.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace thaw {

// How a series becomes one number: its newest reading; its best one (SeriesInfo::better;
// choosing it on a test split is choosing on the test split); or the mean of its last `readings`
// readings, which a single noisy evaluation does not decide.
struct Judgement {
    enum class Kind { last, best, mean_of_last };
    Kind kind = Kind::last;
    std::int64_t readings = 5; // 1 to most_readings
    static constexpr std::int64_t most_readings = 1'000'000;
    bool operator==(const Judgement&) const = default;
};
std::string judgement_text(const Judgement& judgement); // "mean of the last 5 readings", translated
// "last", "best", "mean:5"; nothing if the text is none of these.
std::optional<Judgement> judgement_from_text(std::string_view text);

// NaN where the run has no such series, no reading of it, or the series no best one. The best of
// readings passes over those that are not finite; a mean over one of them is not finite, and says
// so.
double judged(const RunRecord& record, std::string_view series, const Judgement& judgement);

// The series that stand for in and out of distribution when nobody chose: main_series() of the
// first run that has one. Empty where none has.
std::string usual_id_series(const ComparedRuns& runs);
std::string usual_ood_series(const ComparedRuns& runs);

struct RunOutcome {
    double id = 0, ood = 0;
    std::int64_t stop = -1; // stop_step(); -1: unfreezing never ended, or there was none
    std::int64_t seed = 0;
};
RunOutcome outcome(const ComparedRun& run, const std::string& id_series,
                   const std::string& ood_series, const Judgement& judgement);

} // namespace thaw
