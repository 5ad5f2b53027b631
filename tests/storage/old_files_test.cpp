// Old files open for ever: tests/data holds one run of every format version that was released, with
// what it said then (format-X.json, by `thaw export`). A new version adds a pair and changes none.
#include "core/compare/series_role.h"
#include "core/storage/old_series.h"
#include "core/storage/storage.h"
#include "tests/storage/example_run.h"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace thaw {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path data = fs::path(THAW_SOURCE) / "tests/data";

std::vector<std::string> versions() {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(data))
        if (entry.path().extension() == ".json")
            found.push_back(entry.path().stem().string());
    std::sort(found.begin(), found.end());
    return found;
}

// Where `now` does not say all that `then` said; what was added since is no difference.
void expect_still_said(const json& then, const json& now, const std::string& where) {
    if (then.is_object() && now.is_object()) {
        for (const auto& [key, value] : then.items())
            if (now.contains(key))
                expect_still_said(value, now[key], where + "/" + key);
            else
                ADD_FAILURE() << where << "/" << key << " is gone";
        return;
    }
    if (then.is_array() && now.is_array() && then.size() == now.size()) {
        for (std::size_t i = 0; i < then.size(); ++i)
            expect_still_said(then[i], now[i], where + "/" + std::to_string(i));
        return;
    }
    EXPECT_EQ(then, now) << where;
}

class OldFile : public testing::TestWithParam<std::string> {
  protected:
    const fs::path file_ = data / (GetParam() + ".thaw.h5");
};

TEST_P(OldFile, IsSoundAndSaysWhatItSaid) {
    EXPECT_THAT(verify_run(file_), testing::IsEmpty());
    const RunRecord record = read_run(file_);
    std::ostringstream out;
    export_run(record, "json", out);
    std::ifstream in(data / (GetParam() + ".json"));
    expect_still_said(json::parse(in), json::parse(out.str()), GetParam());
    EXPECT_EQ(record.status.state, RunState::finished);
}

TEST_P(OldFile, IsListedAndCanBeGoneOnFrom) {
    const RunFacts facts = read_facts(file_);
    const RunRecord record = read_run(file_);
    EXPECT_EQ(to_text(facts.find(Field("run_id"))), record.header.run_id);
    ASSERT_FALSE(record.checkpoints.empty());
    for (const auto& checkpoint : record.checkpoints)
        EXPECT_THAT(read_checkpoint(file_, checkpoint), testing::Not(testing::IsEmpty()));
}

// Their series say no more than names and labels; what they are is told at reading.
TEST_P(OldFile, SaysWhatItsSeriesAre) {
    const Plan plan = read_run(file_).header.plan;
    const auto expect = [&](const char* name, const char* quantity, const char* part,
                            std::optional<SplitRole> role, Better better, bool share) {
        const SeriesInfo* info = plan.series_info(name);
        ASSERT_NE(info, nullptr) << name;
        EXPECT_EQ(info->quantity, quantity) << name;
        EXPECT_EQ(info->part, part) << name;
        EXPECT_EQ(info->role, role) << name;
        EXPECT_EQ(info->better, better) << name;
        EXPECT_EQ(info->share, share) << name;
    };
    const auto id = SplitRole::id, ood = SplitRole::ood, train = SplitRole::train;
    expect("train_loss", "loss", "", train, Better::less, false);
    expect("train_accuracy", "accuracy", "", train, Better::greater, true);
    expect("accuracy.id_test", "accuracy", "id_test", id, Better::greater, true);
    expect("accuracy.shot_noise_5", "accuracy", "shot_noise_5", ood, Better::greater, true);
    expect("accuracy.ood_mean", "accuracy", "ood_mean", ood, Better::greater, true);
    expect("accuracy.ood_worst", "accuracy", "ood_worst", ood, Better::greater, true);
    expect("loss.id_test", "loss", "id_test", id, Better::less, false);
    expect("loss.ood_mean", "loss", "ood_mean", ood, Better::less, false);
    expect("fisher_trace", "fisher_trace", "", {}, Better::unknown, false);
    expect("fisher_trace.noise", "fisher_trace.noise", "", {}, Better::unknown, false);
    expect("fisher_trace.layer1", "fisher_trace", "layer1", {}, Better::unknown, false);
    EXPECT_EQ(main_series(plan, SplitRole::id), plan.series_info("accuracy.id_test"));
    EXPECT_EQ(main_series(plan, SplitRole::ood), plan.series_info("accuracy.ood_mean"));
    const RunFacts facts = read_facts(file_);
    EXPECT_EQ(facts.find(Field("ood_score")), facts.find(Field("accuracy.ood_mean")));
    EXPECT_TRUE(is_known(facts.find(Field("best.loss.ood_mean"))));
}

// A metric that was given a name has it before its series, after their own fashion.
TEST(OldFiles, AMetricWithANameOfItsOwnIsToldToo) {
    Plan plan;
    plan.blocks = {{"layer1", 1}, {"head", 1}};
    plan.splits.resize(1);
    plan.splits[0].name = "id_test";
    plan.splits[0].role = SplitRole::id;
    const auto described = [&](const char* id, const char* name, std::vector<SeriesInfo> series) {
        MetricInfo metric{name, id, {}, {}, std::move(series)};
        describe_old_series(metric, plan);
        std::string text;
        for (const SeriesInfo& each : metric.series)
            text += each.quantity + "/" + each.part + " ";
        return text;
    };
    EXPECT_EQ(described("fisher_trace", "wide", {{"wide"}, {"wide.noise"}, {"wide.head"}}),
              "fisher_trace/ fisher_trace.noise/ fisher_trace/head ");
    EXPECT_EQ(described("weights", "w", {{"w.weight_norm"}, {"w.weight_norm.layer1"}}),
              "weight_norm/ weight_norm/layer1 ");
    EXPECT_EQ(described("weights", "weights", {{"weight_norm"}, {"weight_norm.layer1"}}),
              "weight_norm/ weight_norm/layer1 ");
    EXPECT_EQ(described("evaluation", "big", {{"big.accuracy.id_test"}, {"big.loss.ood_mean"}}),
              "accuracy/id_test loss/ood_mean ");
    EXPECT_EQ(described("train", "t", {{"t.train_loss"}}), "loss/ ");
}

TEST(OldFiles, ThereIsOneOfThisVersion) {
    std::ifstream format(fs::path(THAW_SOURCE) / "core/storage/layout.h");
    const std::string text(std::istreambuf_iterator<char>(format), {});
    const std::string version = text.substr(text.find("version = \"") + 11, 3);
    EXPECT_THAT(versions(), testing::Contains("format-" + version));
}

INSTANTIATE_TEST_SUITE_P(Released, OldFile, testing::ValuesIn(versions()), [](const auto& about) {
    std::string name = about.param;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
    return name;
});

} // namespace
} // namespace thaw
