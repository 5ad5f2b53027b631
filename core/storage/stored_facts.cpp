#include "core/storage/stored_facts.h"

#include "core/run/sha256.h"
#include "core/storage/json_text.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace thaw {

namespace {

using nlohmann::json;

constexpr std::size_t digest_size = 64;

bool belongs_to_the_place(const std::string& name) {
    return name == "file" || name == "folder" || name == "star" || name == "tags" || name == "note";
}

// A number that JSON has no number for is a list of its word, ["nan"]: texts stay texts.
json to_json_fact(const Fact& fact) {
    if (const auto* x = std::get_if<bool>(&fact))
        return *x;
    if (const auto* x = std::get_if<double>(&fact))
        return std::isfinite(*x) ? json(*x) : json::array({to_json(*x)});
    return to_text(fact);
}

Fact fact_from_json(const json& in) {
    if (in.is_boolean())
        return in.get<bool>();
    if (in.is_array())
        return number_from_json(in.at(0));
    if (in.is_number())
        return in.get<double>();
    return in.get<std::string>();
}

} // namespace

std::string stored_text(const RunFacts& facts) {
    json all = json::object();
    for (const auto& [field, fact] : facts.all())
        if (!belongs_to_the_place(field.name()))
            all[field.name()] = to_json_fact(fact);
    const std::string text = dump({{"version", facts_version}, {"facts", std::move(all)}});
    return sha256(text) + text;
}

std::optional<RunFacts> facts_from_stored(std::string_view text,
                                          const std::filesystem::path& file) {
    if (text.size() <= digest_size)
        return {};
    const std::string body(text.substr(digest_size));
    if (sha256(body) != text.substr(0, digest_size))
        return {};
    try {
        const json all = json::parse(body);
        if (all.at("version") != facts_version)
            return {};
        RunFacts facts;
        for (const auto& [name, fact] : all.at("facts").items())
            facts.set(Field(name), fact_from_json(fact));
        facts.set_file(file);
        return facts;
    } catch (const json::exception&) {
        return {};
    }
}

} // namespace thaw
