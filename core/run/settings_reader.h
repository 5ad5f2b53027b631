// The part of reading TOML that every document shares: keys, types, words and ranges checked
// against descriptions, all problems collected with file, line, key, what is allowed and the
// nearest spelling. Configs and figure documents are read with it; includes toml++, so for .cpp
// files of readers only.
#pragma once

#include "core/run/config.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <toml++/toml.h>
#include <vector>

namespace thaw {

class SettingsReader {
  public:
    // `file` names the document in messages; `set_keys` are those that came from the command line.
    explicit SettingsReader(std::string file, const std::vector<std::string>& set_keys = {})
        : file_(std::move(file)), place_of_copies_(file_), set_keys_(set_keys) {}

    const std::vector<ConfigProblem>& problems() const { return problems_; }

  protected:
    static std::string listed(const std::vector<std::string>& words);

    // "file:line" of a node; a missing thing's place is that of the table it is missing in. Copies
    // have no line.
    std::string place(const toml::node& node, const std::string& path) const;
    bool is_set(const std::string& path) const; // on the command line
    void add(const toml::node& node, const std::string& path, const std::string& text);
    void check_keys(const toml::table& table, const std::string& path,
                    const std::vector<std::string>& allowed);
    const toml::table* subtable(const toml::table& root, const std::string& key);
    Item section(const toml::table& root, const std::string& key, const Description& description);
    // A table whose id_key names a catalogue entry; keys in `also` are the caller's to read. Where
    // the id is set on the command line, the document's settings of other entries are left out.
    Item entry(const toml::table& table, const std::string& path, const std::string& id_key,
               const std::vector<Description>& choices, const std::vector<Parameter>& extras,
               std::vector<std::string> also = {});
    // The description's parameters; keys in `also` are the caller's to read.
    Item settings(const toml::table& table, const std::string& path, const Description& description,
                  const std::vector<std::string>& also = {});
    void each(const toml::table& root, const std::string& key,
              const std::function<void(const toml::table&, const std::string&)>& take);

    std::string file_, place_of_copies_;
    std::vector<std::string> set_keys_;
    std::vector<ConfigProblem> problems_;

  private:
    std::set<std::string> of_others_; // keys that are left out
    Value value(const toml::node& node, const std::string& key, const Parameter& parameter);
    std::optional<Value> integers(const toml::node& node, const std::string& key,
                                  const Parameter& parameter);
    std::optional<Value> reals(const toml::node& node, const std::string& key,
                               const Parameter& parameter);
    void check_range(const toml::node& node, const std::string& key, const Parameter& parameter,
                     double x);
};

} // namespace thaw
