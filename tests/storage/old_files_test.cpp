// Old files open for ever: tests/data holds one run of every format version that was released, with
// what it said then (format-X.json, by `thaw export`). A new version adds a pair and changes none.
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
