#include "core/run/run_file_name.h"

#include "core/run/utf8.h"
#include "tests/evil_names.h"

#include <gmock/gmock.h>
#include <set>

namespace thaw {
namespace {

using testing::EndsWith;
using testing::StartsWith;

constexpr std::time_t moment = 1764523989; // 2025-11-30 17:33:09 UTC
const std::string id = "1f3a9c0011223344";

std::string named(const std::string& name) {
    return run_file_name(name, 7, moment, id);
}

TEST(RunFileName, tells_name_seed_utc_time_and_id) {
    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    EXPECT_EQ(named("quickstart"), "quickstart-s7-20251130-173309-1f3a9c.thaw.h5");
    unsetenv("TZ");
    tzset();
}

TEST(RunFileName, keeps_the_letters_of_every_script) {
    for (const char* name : {"実験3", "実験３", "研究3", "été", "Ω≈ç", "Привет", "e\xCC\x81"})
        EXPECT_THAT(named(name), StartsWith(std::string(name) + "-s7-")) << name;
}

TEST(RunFileName, is_seen_by_every_command_and_stays_in_its_folder) {
    for (const std::string& name : test::evil_names()) {
        const std::string file = named(name);
        EXPECT_LE(file.size(), 200U);
        EXPECT_EQ(file, valid_utf8(file));
        EXPECT_EQ(file.find_first_of(" \t\n\r/\\:*?\"'<>|$`&;#%{}[]()!~,"), std::string::npos)
            << file;
        EXPECT_NE(file.front(), '.') << file;
        EXPECT_NE(file.front(), '-') << file;
        EXPECT_THAT(file, EndsWith("-s7-20251130-173309-1f3a9c.thaw.h5"));
    }
    EXPECT_THAT(named(""), StartsWith("run-s7"));
    EXPECT_THAT(named("../../x"), StartsWith("_._.._x-s7"));
    EXPECT_THAT(named(".hidden"), StartsWith("_hidden-s7"));
    EXPECT_THAT(named("-lead"), StartsWith("_lead-s7"));
}

TEST(RunFileName, is_cut_between_characters) {
    std::string long_name;
    for (int i = 0; i < 119; ++i)
        long_name += "漢";
    const std::string file = named(long_name);
    EXPECT_EQ(file, valid_utf8(file));
    EXPECT_THAT(file, StartsWith("漢漢漢"));
    EXPECT_LE(file.size(), 200U);
}

} // namespace
} // namespace thaw
