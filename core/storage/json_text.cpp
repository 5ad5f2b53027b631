#include "core/storage/json_text.h"

#include "core/storage/old_series.h"

#include "core/run/error.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace thaw {

using nlohmann::json;

std::string dump(const json& whole, int indent) {
    return whole.dump(indent, ' ', false, json::error_handler_t::replace);
}

std::string cut_text(const std::string& text, std::size_t size) {
    if (text.size() <= size)
        return text;
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    while (size > 0 && continues(text[size]))
        --size;
    return text.substr(0, size);
}

json to_json(double x) {
    if (std::isnan(x))
        return "nan";
    if (std::isinf(x))
        return x > 0 ? "inf" : "-inf";
    return x;
}

json to_json(const Value& value) {
    if (const auto* x = std::get_if<double>(&value))
        return to_json(*x);
    if (const auto* list = std::get_if<std::vector<double>>(&value)) {
        json all = json::array();
        for (const double x : *list)
            all.push_back(to_json(x));
        return all;
    }
    return std::visit([](const auto& x) { return json(x); }, value);
}

json to_json(const Table& table) {
    json all = json::object();
    for (const auto& [key, value] : table.values())
        all[key] = to_json(value);
    return all;
}

double number_from_json(const json& x) {
    if (x.is_number())
        return x.get<double>();
    const auto word = x.get<std::string>();
    if (word == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    if (word == "inf" || word == "-inf")
        return word == "inf" ? std::numeric_limits<double>::infinity()
                             : -std::numeric_limits<double>::infinity();
    throw damaged("'{}' stands where a number should", word);
}

namespace {

Value value_from_json(const json& x) {
    if (x.is_boolean())
        return x.get<bool>();
    if (x.is_number_integer())
        return x.get<std::int64_t>();
    if (x.is_array()) {
        bool integers = true;
        for (const auto& element : x)
            integers = integers && element.is_number_integer();
        if (integers)
            return x.get<std::vector<std::int64_t>>();
        std::vector<double> reals;
        for (const auto& element : x)
            reals.push_back(number_from_json(element));
        return reals;
    }
    if (x.is_string() && x != "nan" && x != "inf" && x != "-inf")
        return x.get<std::string>();
    return number_from_json(x);
}

SplitRole role_from_text(const std::string& text) {
    for (const auto role : {SplitRole::train, SplitRole::validation, SplitRole::id, SplitRole::ood})
        if (to_text(role) == text)
            return role;
    throw damaged("a split has the unknown role '{}'", text);
}

Better better_from_text(const std::string& text) {
    for (const auto better : {Better::greater, Better::less})
        if (to_text(better) == text)
            return better;
    return Better::unknown;
}

// What a file says only where it is not the usual.
json to_json(const SplitInfo& split) {
    json out{{"name", split.name},
             {"role", to_text(split.role)},
             {"source", split.source},
             {"shift", split.shift},
             {"settings", thaw::to_json(split.settings)},
             {"examples", split.examples},
             {"digest", split.digest}};
    if (!split.domain.empty())
        out["domain"] = split.domain;
    if (split.paired)
        out["paired"] = true;
    return out;
}

SplitInfo split_from_json(const json& in) {
    SplitInfo split;
    split.name = in.at("name");
    split.role = role_from_text(in.at("role"));
    split.source = in.at("source");
    split.shift = in.at("shift");
    split.settings = table_from_json(in.at("settings"));
    split.examples = in.at("examples");
    split.digest = in.at("digest");
    split.domain = in.value("domain", "");
    split.paired = in.value("paired", false);
    return split;
}

json to_json(const SeriesInfo& series) {
    json out{{"name", series.name}, {"label", series.label},       {"symbol", series.symbol},
             {"unit", series.unit}, {"headline", series.headline}, {"quantity", series.quantity}};
    if (!series.part.empty())
        out["part"] = series.part;
    if (series.role)
        out["role"] = to_text(*series.role);
    if (series.better != Better::unknown)
        out["better"] = to_text(series.better);
    if (series.share)
        out["share"] = true;
    return out;
}

SeriesInfo series_from_json(const json& in) {
    SeriesInfo series{in.at("name"), in.at("label"), in.at("symbol"), in.at("unit"),
                      in.at("headline")};
    series.quantity = in.value("quantity", "");
    series.part = in.value("part", "");
    if (in.contains("role"))
        series.role = role_from_text(in.at("role"));
    series.better = better_from_text(in.value("better", ""));
    series.share = in.value("share", false);
    return series;
}

} // namespace

Table table_from_json(const json& all) {
    Table table;
    for (const auto& [key, value] : all.items())
        table.set(key, value_from_json(value));
    return table;
}

json to_json(const Plan& plan) {
    json out{{"steps", plan.steps},
             {"steps_per_epoch", plan.steps_per_epoch},
             {"train_examples", plan.train_examples},
             {"batch_size", plan.batch_size},
             {"blocks", json::array()},
             {"splits", json::array()},
             {"metrics", json::array()}};
    for (const auto& block : plan.blocks)
        out["blocks"].push_back({{"name", block.name}, {"parameters", block.parameters}});
    for (const auto& split : plan.splits)
        out["splits"].push_back(to_json(split));
    for (const auto& metric : plan.metrics) {
        json one{{"name", metric.name},
                 {"id", metric.id},
                 {"settings", to_json(metric.settings)},
                 {"cadence",
                  {metric.cadence.early_every, metric.cadence.early_steps, metric.cadence.every}},
                 {"series", json::array()}};
        for (const auto& series : metric.series)
            one["series"].push_back(to_json(series));
        out["metrics"].push_back(one);
    }
    return out;
}

Plan plan_from_json(const json& in) {
    Plan plan;
    plan.steps = in.at("steps");
    plan.steps_per_epoch = in.at("steps_per_epoch");
    plan.train_examples = in.at("train_examples");
    plan.batch_size = in.at("batch_size");
    for (const auto& block : in.at("blocks"))
        plan.blocks.push_back({block.at("name"), block.at("parameters")});
    for (const auto& split : in.at("splits"))
        plan.splits.push_back(split_from_json(split));
    for (const auto& metric : in.at("metrics")) {
        const auto& cadence = metric.at("cadence");
        MetricInfo info{metric.at("name"),
                        metric.at("id"),
                        {cadence.at(0), cadence.at(1), cadence.at(2)},
                        table_from_json(metric.at("settings")),
                        {}};
        for (const auto& series : metric.at("series"))
            info.series.push_back(series_from_json(series));
        describe_old_series(info, plan);
        plan.metrics.push_back(info);
    }
    return plan;
}

json to_json_details(const Event& event) {
    json out = to_json(event.details);
    for (const auto& [name, value] : event.values)
        out["values"][name] = to_json(value);
    return out;
}

void read_details(const json& in, Event& event) {
    for (const auto& [key, value] : in.items())
        if (key == "values")
            for (const auto& [name, number] : value.items())
                event.values.emplace_back(name, number_from_json(number));
        else
            event.details.set(key, value_from_json(value));
}

std::string details_text(const Event& event, std::size_t size) {
    constexpr std::size_t longest_text = 200; // of a detail, when room is short
    json details = to_json_details(event);
    std::string text = dump(details);
    if (text.size() <= size)
        return text;
    details.erase("values");
    details["shortened"] = true;
    if (text = dump(details); text.size() <= size)
        return text;
    for (auto& value : details)
        if (value.is_string() && value.get_ref<const std::string&>().size() > longest_text)
            value = cut_text(value.get_ref<const std::string&>(), longest_text);
    text = dump(details);
    return text.size() <= size ? text : R"({"shortened":true})";
}

} // namespace thaw
