#include "core/compare/annotation.h"

#include <algorithm>

namespace thaw {

std::vector<std::string> tags_of(const std::string& text) {
    std::vector<std::string> tags;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t comma = std::min(text.find(',', begin), text.size());
        std::string tag = text.substr(begin, comma - begin);
        const std::size_t first = tag.find_first_not_of(" \t\n");
        if (first != std::string::npos)
            tags.push_back(tag.substr(first, tag.find_last_not_of(" \t\n") - first + 1));
        begin = comma + 1;
    }
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    return tags;
}

void annotate(RunFacts& facts, const Annotation& annotation) {
    facts.set(Field("star"), annotation.star);
    facts.set(Field("tags"), annotation.tags);
    facts.set(Field("note"), annotation.note);
}

Annotation annotation_of(const RunFacts& facts) {
    Annotation annotation;
    annotation.star = facts.find(Field("star")) == Fact(true);
    if (const auto* tags = std::get_if<std::vector<std::string>>(&facts.find(Field("tags"))))
        annotation.tags = *tags;
    annotation.note = facts.text(Field("note"));
    return annotation;
}

RunList annotated(const RunList& runs, const Annotations& annotations) {
    RunList all = runs;
    for (SharedFacts& run : all) {
        const auto found = annotations.find(run->text(Field("run_id")));
        if (found == annotations.end())
            continue;
        auto copy = std::make_shared<RunFacts>(*run);
        annotate(*copy, found->second);
        run = std::move(copy);
    }
    return all;
}

} // namespace thaw
