// A setting's value and a table of them: what a config, an event's details and a saved state are
// made of. Text form: TOML, with doubles in their shortest round-trip form.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace thaw {

using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                           std::vector<double>>;

// "true/false", "an integer", ...: the translated name of a value's type, for sentences.
std::string type_name(const Value& value);

// One TOML value: 0.1, "text", [1, 2]. NaN and infinity are kept ("nan", "inf").
std::string to_toml(const Value& value);

// Values by key, sorted. Equality is exact (a NaN equals nothing, as in IEEE 754).
class Table {
  public:
    void set(const std::string& key, Value value) { values_[key] = std::move(value); }
    bool has(std::string_view key) const { return values_.find(key) != values_.end(); }

    // REQUIRES: the key is there with that type (integers are taken for reals); a miss is a
    // programming error and throws std::logic_error.
    bool boolean(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    double real(std::string_view key) const;
    const std::string& text(std::string_view key) const;
    const std::vector<std::int64_t>& integers(std::string_view key) const;
    const std::vector<double>& reals(std::string_view key) const;
    bool is_text(std::string_view key) const;

    const std::map<std::string, Value, std::less<>>& values() const { return values_; }
    bool operator==(const Table& other) const { return values_ == other.values_; }

  private:
    const Value& at(std::string_view key) const;
    std::map<std::string, Value, std::less<>> values_;
};

// "key = value" lines, one a value, sorted by key.
std::string to_toml(const Table& table);
// The inverse of to_toml. Throws Error(damaged) if the text is not such a table.
Table table_from_toml(std::string_view text);

} // namespace thaw
