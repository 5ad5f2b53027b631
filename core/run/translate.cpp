#include "core/run/translate.h"

#include "core/run/language_scope.h"
#include "core/run/message_catalogue.h"

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace thaw {

namespace {

constexpr const char* domain = "thawscope";
std::string catalogue_folder_;

struct Spoken {
    const MessageCatalogue* catalogue = nullptr; // null: English
    std::string language = "en";
};
Spoken users;

// Of the innermost LanguageScope; null: the user's language.
thread_local const Spoken* spoken = nullptr;

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

// As GNU gettext orders them: LANGUAGE is a list, the others name one locale ("ja_JP.UTF-8").
std::string_view wanted_languages() {
    for (const char* name : {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"})
        if (const auto value = variable(name); !value.empty())
            return value;
    return {};
}

bool is_english(std::string_view language) {
    return language == "en" || language == "C" || language == "POSIX";
}

// gettext's own choice cannot be used: Debian 13's glibc obeys LANGUAGE only under an installed
// locale, of which a bare machine has none.
Spoken users_language() {
    for (std::string_view rest = wanted_languages(); !rest.empty();) {
        const auto one = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        const auto territory = one.substr(0, one.find_first_of(".@"));
        const auto language = territory.substr(0, territory.find('_'));
        if (is_english(language))
            return {};
        for (const auto name : {territory, language}) {
            const auto* catalogue =
                &MessageCatalogue::of(catalogue_folder_, std::string(name), domain);
            if (!catalogue->empty())
                return {catalogue, std::string(name)};
        }
    }
    return {};
}

} // namespace

std::string tr(const char* english) {
    const MessageCatalogue* catalogue = spoken != nullptr ? spoken->catalogue : users.catalogue;
    return catalogue == nullptr ? english : catalogue->find(english);
}

void use_language(const std::string& catalogue_folder) {
    // The system's own sentences follow the user, too; numbers in files and on stdout stay in C.
    setlocale(LC_MESSAGES, "");
    setlocale(LC_CTYPE, "C.UTF-8");
    catalogue_folder_ = catalogue_folder;
    users = users_language();
}

Speech speech() {
    return {catalogue_folder_, (spoken != nullptr ? *spoken : users).language};
}

LanguageScope::LanguageScope(const std::string& language) : before_(spoken) {
    if (!language.empty())
        spoken = new Spoken{&MessageCatalogue::of(catalogue_folder_, language, domain), language};
}

LanguageScope::~LanguageScope() {
    if (spoken != before_)
        delete spoken;
    spoken = static_cast<const Spoken*>(before_);
}

} // namespace thaw
