// What a thing that can be added (metric, intervention, trigger, dataset, shift, network,
// optimiser, schedule) says about itself. Forms, `thaw describe`, config checks, legends and
// translations are all made from it, so a new thing is one file and one line in its catalogue.
#pragma once

#include "core/run/translate.h"
#include "core/run/value.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// What a text names on the disk, so that it can be chosen there.
enum class PathKind { none, file, folder };

// One setting. Its type is that of `fallback`, its default value too unless there is a default
// word.
struct Parameter {
    std::string key;
    Value fallback;
    std::string label; // translatable, sentence case, no full stop
    std::string help;  // translatable: what it does, with its unit and source
    std::string unit = {};
    std::optional<double> minimum = {};
    std::optional<double> maximum = {};
    bool above_minimum = false; // the minimum itself is not allowed
    // Text: the only words allowed (any text when empty). Number: words allowed instead of one.
    std::vector<std::string> words = {};
    std::string default_word = {}; // one of `words`, where a number's default is a word
    bool required = false;         // the config must give it; `fallback` then only tells the type
    PathKind path = PathKind::none;
    std::vector<std::string> patterns = {}; // of the files that are meant: *.csv; empty: any

    Value default_value() const { return default_word.empty() ? fallback : Value(default_word); }
};

// How much of a training step one reading costs, roughly.
enum class Cost { free, cheap, steps, many_steps };
std::string to_text(Cost cost);

struct Description {
    std::string id;    // snake_case, as in the config
    std::string label; // translatable
    std::string help;  // translatable: what it is, and what a pattern in it tells; sources
    std::vector<Parameter> parameters = {};
    std::string symbol = {}; // tr(F)
    std::string unit = {};
    Cost cost = Cost::free;
    std::vector<std::string> tags = {}; // facts that config checks read, e.g. "needs_32_pixels"

    const Parameter* find(std::string_view key) const;
    bool has_tag(std::string_view tag) const;
};

// Entries in the order in which they are shown, each with what makes the thing.
template <class Make>
struct CatalogueEntry {
    Description description;
    Make make;
};
template <class Make>
using Catalogue = std::vector<CatalogueEntry<Make>>;

template <class Make>
std::vector<Description> descriptions(const Catalogue<Make>& catalogue) {
    std::vector<Description> all;
    for (const auto& entry : catalogue)
        all.push_back(entry.description);
    return all;
}

// The entry with this id. REQUIRES: it is there (configs are checked before anything is made).
template <class Make>
const CatalogueEntry<Make>& entry_of(const Catalogue<Make>& catalogue, std::string_view id) {
    for (const auto& entry : catalogue)
        if (entry.description.id == id)
            return entry;
    throw std::logic_error("no catalogue entry " + std::string(id));
}

// A word that stands for several entries of a catalogue, one after the other.
struct Group {
    Description description; // without parameters: those of the members may be given
    std::vector<std::string> members;
};

// The entries and the words that stand for several of them, in this order.
std::vector<Description> with_groups(std::vector<Description> entries,
                                     const std::vector<Group>& groups);

// Everything a config may name, in one place; made by the program from its catalogues.
struct Vocabulary {
    std::vector<Description> datasets, shifts, networks, optimisers, schedules, interventions,
        metrics, triggers, tasks, augmentations, splits;
    std::vector<Group> shift_groups; // of `shifts`
};

} // namespace thaw
