// Another language for a while: a document may be in another one than the window.
#pragma once

#include <string>

namespace thaw {

// While it lives, tr() on this thread answers in `language` ("en", "ja") whatever the user's is.
// "": no change. Scopes nest. A language without a catalogue is English.
class LanguageScope {
  public:
    explicit LanguageScope(const std::string& language);
    ~LanguageScope();
    LanguageScope(const LanguageScope&) = delete;
    LanguageScope& operator=(const LanguageScope&) = delete;

  private:
    const void* before_;
};

// What tr() answers in on this thread, for another process that is to answer alike: the folder
// that use_language() was given, and the language, "en" or "ja".
struct Speech {
    std::string catalogue_folder, language;
};
Speech speech();

} // namespace thaw
