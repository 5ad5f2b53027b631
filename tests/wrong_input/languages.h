// What the program says of something wrong, in both languages.
#pragma once

#include "core/run/translate.h"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace thaw::test {

inline bool is_japanese(const std::string& text) { // kana, or characters of Chinese origin
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const auto next = static_cast<unsigned char>(text[i + 1]);
        if ((lead == 0xE3 && next >= 0x81) || (lead >= 0xE4 && lead <= 0xE9))
            return true;
    }
    return false;
}

inline void speak(const char* language) {
    setenv("LANGUAGE", language, 1);
    use_language(THAW_CATALOGUES);
}

// `said` gives the sentence in the user's language, which is chosen here. Both must have the
// `names` (file and line, key, option: never translated), the English one `says`, too.
template <class Said>
void expect_said_in_both(const Said& said, const std::vector<std::string>& names,
                         const std::vector<std::string>& says) {
    const auto in = [&](const char* language) {
        speak(language);
        return said();
    };
    const std::string japanese = in("ja"), english = in("en");
    for (const auto& name : names) {
        EXPECT_THAT(english, testing::HasSubstr(name));
        EXPECT_THAT(japanese, testing::HasSubstr(name));
    }
    for (const auto& words : says)
        EXPECT_THAT(english, testing::HasSubstr(words));
    EXPECT_FALSE(is_japanese(english)) << english;
    EXPECT_TRUE(is_japanese(japanese)) << japanese;
}

} // namespace thaw::test
