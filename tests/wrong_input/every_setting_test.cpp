// Every setting of every catalogue, wrong in every way that its description rules out: refused,
// with file, line and key, and with what is allowed, in both languages. A new setting is in it by
// itself.
#include "core/run/config.h"
#include "core/training/training.h"
#include "tests/wrong_input/languages.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>

namespace thaw {
namespace {

struct Wrong {
    std::string what, config, key;
    int line;
    std::vector<std::string> says;
};

// A config of one line a section, but for the one that is looked at.
class Around {
  public:
    Around(std::string section, std::string head) : section_(std::move(section)) {
        sections_[section_] = std::move(head);
    }
    // With `setting` as a line of its own; its number goes to `line`.
    std::string with(const std::string& setting, int& line) const {
        std::string text;
        for (const auto& [name, head] : sections_) {
            text += head;
            if (name == section_) {
                line = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
                text += setting + "\n";
            }
        }
        return text;
    }

  private:
    std::string section_;
    std::map<std::string, std::string> sections_ = {
        {"a training", "[training]\nsteps = 50\nbatch_size = 8\n"},
        {"b dataset", "[dataset]\nid = \"synthetic\"\n"},
        {"b task", "[task]\nid = \"classification\"\n"},
        {"c network", "[network]\nid = \"mlp\"\n"},
        {"d optimiser", "[optimiser]\nid = \"sgd\"\nmomentum = 0.9\n"},
        {"e schedule", "[schedule]\nid = \"constant\"\n"},
        {"f intervention", "[intervention]\nid = \"gradual_unfreezing\"\n"},
        {"g metrics", "[[metrics]]\nid = \"fisher_trace\"\n"},
        {"h triggers", ""},
        {"i ood", ""},
        {"j splits", ""}};
};

void add_wrong(std::vector<Wrong>& all, const Around& around, const std::string& name,
               const std::string& prefix, const Parameter& p) {
    const auto add = [&](const char* how, const std::string& value,
                         const std::vector<std::string>& says) {
        int line = 0;
        const std::string config = around.with(fmt::format("{} = {}", p.key, value), line);
        all.push_back(
            {fmt::format("{} {}: {}", name, p.key, how), config, prefix + p.key, line, says});
    };
    const bool whole = std::holds_alternative<std::int64_t>(p.fallback);
    const bool real = std::holds_alternative<double>(p.fallback);
    const std::string words = p.words.empty() ? "" : p.words.front();
    if (whole || real) {
        add("another type", "[[1]]", {});
        add("a word", "\"no such word\"", {words});
        if (p.minimum)
            add("too small",
                fmt::format("{}", *p.minimum - (whole || !p.above_minimum ? 1 : 0)) +
                    (whole ? "" : ".0"),
                {fmt::format("{}", *p.minimum)});
        if (p.maximum && *p.maximum < 1e15)
            add("too great",
                fmt::format("{:.0f}", std::floor(*p.maximum) + 1) + (whole ? "" : ".0"),
                {fmt::format("{}", *p.maximum)});
        if (whole)
            add("not whole", "1.5", {"integer"});
        else
            add("not a number", "nan", {});
    } else if (std::holds_alternative<bool>(p.fallback)) {
        add("not yes or no", "\"perhaps\"", {"true"});
    } else if (std::holds_alternative<std::string>(p.fallback)) {
        add("no text", "3", {});
        if (!p.words.empty())
            add("no such word", "\"no such word\"", {words});
    } else {
        add("no list", "\"x\"", {"list"});
    }
    int line = 0;
    const std::string misspelt = p.key + "_x";
    const std::string config = around.with(misspelt + " = 1", line);
    all.push_back({fmt::format("{} {}: misspelt", name, p.key),
                   config,
                   prefix + misspelt,
                   line,
                   {"unknown key"}});
}

std::vector<Wrong> every_wrong_setting() {
    std::vector<Wrong> all;
    const Vocabulary words = vocabulary();
    const auto section = [&](const std::string& slot, const std::string& prefix,
                             const std::vector<Description>& choices, const std::string& head) {
        for (const auto& one : choices)
            for (const auto& parameter : one.parameters) {
                const std::string name = prefix + one.id;
                std::string given = head + fmt::format("id = \"{}\"\n", one.id);
                for (const auto& other : one.parameters)
                    if (other.required && other.key != parameter.key)
                        given +=
                            other.key + " = " +
                            (other.key == "metric" ? "\"fisher_trace\"" : to_toml(other.fallback)) +
                            "\n";
                add_wrong(all, Around(slot, given), name, prefix, parameter);
            }
    };
    section("b dataset", "dataset.", words.datasets, "[dataset]\n");
    section("b task", "task.", words.tasks, "[task]\n");
    section("c network", "network.", words.networks, "[network]\n");
    section("d optimiser", "optimiser.", words.optimisers, "[optimiser]\n");
    section("e schedule", "schedule.", words.schedules, "[schedule]\n");
    section("f intervention", "intervention.", words.interventions, "[intervention]\n");
    section("g metrics", "metrics[0].", words.metrics, "[[metrics]]\n");
    section("j splits", "splits[0].", words.splits, "[[splits]]\n");
    section("h triggers", "triggers[0].", words.triggers, "[[triggers]]\naction = \"hold\"\n");
    return all;
}

TEST(EverySetting, IsRefusedWithPlaceKeyAndWhatIsAllowed) {
    const Vocabulary words = vocabulary();
    const auto all = every_wrong_setting();
    EXPECT_GT(all.size(), 300U);
    std::set<std::string> seen;
    for (const Wrong& wrong : all) {
        SCOPED_TRACE(wrong.what + "\n" + wrong.config);
        EXPECT_TRUE(seen.insert(wrong.config).second);
        test::expect_said_in_both(
            [&]() -> std::string {
                try {
                    parse_config(wrong.config, "bad.toml", words);
                } catch (const ConfigError& error) {
                    EXPECT_EQ(error.fault(), Fault::usage);
                    return error.what();
                }
                return "accepted";
            },
            {fmt::format("bad.toml:{}", wrong.line), wrong.key}, wrong.says);
    }
    RecordProperty("inputs", static_cast<int>(all.size()));
    fmt::print("{} wrong settings, each in two languages\n", all.size());
}

} // namespace
} // namespace thaw
