#include "core/run/message_catalogue.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>

namespace thaw {

const MessageCatalogue& MessageCatalogue::of(const std::string& folder, const std::string& language,
                                             const std::string& domain) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<const MessageCatalogue>> kept;
    const std::string file =
        language == "en" ? "" : folder + "/" + language + "/LC_MESSAGES/" + domain + ".mo";
    const std::lock_guard lock(mutex);
    auto& catalogue = kept[file];
    if (catalogue == nullptr)
        catalogue.reset(new MessageCatalogue(file));
    return *catalogue;
}

MessageCatalogue::MessageCatalogue(const std::string& file) {
    if (file.empty())
        return;
    std::ifstream in(file, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    const std::string bytes = all.str();
    const auto word = [&](std::size_t at) {
        std::uint32_t value = 0;
        if (at + sizeof value <= bytes.size())
            std::memcpy(&value, bytes.data() + at, sizeof value);
        return std::size_t{value};
    };
    constexpr std::size_t magic = 0x950412DE; // of this machine's byte order, as msgfmt writes it
    if (word(0) != magic)
        return;
    const std::size_t count = word(8), originals = word(12), translations = word(16);
    const auto text = [&](std::size_t entry) {
        const std::size_t length = word(entry), at = word(entry + 4);
        return at + length <= bytes.size() ? bytes.substr(at, length) : std::string();
    };
    for (std::size_t i = 0; i < count && originals + 8 * i < bytes.size(); ++i)
        messages_.emplace(text(originals + 8 * i), text(translations + 8 * i));
}

std::string MessageCatalogue::find(const std::string& english) const {
    const auto found = messages_.find(english);
    return found == messages_.end() || found->second.empty() ? english : found->second;
}

} // namespace thaw
