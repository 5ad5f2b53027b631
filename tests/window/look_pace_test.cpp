#include "app/window/look_pace.h"

#include "core/training/training.h"
#include "tests/app/program.h"
#include "tests/bench/bench_times.h"

#include <gtest/gtest.h>
#include <thread>

namespace thaw {
namespace {

RunConfig config_with_threads(unsigned threads) {
    return parse_config(test::small_config(10), "a.toml", vocabulary(),
                        {"run.threads=" + std::to_string(threads)});
}

void use_milliseconds_of_a_core(double milliseconds) {
    for (const double end = bench::own_milliseconds() + milliseconds;
         bench::own_milliseconds() < end;) {
    }
}

TEST(LookPace, LeavesTrainingItsCores) {
    LookPace pace;
    pace.set_for(config_with_threads(std::thread::hardware_concurrency()));
    pace.next();
    use_milliseconds_of_a_core(3);
    const int pause = pace.next();
    EXPECT_GE(pause, 300);
    EXPECT_LE(pause, 1000);
    EXPECT_LE(pace.next(), 100); // nothing was used since
    use_milliseconds_of_a_core(30);
    EXPECT_EQ(pace.next(), 1000); // never less than once a second
}

TEST(LookPace, IsAsLivelyAsAScreenWhereACoreIsLeft) {
    if (std::thread::hardware_concurrency() < 2)
        GTEST_SKIP() << "one core";
    LookPace pace;
    pace.set_for(config_with_threads(1));
    pace.next();
    use_milliseconds_of_a_core(3);
    EXPECT_LE(pace.next(), 100);
}

TEST(LookPace, WhoAskedDoesNotWait) {
    LookPace pace;
    pace.set_for(config_with_threads(std::thread::hardware_concurrency()));
    pace.hurry();
    use_milliseconds_of_a_core(10);
    EXPECT_EQ(pace.next(), 25);
}

} // namespace
} // namespace thaw
