// What one process tells another of a run file is what the other gets, to the last bit.
#include "core/storage/answer_bytes.h"
#include "tests/storage/example_run.h"

#include <algorithm>
#include <bit>
#include <gmock/gmock.h>
#include <limits>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace thaw {
namespace {

using namespace test;

class Wire : public testing::Test {
  protected:
    void SetUp() override { ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0); }
    void TearDown() override {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }
    template <class T>
    T sent(const T& x) {
        std::jthread sender([&] {
            PieceWriter pieces(ends_[0]);
            answer::Writer(pieces).put(x);
            pieces.end();
        });
        PieceReader pieces(ends_[1]);
        T came = answer::Reader(pieces).get<T>();
        pieces.expect_end();
        return came;
    }
    // These bytes in one piece, and the end.
    template <class T>
    void refuses(const std::string& bytes) {
        TearDown(); // what an earlier one has left
        SetUp();
        PieceWriter writer(ends_[0]);
        writer.put(bytes.data(), bytes.size());
        writer.end();
        PieceReader pieces(ends_[1]);
        EXPECT_THROW(
            {
                answer::Reader(pieces).get<T>();
                pieces.expect_end();
            },
            BrokenPieces);
    }
    int ends_[2] = {-1, -1};
};

const std::vector<double> odd_numbers{
    0.0,
    -0.0,
    0.1,
    std::numeric_limits<double>::infinity(),
    -std::numeric_limits<double>::infinity(),
    std::numeric_limits<double>::denorm_min(),
    std::bit_cast<double>(std::uint64_t{0x7ff8'0000'7468'6177}),
    std::bit_cast<double>(std::uint64_t{0xfff8'0000'0000'0001}),
    std::bit_cast<double>(std::uint64_t{0x7ff0'0000'0000'0001}), // signalling
};

void expect_same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_EQ(std::bit_cast<std::uint64_t>(a[i]), std::bit_cast<std::uint64_t>(b[i])) << i;
}

// Every field has a value of its own.
RunRecord full_record() {
    RunRecord record;
    RunHeader& header = record.header;
    header.run_id = "id";
    header.name = std::string("na\0me", 5);
    header.created = "created";
    header.config = std::string(1'000'000, 'c'); // longer than a piece
    header.source = "source";
    header.provenance.set("truth", true);
    header.provenance.set("integer", std::int64_t{-7});
    header.provenance.set("real", odd_numbers[6]);
    header.provenance.set("text", std::string("日本"));
    header.provenance.set("integers", std::vector<std::int64_t>{1, -2});
    header.provenance.set("reals", odd_numbers);
    header.parent = Parent{"parent", "file", 17};
    Plan& plan = header.plan;
    plan.steps = 1;
    plan.steps_per_epoch = 2;
    plan.train_examples = 3;
    plan.batch_size = 4;
    plan.blocks = {{"block", 5}, {"head", 6}};
    Table settings;
    settings.set("severity", std::int64_t{3});
    plan.splits = {{"split", SplitRole::id, "split source", "fog", settings, 7, "digest"}};
    plan.metrics = {{"metric",
                     "metric id",
                     {1, 2, 3},
                     settings,
                     {{"series", "label", "symbol", "unit", true}},
                     0.5}};
    MetricColumns columns;
    for (std::size_t i = 0; i < odd_numbers.size(); ++i) {
        columns.step.push_back(static_cast<std::int64_t>(i));
        columns.examples.push_back(-static_cast<std::int64_t>(i));
    }
    columns.epoch = columns.wall_time = columns.train_time = columns.seconds = odd_numbers;
    std::reverse(columns.wall_time.begin(), columns.wall_time.end());
    columns.train_time[0] = 1;
    columns.seconds[0] = 2;
    columns.series = {{odd_numbers, columns.wall_time, columns.examples}};
    record.metrics = {columns};
    Event event{11, odd_numbers[3], EventKind::ended, Actor::rule, 12, settings, {}};
    event.values = {{"b", 1.5}, {"a", odd_numbers[7]}};
    record.events = {event};
    record.checkpoints = {{21, "checkpoint", "sha", 22, true}, {23, "other", "sha2", 24, false}};
    record.status = {RunState::interrupted, 31, 32.5, 33, 34, 35, "host", "boot", "reason"};
    return record;
}

void expect_same(const RunHeader& a, const RunHeader& b) {
    EXPECT_EQ(a.run_id, b.run_id);
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.created, b.created);
    EXPECT_EQ(a.config, b.config);
    EXPECT_EQ(a.source, b.source);
    ASSERT_EQ(a.provenance.values().size(), b.provenance.values().size());
    for (const auto& [key, value] : a.provenance.values())
        EXPECT_EQ(value.index(), b.provenance.values().at(key).index()) << key;
    EXPECT_EQ(a.provenance.integer("integer"), b.provenance.integer("integer"));
    EXPECT_EQ(a.provenance.text("text"), b.provenance.text("text"));
    EXPECT_EQ(a.provenance.integers("integers"), b.provenance.integers("integers"));
    expect_same_bits(a.provenance.reals("reals"), b.provenance.reals("reals"));
    expect_same_bits({a.provenance.real("real")}, {b.provenance.real("real")});
    ASSERT_EQ(a.parent.has_value(), b.parent.has_value());
    EXPECT_EQ(a.parent->run_id, b.parent->run_id);
    EXPECT_EQ(a.parent->file, b.parent->file);
    EXPECT_EQ(a.parent->step, b.parent->step);
}

void expect_same(const Plan& a, const Plan& b) {
    EXPECT_EQ(std::tie(a.steps, a.steps_per_epoch, a.train_examples, a.batch_size),
              std::tie(b.steps, b.steps_per_epoch, b.train_examples, b.batch_size));
    ASSERT_EQ(a.blocks.size(), b.blocks.size());
    EXPECT_EQ(a.blocks[1].name, b.blocks[1].name);
    EXPECT_EQ(a.blocks[1].parameters, b.blocks[1].parameters);
    ASSERT_EQ(a.splits.size(), b.splits.size());
    const SplitInfo &p = a.splits[0], &q = b.splits[0];
    EXPECT_EQ(std::tie(p.name, p.role, p.source, p.shift, p.settings, p.examples, p.digest),
              std::tie(q.name, q.role, q.source, q.shift, q.settings, q.examples, q.digest));
    ASSERT_EQ(a.metrics.size(), b.metrics.size());
    const MetricInfo &m = a.metrics[0], &n = b.metrics[0];
    EXPECT_EQ(std::tie(m.name, m.id, m.cadence.early_every, m.cadence.early_steps, m.cadence.every,
                       m.settings, m.steps_per_reading),
              std::tie(n.name, n.id, n.cadence.early_every, n.cadence.early_steps, n.cadence.every,
                       n.settings, n.steps_per_reading));
    ASSERT_EQ(m.series.size(), n.series.size());
    const SeriesInfo &s = m.series[0], &t = n.series[0];
    EXPECT_EQ(std::tie(s.name, s.label, s.symbol, s.unit, s.headline),
              std::tie(t.name, t.label, t.symbol, t.unit, t.headline));
}

void expect_same(const RunStatus& a, const RunStatus& b) {
    EXPECT_EQ(std::tie(a.state, a.last_step, a.heartbeat, a.pid, a.process_start, a.pid_namespace,
                       a.host, a.boot_id, a.reason),
              std::tie(b.state, b.last_step, b.heartbeat, b.pid, b.process_start, b.pid_namespace,
                       b.host, b.boot_id, b.reason));
}

void expect_same(const RunRecord& a, const RunRecord& b) {
    expect_same(a.header, b.header);
    expect_same(a.header.plan, b.header.plan);
    expect_same(a.status, b.status);
    ASSERT_EQ(a.metrics.size(), b.metrics.size());
    const MetricColumns &m = a.metrics[0], &n = b.metrics[0];
    EXPECT_EQ(m.step, n.step);
    EXPECT_EQ(m.examples, n.examples);
    expect_same_bits(m.epoch, n.epoch);
    expect_same_bits(m.wall_time, n.wall_time);
    expect_same_bits(m.train_time, n.train_time);
    expect_same_bits(m.seconds, n.seconds);
    ASSERT_EQ(m.series.size(), n.series.size());
    expect_same_bits(m.series[0].value, n.series[0].value);
    expect_same_bits(m.series[0].standard_error, n.series[0].standard_error);
    EXPECT_EQ(m.series[0].count, n.series[0].count);
    ASSERT_EQ(a.events.size(), b.events.size());
    const Event &e = a.events[0], &f = b.events[0];
    EXPECT_EQ(std::tie(e.step, e.wall_time, e.kind, e.actor, e.command, e.details),
              std::tie(f.step, f.wall_time, f.kind, f.actor, f.command, f.details));
    ASSERT_EQ(e.values.size(), f.values.size());
    for (std::size_t i = 0; i < e.values.size(); ++i) {
        EXPECT_EQ(e.values[i].first, f.values[i].first);
        expect_same_bits({e.values[i].second}, {f.values[i].second});
    }
    ASSERT_EQ(a.checkpoints.size(), b.checkpoints.size());
    for (std::size_t i = 0; i < a.checkpoints.size(); ++i) {
        const CheckpointInfo &c = a.checkpoints[i], &d = b.checkpoints[i];
        EXPECT_EQ(std::tie(c.step, c.file, c.sha256, c.bytes, c.pinned),
                  std::tie(d.step, d.file, d.sha256, d.bytes, d.pinned));
    }
}

TEST_F(Wire, brings_every_field_of_a_record) {
    const RunRecord record = full_record();
    expect_same(record, sent(record));
}

TEST_F(Wire, brings_an_empty_record) {
    const RunRecord came = sent(RunRecord());
    EXPECT_TRUE(came.metrics.empty());
    EXPECT_FALSE(came.header.parent.has_value());
}

TEST_F(Wire, brings_every_field_of_a_summary) {
    RunSummary summary;
    summary.file = "a/b.thaw.h5";
    summary.header = full_record().header;
    summary.status = full_record().status;
    summary.last = {{"x", odd_numbers[6]}, {"y", 2}};
    summary.stop_step = 41;
    const RunSummary came = sent(summary);
    EXPECT_EQ(came.file, summary.file);
    expect_same(summary.header, came.header);
    expect_same(summary.status, came.status);
    ASSERT_EQ(came.last.size(), 2U);
    expect_same_bits({came.last.at("x")}, {odd_numbers[6]});
    EXPECT_EQ(came.last.at("y"), 2);
    EXPECT_EQ(came.stop_step, 41);
}

TEST_F(Wire, brings_facts_of_every_kind) {
    RunFacts facts;
    facts.set_file("folder/file.thaw.h5");
    facts.problem = "a problem";
    facts.set(Field("truth"), true);
    facts.set(Field("number"), odd_numbers[6]);
    facts.set(Field("text"), std::string("text"));
    facts.set(Field("texts"), std::vector<std::string>{"a", "b"});
    const RunFacts came = sent(facts);
    EXPECT_EQ(came.file, facts.file);
    EXPECT_EQ(came.problem, facts.problem);
    ASSERT_EQ(came.all().size(), facts.all().size());
    for (const auto& [field, fact] : facts.all()) {
        if (field == Field("number")) // a NaN equals nothing
            continue;
        EXPECT_EQ(came.find(field), fact) << field.name();
    }
    expect_same_bits({came.number(Field("number"))}, {odd_numbers[6]});
}

TEST_F(Wire, brings_what_was_salvaged_and_what_was_found) {
    const Salvaged came = sent(Salvaged{full_record(), {"one", "two"}, {"away"}, true});
    expect_same(full_record(), came.record);
    EXPECT_THAT(came.lost, testing::ElementsAre("one", "two"));
    EXPECT_THAT(came.absent, testing::ElementsAre("away"));
    EXPECT_TRUE(came.found_more);
    EXPECT_THAT(sent(std::vector<std::string>{"", "three"}), testing::ElementsAre("", "three"));
}

TEST_F(Wire, refuses_what_nobody_wrote) {
    const auto bytes_of = [](auto x) {
        return std::string(reinterpret_cast<const char*>(&x), sizeof x);
    };
    refuses<std::string>(bytes_of(std::uint64_t{5}) + "four");       // it ends too early
    refuses<std::string>(bytes_of(std::uint64_t{2}) + "more");       // and too late
    refuses<std::vector<double>>(bytes_of(std::uint64_t{1} << 60U)); // and would be huge
    refuses<std::vector<std::string>>(bytes_of(std::uint64_t{1} << 60U));
    refuses<RunState>(bytes_of(std::int32_t{6}));
    refuses<RunState>(bytes_of(std::int32_t{-1}));
    refuses<Fact>("\x05");
    refuses<RunRecord>(std::string(10, '\xff'));
}

TEST_F(Wire, sees_the_other_end) {
    ::shutdown(ends_[0], SHUT_WR);
    PieceReader pieces(ends_[1]);
    EXPECT_THROW(answer::Reader(pieces).get<std::string>(), BrokenPieces);
}

TEST_F(Wire, waits_until_it_is_asked_to_stop) {
    std::stop_source stop;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        stop.request_stop();
    });
    PieceReader pieces(ends_[1], stop.get_token());
    EXPECT_THROW(answer::Reader(pieces).get<std::string>(), StoppedWaiting);
}

} // namespace
} // namespace thaw
