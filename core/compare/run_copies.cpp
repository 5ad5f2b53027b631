#include "core/compare/run_copies.h"

#include "core/run/error.h"
#include "core/run/quoting.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace thaw {

namespace {

namespace fs = std::filesystem;

// Less is better.
auto rank(const RunFacts& run) {
    const std::string path = run.file.string();
    const std::string own_end = "-" + run.text(Field("run_id")).substr(0, 6) + ".thaw.h5";
    std::error_code unknown;
    const auto number = [&](const char* field) {
        const auto* x = std::get_if<double>(&run.find(Field(field)));
        return x == nullptr ? 0.0 : *x;
    };
    return std::tuple(-number("last_step"), -number("resumed"),
                      run.text(Field("state")) == "running", !path.ends_with(own_end),
                      fs::is_symlink(run.file, unknown),
                      std::distance(run.file.begin(), run.file.end()), path.size(), path);
}

std::string told_text(const RunFacts& taken, const std::vector<std::string>& others) {
    constexpr std::size_t most = 3;
    std::string names;
    for (std::size_t i = 0; i < std::min(most, others.size()); ++i)
        names += (i == 0 ? "" : ", ") + terminal_text(others[i]);
    if (others.size() > most)
        names += ", …";
    return sentence("{} stands for its run; copies left out ({}): {}",
                    terminal_text(taken.file.string()), others.size(), names);
}

template <class Run, class FactsOf>
std::vector<Run> left(const std::vector<Run>& files, std::vector<std::string>& told,
                      FactsOf facts_of, Run (*marked)(const Run&, std::vector<std::string>)) {
    std::vector<const RunFacts*> facts;
    for (const Run& file : files)
        facts.push_back(&facts_of(file));
    std::vector<Run> runs;
    for (const RunCopies& run : runs_of(facts)) {
        if (run.others.empty()) {
            runs.push_back(files[run.taken]);
            continue;
        }
        std::vector<std::string> others;
        for (const std::size_t i : run.others)
            others.push_back(facts[i]->file.string());
        std::sort(others.begin(), others.end());
        told.push_back(told_text(*facts[run.taken], others));
        runs.push_back(marked(files[run.taken], std::move(others)));
    }
    return runs;
}

} // namespace

std::vector<RunCopies> runs_of(const std::vector<const RunFacts*>& files) {
    std::map<std::string, std::size_t> by_id; // into runs
    std::vector<RunCopies> runs;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string& id = files[i]->text(Field("run_id"));
        const auto [known, fresh] = by_id.emplace(id, runs.size());
        if (fresh || id.empty()) {
            runs.push_back({i, {}});
            continue;
        }
        RunCopies& run = runs[known->second];
        if (rank(*files[i]) < rank(*files[run.taken]))
            run.others.push_back(std::exchange(run.taken, i));
        else
            run.others.push_back(i);
    }
    for (RunCopies& run : runs)
        std::sort(run.others.begin(), run.others.end());
    return runs;
}

RunList without_copies(const RunList& files, std::vector<std::string>& told) {
    return left<SharedFacts>(
        files, told, [](const SharedFacts& run) -> const RunFacts& { return *run; },
        [](const SharedFacts& run, std::vector<std::string> others) -> SharedFacts {
            auto copy = std::make_shared<RunFacts>(*run);
            copy->set(Field("copies"), std::move(others));
            return copy;
        });
}

ComparedRuns without_copies(const ComparedRuns& files, std::vector<std::string>& told) {
    return left<SharedRun>(
        files, told, [](const SharedRun& run) -> const RunFacts& { return run->facts; },
        [](const SharedRun& run, std::vector<std::string>) { return run; });
}

} // namespace thaw
