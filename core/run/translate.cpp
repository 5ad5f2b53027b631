#include "core/run/translate.h"

#include "core/run/language_scope.h"
#include "core/run/message_catalogue.h"

#include <clocale>
#include <libintl.h>

namespace thaw {

namespace {

constexpr const char* domain = "thawscope";
std::string catalogue_folder_;

// Of the innermost LanguageScope; null: the user's language.
thread_local const MessageCatalogue* spoken = nullptr;

} // namespace

std::string tr(const char* english) {
    return spoken != nullptr ? spoken->find(english) : dgettext(domain, english);
}

void use_language(const std::string& catalogue_folder) {
    // Only the messages follow the user's language: numbers in files and on stdout stay in C.
    if (setlocale(LC_MESSAGES, "") == nullptr ||
        std::string(setlocale(LC_MESSAGES, nullptr)) == "C")
        setlocale(LC_MESSAGES, "C.UTF-8");
    setlocale(LC_CTYPE, "C.UTF-8");
    bindtextdomain(domain, catalogue_folder.c_str());
    bind_textdomain_codeset(domain, "UTF-8");
    catalogue_folder_ = catalogue_folder;
}

LanguageScope::LanguageScope(const std::string& language) : before_(spoken) {
    if (!language.empty())
        spoken = &MessageCatalogue::of(catalogue_folder_, language, domain);
}

LanguageScope::~LanguageScope() {
    spoken = static_cast<const MessageCatalogue*>(before_);
}

} // namespace thaw
