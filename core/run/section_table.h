// Every section that a config may have, in one table: the reader, the writer, the form, `thaw
// describe`, differences between configs and the tests of wrong input all go through it. A new
// section is a member of RunConfig and one line here.
#pragma once

#include "core/run/config.h"
#include "core/run/description.h"

#include <string>
#include <string_view>
#include <vector>

namespace thaw {

struct Section {
    std::string key;         // dataset: [dataset], or [[ood]] where it is a list
    std::string id_key = {}; // id, shift; empty: there is nothing to choose and one description
    std::string label = {};  // translatable: what is chosen
    std::vector<Description> choices = {};
    std::vector<Parameter> extras = {}; // what every choice has, in front of its own
    std::vector<Group> groups = {};     // words for several choices, in a list
    std::string kind = {};              // what `thaw describe` calls the choices: datasets
    std::string fallback = {};      // chosen where a config lacks the section; empty: it must not
    Item RunConfig::*one = nullptr; // where it is, or
    std::vector<Item> RunConfig::*many = nullptr; // for a list
    bool expands = false; // in an entry a list stands for one entry for each of its elements

    bool is_list() const { return many != nullptr; }
    // Entries have names, by which overrides find them.
    bool has_names() const;
    const Description* find(std::string_view id) const; // null: no such choice
};

// In the order in which a config is written.
std::vector<Section> sections(const Vocabulary& all);

} // namespace thaw
