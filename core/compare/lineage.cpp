#include "core/compare/lineage.h"

#include <algorithm>
#include <map>

namespace thaw {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

class Forest {
  public:
    explicit Forest(const RunList& runs)
        : runs_(runs), parents_(runs.size(), none), forks_(runs.size()) {
        std::map<std::string, std::vector<std::size_t>> by_id;
        for (std::size_t i = 0; i < runs.size(); ++i)
            if (const auto& id = runs[i]->text(Field("run_id")); !id.empty())
                by_id[id].push_back(i);
        for (std::size_t i = 0; i < runs.size(); ++i)
            if (const auto found = by_id.find(runs[i]->text(Field("parent"))); found != by_id.end())
                parents_[i] = nearest_of(found->second, i);
        for (std::size_t i = 0; i < runs.size(); ++i)
            if (goes_round(i))
                parents_[i] = none;
        for (std::size_t i = 0; i < runs.size(); ++i)
            if (parents_[i] != none)
                forks_[parents_[i]].push_back(i);
    }

    std::vector<LineageNode> roots() const {
        std::vector<LineageNode> all;
        for (std::size_t i = 0; i < runs_.size(); ++i)
            if (parents_[i] == none)
                all.push_back(node(i));
        return all;
    }

  private:
    std::size_t nearest_of(const std::vector<std::size_t>& copies, std::size_t fork) const {
        for (const std::size_t copy : copies)
            if (runs_[copy]->file.parent_path() == runs_[fork]->file.parent_path())
                return copy;
        return copies.front();
    }

    bool goes_round(std::size_t run) const {
        std::size_t at = parents_[run];
        for (std::size_t steps = 0; at != none && steps <= runs_.size(); ++steps) {
            if (at == run)
                return true;
            at = parents_[at];
        }
        return false; // if it hangs below a circle, the circle is opened elsewhere
    }

    LineageNode node(std::size_t run) const {
        LineageNode made{run};
        std::vector<std::size_t> forks = forks_[run];
        const auto before = [&](std::size_t a, std::size_t b) {
            const Field step("fork_step");
            if (runs_[a]->number(step) != runs_[b]->number(step))
                return runs_[a]->number(step) < runs_[b]->number(step);
            return runs_[a]->text(Field("created")) < runs_[b]->text(Field("created"));
        };
        std::stable_sort(forks.begin(), forks.end(), before);
        for (const std::size_t fork : forks)
            made.forks.push_back(node(fork));
        return made;
    }

    const RunList& runs_;
    std::vector<std::size_t> parents_;
    std::vector<std::vector<std::size_t>> forks_;
};

} // namespace

std::vector<LineageNode> lineage_of(const RunList& runs) {
    return Forest(runs).roots();
}

} // namespace thaw
