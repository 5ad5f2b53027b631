#include "core/training/datasets/table_rows.h"

#include "core/run/error.h"
#include "core/run/nearest.h"
#include "core/run/utf8.h"
#include "core/training/datasets/class_folders.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace thaw {

namespace {

const std::string& field(const CsvTable& table, std::int64_t row, std::size_t column) {
    return table.rows[static_cast<std::size_t>(row)].fields[column];
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// What rows are, by the words in their split column.
class Roles {
  public:
    explicit Roles(const Table& settings) {
        for (const auto& [key, role] : {std::pair{"train_words", SplitRole::train},
                                        {"id_words", SplitRole::id},
                                        {"validation_words", SplitRole::validation},
                                        {"ood_words", SplitRole::ood}})
            for (const std::string& word : words_of(settings.text(key)))
                roles_[word] = role;
    }
    SplitRole of(const CsvTable& table, std::int64_t row, std::size_t column) const {
        const std::string& word = field(table, row, column);
        const auto found = roles_.find(word);
        if (found == roles_.end())
            throw usage("Line {} of the table has the word '{}' in the column {}, which none of "
                        "dataset.train_words, id_words, validation_words and ood_words names. Add "
                        "it to one of them.",
                        table.rows[static_cast<std::size_t>(row)].line, word,
                        table.columns[column]);
        return found->second;
    }

  private:
    std::map<std::string, SplitRole> roles_;
};

// The splits as they come up, found by what makes them one.
class Splits {
  public:
    Splits() : all_(2) {
        all_[0].name = "train";
        all_[0].role = SplitRole::train;
        all_[1].name = "id_test";
        all_[1].role = SplitRole::id;
    }
    RowSplit& operator[](SplitRole role) { return all_[role == SplitRole::train ? 0 : 1]; }
    RowSplit& further(SplitRole role, const std::string& name, const std::string& domain) {
        const auto [place, is_new] = places_.try_emplace({role, name}, all_.size());
        if (is_new)
            all_.push_back({name, role, valid_utf8(domain), {}});
        return all_[place->second];
    }
    std::vector<RowSplit> named() && {
        std::vector<std::string> given;
        for (std::size_t i = 2; i < all_.size(); ++i)
            given.push_back(all_[i].name);
        const auto names = split_names(given);
        for (std::size_t i = 2; i < all_.size(); ++i)
            all_[i].name = names[i - 2];
        return std::move(all_);
    }

  private:
    std::vector<RowSplit> all_;
    std::map<std::pair<SplitRole, std::string>, std::size_t> places_;
};

} // namespace

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        std::string word = list.substr(begin, end - begin);
        word.erase(0, std::min(word.find_first_not_of(' '), word.size()));
        word.erase(word.find_last_not_of(' ') + 1);
        if (!word.empty())
            words.push_back(std::move(word));
        begin = end + 1;
    }
    return words;
}

std::size_t column_of(const CsvTable& table, const Table& settings, const std::string& setting) {
    const std::string& name = settings.text(setting);
    const std::int64_t found = table.find(name);
    if (found >= 0)
        return static_cast<std::size_t>(found);
    const std::string names = fmt::format("{}", fmt::join(table.columns, ", "));
    if (const std::string near = nearest(name, table.columns); !near.empty())
        throw usage("The table has no column '{}' (dataset.{}); did you mean '{}'? It has: {}.",
                    name, setting, near, names);
    throw usage("The table has no column '{}' (dataset.{}). It has: {}.", name, setting, names);
}

std::vector<RowSplit> rows_by_split(const CsvTable& table, const Table& settings) {
    const bool has_split = !settings.text("split").empty();
    const bool has_domain = !settings.text("domain").empty();
    const std::size_t split = has_split ? column_of(table, settings, "split") : 0;
    const std::size_t domain = has_domain ? column_of(table, settings, "domain") : 0;
    const Roles roles(settings);
    const auto training = words_of(settings.text("train_domains"));
    if (!training.empty() && !has_domain)
        throw usage("dataset.train_domains names domains, but dataset.domain names no column that "
                    "they stand in. Name it.");
    Splits all;
    for (std::int64_t row = 0; row < static_cast<std::int64_t>(table.rows.size()); ++row) {
        const std::string from = has_domain ? field(table, row, domain) : std::string();
        if (!training.empty() && !contains(training, from)) {
            all.further(SplitRole::ood, from, from).rows.push_back(row);
            continue;
        }
        const SplitRole role = has_split ? roles.of(table, row, split) : SplitRole::train;
        const bool further = role == SplitRole::ood || role == SplitRole::validation;
        RowSplit& into = further ? all.further(role, field(table, row, split), "") : all[role];
        into.rows.push_back(row);
    }
    if (all[SplitRole::train].rows.empty())
        throw usage("No row of the table is there to train on; see dataset.train_words and "
                    "dataset.train_domains.");
    return std::move(all).named();
}

double number_in(const CsvTable& table, std::int64_t row, std::size_t column) {
    const std::string& text = field(table, row, column);
    double number = 0;
    const char* const end = text.data() + text.size();
    const char* begin = text.data();
    while (begin != end && (*begin == ' ' || *begin == '+'))
        ++begin;
    const auto [stop, error] = std::from_chars(begin, end, number);
    const bool blank = std::all_of(stop, end, [](char c) { return c == ' '; });
    if (error != std::errc() || !blank || !std::isfinite(number))
        throw damaged("Line {} of the table has '{}' in the column {}, where a finite number "
                      "should be. Mend the row, or leave it out.",
                      table.rows[static_cast<std::size_t>(row)].line, text, table.columns[column]);
    return number;
}

} // namespace thaw
