#include "core/run/error.h"
#include "core/storage/json_text.h"
#include "tests/storage/example_run.h"

#include <cmath>
#include <gmock/gmock.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace thaw {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

RunHeader rich_header() {
    RunHeader header = small_header(0);
    header.name = "Auftauen: 解凍 ❄";
    header.config = "# 解凍\n[run]\nname = \"解凍\"\n";
    header.source = std::string("tab\tquote \" ") + "back\\slash\n";
    header.parent = Parent{"fedcba9876543210fedcba9876543210", "Elter-ß.thaw.h5", 120};
    header.provenance.set("program", std::string("Thawscope 0.1.0"));
    header.provenance.set("threads", std::int64_t{2});
    header.provenance.set("deterministic", true);
    header.provenance.set("nothing", nan);
    header.provenance.set("whole", 3.0); // stays a real
    header.provenance.set("angles", std::vector<double>{0.5, -infinity, 2});
    header.provenance.set("sizes", std::vector<std::int64_t>{8, 16});
    Plan& plan = header.plan;
    plan.blocks = {{"stem", 100}, {"head", std::int64_t{1} << 40}};
    plan.steps = 1000;
    plan.steps_per_epoch = 7;
    plan.train_examples = 27;
    plan.batch_size = 4;
    MetricInfo accuracy{"evaluation", "evaluation", {1, 50, 10}, {}, {}};
    accuracy.settings.set("splits", std::string("all"));
    for (int i = 0; i < 60; ++i) {
        SplitInfo split;
        split.name = fmt::format("shift_{}", i);
        split.role = i == 0 ? SplitRole::train : i == 1 ? SplitRole::id : SplitRole::ood;
        split.source = "digits test";
        split.shift = i < 2 ? "" : "fog";
        split.settings.set("severity", std::int64_t{i});
        split.examples = 10 + i;
        split.digest = std::string(64, 'a');
        plan.splits.push_back(split);
        accuracy.series.push_back({"accuracy." + split.name, "Accuracy", "a", "%", i < 2,
                                   "accuracy", split.name, split.role, Better::greater, true});
    }
    MetricInfo never{"never", "never", {}, {}, {}};
    never.series.push_back(
        {.name = "never", .label = "雪", .symbol = "∇", .unit = "m²", .quantity = "never"});
    plan.metrics = {accuracy, never};
    return header;
}

TEST(RunFile, HeaderComesBackWhole) {
    const Folder folder;
    const RunHeader header = rich_header();
    create_run(header, {.file = folder / "a.thaw.h5"})->finish(EndState::stopped, "次の理由");
    const RunRecord record = read_run(folder / "a.thaw.h5");
    EXPECT_EQ(record.header.run_id, header.run_id);
    EXPECT_EQ(record.header.name, header.name);
    EXPECT_EQ(record.header.created, header.created);
    EXPECT_EQ(record.header.config, header.config);
    EXPECT_EQ(record.header.source, header.source);
    ASSERT_TRUE(record.header.parent);
    EXPECT_EQ(record.header.parent->run_id, header.parent->run_id);
    EXPECT_EQ(record.header.parent->file, header.parent->file);
    EXPECT_EQ(record.header.parent->step, 120);
    // Compared as text: a NaN equals nothing.
    EXPECT_EQ(to_toml(record.header.provenance), to_toml(header.provenance));
    EXPECT_EQ(dump(to_json(record.header.plan)), dump(to_json(header.plan)));
    EXPECT_THAT(record.header.plan.splits, SizeIs(60));
    EXPECT_EQ(record.header.plan.splits[59].settings.integer("severity"), 59);
    EXPECT_EQ(record.status.state, RunState::stopped);
    EXPECT_EQ(record.status.reason, "次の理由");
    ASSERT_THAT(record.metrics, SizeIs(2));
    EXPECT_THAT(record.metrics[1].step, SizeIs(0));
    EXPECT_THAT(record.metrics[1].series, SizeIs(1));
    EXPECT_THAT(verify_run(folder / "a.thaw.h5"), SizeIs(0));
}

TEST(RunFile, ReadingsComeBackBitForBit) {
    const Folder folder;
    const RunHeader header = small_header(1, 2);
    const double tiny = std::numeric_limits<double>::denorm_min();
    const std::vector<std::pair<double, double>> values{
        {nan, infinity}, {-infinity, 0.1}, {-0.0, tiny}, {1e308, 1.0 / 3}};
    auto recorder = create_run(header, {.file = folder / "a.thaw.h5"});
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto bundle = bundle_at(header.plan, static_cast<std::int64_t>(i));
        bundle->readings[0].readings = {{values[i].first, nan, 7}, {values[i].second, 0, 0}};
        recorder->append(bundle);
    }
    recorder->finish(EndState::finished, "");
    const RunRecord record = read_run(folder / "a.thaw.h5");
    const MetricColumns& rows = record.metrics[0];
    EXPECT_THAT(rows.step, ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(rows.examples, ElementsAre(0, 4, 8, 12));
    EXPECT_THAT(rows.epoch, ElementsAre(0, 0.1, 0.2, 0.3));
    EXPECT_THAT(rows.wall_time, ElementsAre(0, 0.5, 1, 1.5));
    EXPECT_THAT(rows.train_time, ElementsAre(0, 0.25, 0.5, 0.75));
    EXPECT_THAT(rows.seconds, ElementsAre(0.125, 0.125, 0.125, 0.125));
    EXPECT_TRUE(std::isnan(rows.series[0].value[0]));
    EXPECT_EQ(rows.series[0].value[1], -infinity);
    EXPECT_TRUE(std::signbit(rows.series[0].value[2]));
    EXPECT_EQ(rows.series[0].value[3], 1e308);
    EXPECT_THAT(rows.series[1].value, ElementsAre(infinity, 0.1, tiny, 1.0 / 3));
    EXPECT_TRUE(std::isnan(rows.series[0].standard_error[0]));
    EXPECT_THAT(rows.series[0].count, ElementsAre(7, 7, 7, 7));
}

TEST(RunFile, ManyRowsSpanManyChunks) {
    const Folder folder;
    write_small_run(folder / "a.thaw.h5", 1000);
    const RunRecord record = read_run(folder / "a.thaw.h5");
    ASSERT_THAT(record.metrics[1].step, SizeIs(1000));
    expect_whole_rows(record);
    EXPECT_THAT(record.events, SizeIs(100));
    EXPECT_EQ(record.status.last_step, 999);
}

Event written_and_read(const Event& event) {
    const Folder folder;
    const RunHeader header = small_header(1);
    auto recorder = create_run(header, {.file = folder / "a.thaw.h5"});
    auto bundle = std::make_shared<EventBundle>();
    bundle->events.push_back(event);
    recorder->append(bundle);
    recorder->finish(EndState::finished, "");
    const auto events = read_run(folder / "a.thaw.h5").events;
    EXPECT_THAT(events, SizeIs(1));
    return events.at(0);
}

TEST(RunFile, EventsComeBackWithTheirDetails) {
    Event event = event_at(12, EventKind::trigger_fired);
    event.wall_time = 3.25;
    event.actor = Actor::user;
    event.command = 42;
    event.details.set("loss", nan);
    event.details.set("limit", -infinity);
    event.details.set("rate", 1.0);
    event.details.set("why", std::string("広い \"quote\"\n"));
    event.details.set("scores", std::vector<double>{0.5, nan});
    event.values = {{"accuracy.id", 0.5}, {"loss", infinity}, {"trace", nan}};
    const Event read = written_and_read(event);
    EXPECT_EQ(read.step, 12);
    EXPECT_EQ(read.wall_time, 3.25);
    EXPECT_EQ(read.kind, EventKind::trigger_fired);
    EXPECT_EQ(read.actor, Actor::user);
    EXPECT_EQ(read.command, 42);
    EXPECT_EQ(to_toml(read.details), to_toml(event.details));
    ASSERT_THAT(read.values, SizeIs(3));
    EXPECT_EQ(read.values[1].second, infinity);
    EXPECT_TRUE(std::isnan(read.values[2].second));
}

TEST(RunFile, LongDetailsLoseTheirValuesFirst) {
    Event event = event_at(1);
    for (int i = 0; i < 60; ++i)
        event.values.emplace_back(fmt::format("accuracy.some_shift_{}", i), 0.5);
    const Event read = written_and_read(event);
    EXPECT_EQ(read.details.text("block"), "head");
    EXPECT_TRUE(read.details.boolean("shortened"));
    EXPECT_THAT(read.values, SizeIs(0));
}

TEST(RunFile, LongTextsAreCutBetweenCharacters) {
    Event event = event_at(1);
    std::string text;
    while (text.size() < 1200)
        text += "解";
    event.details.set("reason", text);
    event.details.set("path", std::string("/x/\xff\xfe")); // no UTF-8
    const Event read = written_and_read(event);
    EXPECT_TRUE(read.details.boolean("shortened"));
    EXPECT_EQ(read.details.text("reason"), text.substr(0, 198));
    EXPECT_EQ(read.details.text("block"), "head");
}

TEST(RunFile, HopelesslyLongDetailsStayJson) {
    Event event = event_at(1);
    for (int i = 0; i < 400; ++i)
        event.details.set(fmt::format("key_{}", i), std::int64_t{i});
    EXPECT_TRUE(written_and_read(event).details.boolean("shortened"));
}

TEST(RunFile, DetailsThatJustFitAreNotShortened) {
    Event event = event_at(1);
    event.details = {};
    event.details.set("a", std::string(1024 - 8, 'x')); // {"a":"..."}: 8 more
    EXPECT_EQ(details_text(event, 1024).size(), 1024U);
    EXPECT_THAT(written_and_read(event).details.text("a"), SizeIs(1016));
    event.details.set("a", std::string(1024 - 7, 'x'));
    EXPECT_TRUE(written_and_read(event).details.has("shortened"));
}

TEST(RunFile, ReasonIsCutBetweenCharacters) {
    const Folder folder;
    std::string reason = "x";
    while (reason.size() < 600)
        reason += "理";
    create_run(small_header(), {.file = folder / "a.thaw.h5"})->finish(EndState::failed, reason);
    EXPECT_EQ(read_run(folder / "a.thaw.h5").status.reason, reason.substr(0, 511));
}

TEST(RunFile, SummaryHasNewestHeadlinesAndStopStep) {
    const Folder folder;
    write_small_run(folder / "a.thaw.h5", 35);
    const RunSummary summary = read_summary(folder / "a.thaw.h5");
    EXPECT_EQ(summary.file, folder / "a.thaw.h5");
    EXPECT_EQ(summary.header.name, "small");
    EXPECT_EQ(summary.status.state, RunState::finished);
    EXPECT_THAT(summary.last, ElementsAre(std::pair("m0.s0", value_at(34, 0, 0)),
                                          std::pair("m1.s0", value_at(34, 1, 0))));
    EXPECT_EQ(summary.stop_step, 30);
}

TEST(RunFile, SummaryOfARunWithoutRowsHasNaN) {
    const Folder folder;
    const auto recorder = create_run(small_header(1), {.file = folder / "a.thaw.h5"});
    const RunSummary summary = read_summary(folder / "a.thaw.h5");
    EXPECT_EQ(summary.status.state, RunState::running);
    EXPECT_TRUE(std::isnan(summary.last.at("m0.s0")));
    EXPECT_EQ(summary.stop_step, -1);
}

TEST(RunFile, IsNeXusToOtherReaders) {
    const Folder folder;
    const RunHeader header = rich_header();
    auto recorder = create_run(header, {.file = folder / "a.thaw.h5"});
    auto bundle = bundle_at(header.plan, 3);
    recorder->append(bundle);
    recorder->finish(EndState::finished, "");
    python(R"(
import sys, h5py
f = h5py.File(sys.argv[1], "r")
def text(where, name): return where.attrs[name].decode()
assert text(f, "NX_class") == "NXroot" and text(f, "default") == "entry"
assert text(f, "name") == "Auftauen: 解凍 ❄"
entry = f[text(f, "default")]
assert text(entry, "NX_class") == "NXentry"
plot = entry[text(entry, "default")]
assert plot.name == "/entry/plots/accuracy", plot.name
links = []
def follow(name):                     # visititems() skips soft links
    if isinstance(f.get(name, getlink=True), h5py.SoftLink):
        links.append(name)
        assert f[name] is not None    # KeyError if it dangles
    elif isinstance(f[name], h5py.Group):
        for child in f[name]: follow(name + "/" + child)
for name in f: follow("/" + name)
assert len(links) > 61 * 6, len(links)
datas = [g for g in f["/entry/series"].values()] + list(f["/entry/plots"].values())
assert len(datas) == 61 + 3, len(datas)
for g in datas:
    assert text(g, "NX_class") == "NXdata"
    axis, = g.attrs["axes"]
    signals = [g.attrs["signal"], *g.attrs.get("auxiliary_signals", [])]
    for signal in signals:
        assert g[signal.decode()].shape == g[axis.decode()].shape, g.name
series = f["/entry/series/accuracy.shift_5"]
assert series["step"][:].tolist() == [3] and series["value"][0] == 3 + 5 * 100000
assert series["value_errors"][0] == 0.5 and text(series["value"], "units") == "%"
assert text(f["/entry/series/never/value"], "long_name") == "雪"
assert f["/entry/series/never/value"].fletcher32
)",
           folder / "a.thaw.h5");
}

} // namespace
} // namespace thaw
