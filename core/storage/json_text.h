// The parts of a run file that are JSON: plan, provenance, an event's details.
#pragma once

#include "core/run/event.h"
#include "core/run/plan.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace thaw {

// JSON as text; bytes that are no UTF-8 (a file name, a message of the system) are replaced.
std::string dump(const nlohmann::json& whole, int indent = -1);
// At most `size` bytes of a text, cut between two characters.
std::string cut_text(const std::string& text, std::size_t size);

// A number; what JSON has no number for as "nan", "inf", "-inf".
nlohmann::json to_json(double x);
nlohmann::json to_json(const Value& value);
nlohmann::json to_json(const Table& table);
nlohmann::json to_json(const Plan& plan);
// Details and headline values of an event.
nlohmann::json to_json_details(const Event& event);

// These throw nlohmann::json::exception or Error(damaged) for JSON of another shape.
double number_from_json(const nlohmann::json& x);
Table table_from_json(const nlohmann::json& all);
Plan plan_from_json(const nlohmann::json& in);
void read_details(const nlohmann::json& in, Event& event);

// An event's details as text of at most `size` bytes: if they are longer, the values go first, then
// long texts, and "shortened" says so. Always whole JSON.
std::string details_text(const Event& event, std::size_t size);

} // namespace thaw
