// One language's compiled catalogue (.mo), read by ourselves: gettext knows one language a
// process, and none but English where no locale is installed.
#pragma once

#include <string>
#include <unordered_map>

namespace thaw {

class MessageCatalogue {
  public:
    // Read once for each language and kept; empty where there is no such file, and for "en".
    // Thread-safe. Format: GNU gettext manual, "The Format of GNU MO Files".
    static const MessageCatalogue& of(const std::string& folder, const std::string& language,
                                      const std::string& domain);

    bool empty() const { return messages_.empty(); }

    // The translation, or `english` itself.
    std::string find(const std::string& english) const;

  private:
    explicit MessageCatalogue(const std::string& file);
    std::unordered_map<std::string, std::string> messages_;
};

} // namespace thaw
