// The language of every sentence that core/ shows a person.
//
// Sentences are written in English and looked up in gettext's catalogue "thawscope"
// (translations/thawscope.ja.po). translations/ is checked by a test: no entry may be missing.
#pragma once

#include <string>
#include <string_view>

namespace thaw {

// Marks a literal for extraction without translating it; descriptions keep the English text and
// are translated when they are shown.
constexpr const char* translatable(const char* english) {
    return english;
}

// The sentence in the user's language, or the English one where there is no translation.
// Thread-safe once `use_language` has returned.
std::string tr(const char* english);
inline std::string tr(const std::string& english) {
    return english.empty() ? english : tr(english.c_str());
}

// Chooses the language from the environment: the first set of LANGUAGE (a list, "fr:ja"), LC_ALL,
// LC_MESSAGES and LANG; no locale need be installed. `catalogue_folder` is where
// <language>/LC_MESSAGES/thawscope.mo lies. Call before any other thread exists.
void use_language(const std::string& catalogue_folder);

} // namespace thaw
