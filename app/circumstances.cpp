#include "app/circumstances.h"

#include "app/provenance.h"
#include "core/run/error.h"
#include "core/run/flat_table.h"

#include <algorithm>
#include <array>

namespace thaw {

namespace {

// Host, system and most of the environment are recorded for people: where they matter, it shows in
// one of these.
constexpr std::array telling{"program",
                             "compiler",
                             "libtorch",
                             "blas",
                             "onednn",
                             "mkl",
                             "libc",
                             "device",
                             "gpu",
                             "cuda",
                             "cpu",
                             "cpu.kind",
                             "cpu.flags",
                             "instruction_set.libtorch",
                             "instruction_set.onednn",
                             "instruction_set.diagnostics",
                             "diagnostics",
                             "network.sha256",
                             "threads",
                             "arithmetic"};
// What makes arithmetic less precise on demand; unset is a setting, too.
constexpr std::array telling_variables{"environment.CUBLAS_WORKSPACE_CONFIG",
                                       "environment.DNNL_DEFAULT_FPMATH_MODE",
                                       "environment.MKL_CBWR",
                                       "environment.MKL_ENABLE_INSTRUCTIONS",
                                       "environment.NVIDIA_TF32_OVERRIDE",
                                       "environment.ONEDNN_DEFAULT_FPMATH_MODE",
                                       "environment.TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"};

// Files of earlier versions have fewer.
bool tells_all(const Table& provenance) {
    return provenance.has("arithmetic");
}

// Whether it is known of every time that the run went on under which circumstances it did.
bool was_always_compared(const RunRecord& record) {
    return std::all_of(record.events.begin(), record.events.end(), [](const Event& event) {
        return (event.kind != EventKind::resumed && event.kind != EventKind::forked) ||
               event.details.is_text("different");
    });
}

// A fork may be of other data on purpose; where they lie is no matter.
bool asks_for_the_same_data(const RunRecord& recorded, const RunConfig& config) {
    Table then = flat_table_from_toml(recorded.header.config);
    Table now = flat_table_from_toml(to_toml(config));
    for (Table* table : {&then, &now})
        table->set("dataset.path", std::string());
    const auto same = [&](const auto& entry) {
        const auto there = then.values().find(entry.first);
        return !(entry.first.starts_with("dataset.") || entry.first.starts_with("ood.") ||
                 entry.first == "seeds.shifts") ||
               (there != then.values().end() && there->second == entry.second);
    };
    return std::all_of(now.values().begin(), now.values().end(), same);
}

std::string shown(const Table& table, const std::string& key) {
    if (!table.has(key))
        return tr("not set");
    return table.is_text(key) ? table.text(key) : to_toml(table.values().find(key)->second);
}

} // namespace

std::string different_circumstances(const Table& recorded, const Table& here) {
    std::string differences;
    const auto compare = [&](const std::string& key) {
        const std::string then = shown(recorded, key);
        if (const std::string is = shown(here, key); then != is)
            differences +=
                (differences.empty() ? "" : "; ") + sentence("{} {} (here {})", key, then, is);
    };
    const auto compare_known = [&](const std::string& key) {
        if (recorded.has(key) && here.has(key))
            compare(key);
    };
    for (const char* key : telling)
        compare_known(key);
    for (const auto& [key, value] : here.values())
        if (key.starts_with("data."))
            compare_known(key);
    if (tells_all(recorded) && tells_all(here))
        for (const char* key : telling_variables)
            compare(key);
    return differences;
}

void check_circumstances(const RunRecord& recorded, const Trainer& trainer, const RunConfig& config,
                         Background& background, Table& details) {
    const Table& then = recorded.header.provenance;
    const bool same_data = asks_for_the_same_data(recorded, config);
    const Table all = full_provenance(trainer.provenance());
    Table here;
    for (const auto& [key, value] : all.values())
        if (same_data || !key.starts_with("data."))
            here.set(key, value);
    const std::string different = different_circumstances(then, here);
    if (different.empty()) {
        if (tells_all(then) && was_always_compared(recorded) && !details.has("different"))
            details.set("different", std::string());
        return;
    }
    if (config.run.settings.boolean("require_same_machine"))
        throw failure("the run asks for the same machine (run.require_same_machine) and was "
                      "recorded with {}; resume it where it was recorded, or fork it with "
                      "--set run.require_same_machine=false",
                      different);
    if (details.has("different") && details.text("different") == different)
        return; // a fork is compared before the way to its step and when it begins
    background.tell(sentence(
        "continuing, but equal bits cannot be promised: the run was recorded with {}", different));
    details.set("different", different);
}

void inherit_circumstances(const RunRecord& parent, std::int64_t step, Table& details) {
    std::string inherited;
    for (const Event& event : parent.events)
        for (const char* key : {"different", "inherited"})
            if (event.step <= step && event.details.is_text(key) &&
                !event.details.text(key).empty() &&
                inherited.find(event.details.text(key)) == std::string::npos)
                inherited += (inherited.empty() ? "" : "; ") + event.details.text(key);
    if (!inherited.empty())
        details.set("inherited", inherited);
}

} // namespace thaw
