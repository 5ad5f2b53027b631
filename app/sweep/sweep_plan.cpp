#include "app/sweep/sweep_plan.h"

#include "core/run/config_source.h"
#include "core/storage/run_index.h"
#include "core/training/training.h"

#include <map>
#include <optional>
#include <utility>

namespace thaw {

namespace {

namespace fs = std::filesystem;

// How many blocks and steps runs have, asked once for all members that do not differ in it.
class Shapes {
  public:
    // `folder`: of the run files, looked at where a run's length depends on the data.
    explicit Shapes(fs::path folder) : folder_(std::move(folder)) {}

    RunShape of(const SweepMember& member) { return {blocks(member.config), steps(member)}; }

  private:
    static std::string text_of(const Item& item) { return item.id + "\n" + to_toml(item.settings); }

    std::size_t blocks(const RunConfig& config) {
        const auto [known, is_new] = blocks_.emplace(text_of(config.network), 0);
        if (is_new)
            known->second = planned_series(config, {}).blocks.size();
        return known->second;
    }

    std::int64_t steps(const SweepMember& member) {
        const Table& training = member.config.training.settings;
        if (const std::int64_t steps = training.integer("steps"); steps > 0)
            return steps;
        const std::string key = text_of(member.config.dataset) + to_toml(training);
        const auto [known, is_new] = steps_of_.emplace(key, 0);
        if (!is_new)
            return known->second;
        if (const auto recorded = recorded_steps(member.identity))
            return known->second = *recorded;
        const std::int64_t batch = training.integer("batch_size");
        const std::int64_t a_epoch = (examples(member.config) + batch - 1) / batch;
        return known->second = training.integer("epochs") * a_epoch;
    }

    std::optional<std::int64_t> recorded_steps(const std::string& identity) {
        if (!runs_)
            runs_ = runs_in(folder_);
        for (const auto& facts : *runs_)
            if (const double steps = facts->number(Field("steps"));
                steps > 0 && facts->text(Field("config_id")) == identity)
                return static_cast<std::int64_t>(steps);
        return {};
    }

    std::int64_t examples(const RunConfig& config) {
        const DataPreview preview = preview_.data(config, [] { return false; });
        for (const SplitPreview& split : preview.splits)
            if (split.info.role == SplitRole::train)
                return split.info.examples;
        throw failure("the dataset has no training examples: {}", preview.problem);
    }

    fs::path folder_;
    std::optional<RunList> runs_;                  // in it
    std::map<std::string, std::int64_t> steps_of_; // by dataset and length
    std::map<std::string, std::size_t> blocks_;    // by network
    Preview preview_;
};

} // namespace

RunList runs_in(const fs::path& folder) {
    std::error_code none;
    if (!fs::exists(folder, none))
        return {};
    return RunIndex(folder).scan().runs;
}

SweepPlan plan_sweep(const fs::path& file, const std::string& out) {
    SweepPlan plan;
    plan.file = file;
    plan.document = parse_sweep(config_source(file.string()), file.string());
    const fs::path base = file.parent_path() / plan.document.base;
    plan.base_text = config_source(base.string());
    complete(plan, base.string(), out);
    return plan;
}

void complete(SweepPlan& plan, const std::string& base_name, const std::string& out) {
    plan.folder = !out.empty()                 ? fs::path(out)
                  : !plan.document.out.empty() ? fs::path(plan.document.out)
                                               : fs::path("runs") / plan.document.name;
    plan.members = sweep_members(plan.document, plan.base_text, base_name, vocabulary());
    Shapes shapes(plan.folder);
    std::vector<RunShape> of_members;
    for (const SweepMember& member : plan.members)
        of_members.push_back(shapes.of(member));
    plan.tree = run_tree(plan.members, of_members);
}

} // namespace thaw
