#include "app/window/look_pace.h"

#include "core/run/threads.h"

#include <algorithm>
#include <ctime>

namespace thaw {

namespace {

using namespace std::chrono_literals;

constexpr double shortest = 25; // milliseconds: a screen shows no more
constexpr double longest = 1000;

double used_by_this_thread() { // milliseconds of a core
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

void LookPace::set_for(const RunConfig& config) {
    const Table& run = config.run.settings;
    const bool has_every_core =
        run.text("device") == "cpu" && threads_of(config) >= processors_here();
    share_ = has_every_core ? 0.01 : 0.25;
}

void LookPace::hurry() {
    hurried_until_ = std::chrono::steady_clock::now() + 2s;
}

int LookPace::next() {
    const double used = used_by_this_thread();
    const double since = used - used_;
    used_ = used;
    if (std::chrono::steady_clock::now() < hurried_until_)
        return static_cast<int>(shortest);
    return static_cast<int>(std::clamp(since / share_, shortest, longest));
}

} // namespace thaw
