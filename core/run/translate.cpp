#include "core/run/translate.h"

#include <clocale>
#include <libintl.h>

namespace thaw {

namespace {
constexpr const char* domain = "thawscope";
}

std::string tr(const char* english) {
    return dgettext(domain, english);
}

void use_language(const std::string& catalogue_folder) {
    // Only the messages follow the user's language: numbers in files and on stdout stay in C.
    if (setlocale(LC_MESSAGES, "") == nullptr ||
        std::string(setlocale(LC_MESSAGES, nullptr)) == "C")
        setlocale(LC_MESSAGES, "C.UTF-8");
    setlocale(LC_CTYPE, "C.UTF-8");
    bindtextdomain(domain, catalogue_folder.c_str());
    bind_textdomain_codeset(domain, "UTF-8");
}

} // namespace thaw
