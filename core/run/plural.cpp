#include "core/run/plural.h"

#include <cstdlib>

namespace thaw {

std::string with_plurals(const std::string& sentence, const std::vector<std::string>& shown) {
    std::string text;
    std::size_t blank = 0, next = 0; // the last one before this place, the next without a number
    for (std::size_t at = 0; at < sentence.size(); ++at) {
        const char c = sentence[at];
        if (c == '{' && at + 1 < sentence.size() && sentence[at + 1] == '{') {
            text += "{{";
            ++at;
            continue;
        }
        if (c == '{') {
            char* after = nullptr;
            const auto number = std::strtoul(&sentence[at + 1], &after, 10);
            blank = after == &sentence[at + 1] ? next++ : number;
        }
        const auto bar = c == '[' ? sentence.find('|', at) : std::string::npos;
        const auto end = bar == std::string::npos ? bar : sentence.find(']', bar);
        if (end == std::string::npos || sentence.find_first_of("]{}", at) < bar) {
            text += c;
            continue;
        }
        const bool one = blank < shown.size() && shown[blank] == "1";
        text +=
            one ? sentence.substr(at + 1, bar - at - 1) : sentence.substr(bar + 1, end - bar - 1);
        at = end;
    }
    return text;
}

} // namespace thaw
