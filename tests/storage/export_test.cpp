#include "tests/storage/example_run.h"

#include <cmath>
#include <gmock/gmock.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

namespace thaw {
namespace {

using namespace test;
using testing::ElementsAre;

RunRecord record_with_odd_values(const Folder& folder) {
    const RunHeader header = small_header(2, 2);
    auto recorder = create_run(header, {.file = folder / "a.thaw.h5"});
    auto bundle = bundle_at(header.plan, 5);
    bundle->readings[0].readings[0] = {std::numeric_limits<double>::quiet_NaN(), 1.0 / 3, 9};
    bundle->readings[0].readings[1] = {-std::numeric_limits<double>::infinity(), 0, 9};
    bundle->events.push_back(event_at(5, EventKind::held));
    recorder->append(bundle);
    recorder->append(bundle_at(header.plan, 6));
    recorder->finish(EndState::paused, "tea");
    return read_run(folder / "a.thaw.h5");
}

std::string exported(const RunRecord& record, const std::string& format) {
    std::ostringstream out;
    export_run(record, format, out);
    return out.str();
}

TEST(Exports, AreCsvAndJson) {
    EXPECT_THAT(export_formats(), ElementsAre("csv", "json"));
}

TEST(Exports, CsvHasOneLineAReading) {
    const Folder folder;
    std::istringstream in(exported(record_with_odd_values(folder), "csv"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    EXPECT_THAT(
        lines,
        ElementsAre("series,step,epoch,examples,wall_time,train_time,value,standard_error,count",
                    "m0.s0,5,0.5,20,2.5,1.25,nan,0.3333333333333333,9",
                    "m0.s0,6,0.6,24,3,1.5,6,0.5,6", "m0.s1,5,0.5,20,2.5,1.25,-inf,0,9",
                    "m0.s1,6,0.6,24,3,1.5,100006,0.5,6", "m1.s0,5,0.5,20,2.5,1.25,1005,0.5,5",
                    "m1.s0,6,0.6,24,3,1.5,1006,0.5,6", "m1.s1,5,0.5,20,2.5,1.25,101005,0.5,5",
                    "m1.s1,6,0.6,24,3,1.5,101006,0.5,6"));
}

TEST(Exports, PandasReadsTheCsv) {
    const Folder folder;
    write_file(folder / "a.csv", exported(record_with_odd_values(folder), "csv"));
    python(R"(
import sys, math, pandas
d = pandas.read_csv(sys.argv[1])
assert len(d) == 8 and math.isnan(d.value[0]) and d.value[2] == -math.inf
assert d.standard_error[0] == 1 / 3 and d["count"].dtype == "int64"
)",
           folder / "a.csv");
}

TEST(Exports, JsonHasEverything) {
    const Folder folder;
    const auto all = nlohmann::json::parse(exported(record_with_odd_values(folder), "json"));
    EXPECT_EQ(all["run_id"], "0123456789abcdef0123456789abcdef");
    EXPECT_EQ(all["state"], "paused");
    EXPECT_EQ(all["reason"], "tea");
    EXPECT_EQ(all["last_step"], 6);
    EXPECT_EQ(all["series"].size(), 4U);
    EXPECT_EQ(all["series"]["m0.s0"]["value"], nlohmann::json::array({"nan", 6.0}));
    EXPECT_EQ(all["series"]["m0.s1"]["value"][0], "-inf");
    EXPECT_EQ(all["series"]["m0.s0"]["standard_error"][0].get<double>(), 1.0 / 3);
    EXPECT_EQ(all["series"]["m1.s0"]["step"], nlohmann::json::array({5, 6}));
    ASSERT_EQ(all["events"].size(), 1U);
    EXPECT_EQ(all["events"][0]["kind"], "held");
    EXPECT_EQ(all["events"][0]["details"]["block"], "head");
    EXPECT_EQ(all["plan"]["metrics"][1]["series"][1]["name"], "m1.s1");
    EXPECT_FALSE(all.contains("parent"));
}

} // namespace
} // namespace thaw
