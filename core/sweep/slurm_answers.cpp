#include "core/sweep/slurm_answers.h"

#include "core/run/translate.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace thaw {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr const char* blank = " \t\r";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(trimmed(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::optional<std::size_t> whole(std::string_view text) {
    std::size_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
        return {};
    return number;
}

// What stands up to the next separator, which goes with it.
std::string_view next_field(std::string_view& rest, char separator) {
    const auto end = std::min(rest.find(separator), rest.size());
    const std::string_view field = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trimmed(field);
}

std::optional<std::size_t> setting(std::string_view text, std::string_view key) {
    const auto at = text.find(key);
    if (at == std::string_view::npos)
        return {};
    std::string_view value = text.substr(at + key.size());
    value.remove_prefix(std::min(value.find_first_not_of(" ="), value.size()));
    return whole(value.substr(0, value.find_first_not_of("0123456789")));
}

constexpr std::array reasons{
    std::pair{"Dependency", translatable("waits until the members before it have ended")},
    std::pair{"JobArrayTaskLimit", translatable("as many as --jobs allows are being trained")},
    std::pair{"Resources", translatable("no processor is free")},
    std::pair{"Priority", translatable("other jobs come first")},
    std::pair{"BeginTime", translatable("begins again in a moment")},
    std::pair{"JobHeldUser", translatable("held; let it go with scontrol release")},
    std::pair{"JobHeldAdmin", translatable("held by an administrator")},
};

} // namespace

std::string array_name(const std::string& job_name, std::size_t offset) {
    return job_name + "+" + std::to_string(offset);
}

std::vector<SlurmElement> slurm_elements(std::string_view squeue, const std::string& job_name) {
    std::vector<SlurmElement> elements;
    for (std::string_view rest : lines_of(squeue)) {
        const std::string_view job = next_field(rest, '|');
        const std::string_view index = next_field(rest, '|');
        std::string_view states = next_field(rest, '|');
        std::string_view name = next_field(rest, '|');
        const auto number = whole(index);
        if (!number || !name.starts_with(job_name + "+"))
            continue;
        const auto offset = whole(name.substr(job_name.size() + 1));
        if (!offset)
            continue;
        const std::string_view state = next_field(states, ' '); // "CANCELLED by 1000"
        const std::string reason(trimmed(rest));
        elements.push_back({.member = *number + *offset,
                            .job = std::string(job),
                            .index = std::string(index),
                            .state = std::string(state),
                            .reason = reason == "None" ? "" : reason});
    }
    std::stable_sort(elements.begin(), elements.end(),
                     [](const auto& a, const auto& b) { return a.member < b.member; });
    return elements;
}

std::optional<std::size_t> slurm_indices(std::string_view configuration) {
    constexpr std::size_t most = 10'000; // so that a list of them fits into a command line
    std::optional<std::size_t> indices;
    for (const std::string_view line : lines_of(configuration)) {
        if (!line.starts_with("MaxArraySize") && !line.starts_with("SchedulerParameters"))
            continue;
        for (const char* key : {"MaxArraySize", "max_array_tasks"})
            if (const auto number = setting(line, key))
                indices = std::min(*number, indices.value_or(most));
    }
    return indices;
}

std::optional<std::string> slurm_job_id(std::string_view sbatch) {
    std::optional<std::string> id;
    for (std::string_view line : lines_of(sbatch)) // a site's own words may stand before it
        if (const std::string_view word = next_field(line, ';'); whole(word))
            id = std::string(word);
    return id;
}

std::string slurm_reason_text(const std::string& reason) {
    for (const auto& [word, meaning] : reasons)
        if (reason == word)
            return tr(meaning);
    return {};
}

} // namespace thaw
