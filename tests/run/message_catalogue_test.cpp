#include "core/run/language_scope.h"
#include "core/run/message_catalogue.h"
#include "core/run/translate.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace thaw {
namespace {

// A catalogue with one sentence, laid out as the GNU gettext manual says.
std::string one_sentence(const std::string& english, const std::string& other) {
    std::string bytes;
    const auto word = [&](std::size_t value) {
        const auto x = static_cast<std::uint32_t>(value);
        bytes.append(reinterpret_cast<const char*>(&x), sizeof x);
    };
    constexpr std::size_t header = 28, table = 8;
    const std::size_t texts = header + 2 * table;
    word(0x950412DE);
    word(0);
    word(1);
    word(header);
    word(header + table);
    word(0);
    word(0);
    word(english.size());
    word(texts);
    word(other.size());
    word(texts + english.size() + 1);
    return bytes + english + '\0' + other + '\0';
}

class Catalogue : public testing::Test {
  protected:
    Catalogue() {
        std::string name = (std::filesystem::temp_directory_path() / "thaw-mo-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        folder_ = name;
    }
    ~Catalogue() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& language, const std::string& bytes) const {
        const auto folder = std::filesystem::path(folder_) / language / "LC_MESSAGES";
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "thawscope.mo", std::ios::binary) << bytes;
    }
    std::string found(const std::string& language, const std::string& english) const {
        return MessageCatalogue::of(folder_, language, "thawscope").find(english);
    }
    std::string folder_;
};

TEST_F(Catalogue, is_read_and_falls_back_to_english) {
    write("ja", one_sentence("Steps", "ステップ"));
    EXPECT_EQ(found("ja", "Steps"), "ステップ");
    EXPECT_EQ(found("ja", "Runs"), "Runs");
    EXPECT_EQ(found("en", "Steps"), "Steps");
    EXPECT_EQ(found("fr", "Steps"), "Steps"); // there is none
}

TEST_F(Catalogue, survives_any_file) {
    const std::string sound = one_sentence("Steps", "ステップ");
    for (std::size_t length = 0; length < sound.size(); ++length) {
        const std::string language = "l" + std::to_string(length); // each is read once
        write(language, sound.substr(0, length));
        found(language, "Steps");
    }
    write("bad", std::string(200, '\xff'));
    EXPECT_EQ(found("bad", "Steps"), "Steps");
}

// The language that use_language() takes from these variables; the process' own is put back.
class UsersLanguage : public Catalogue {
  protected:
    UsersLanguage() {
        for (const char* name : names)
            before_.emplace_back(std::getenv(name) == nullptr ? "" : std::getenv(name));
        write("ja", one_sentence("Steps", "ステップ"));
        write("pt_BR", one_sentence("Steps", "Passos"));
    }
    ~UsersLanguage() override {
        use(before_);
        use_language("");
    }
    void use(const std::vector<std::string>& values) const {
        for (std::size_t i = 0; i < names.size(); ++i)
            setenv(names[i], values[i].c_str(), 1);
        use_language(folder_);
    }
    static constexpr std::array names = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    std::vector<std::string> before_;
};

TEST_F(UsersLanguage, needs_no_installed_locale) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"", "", "", ""}, "Steps"},
        {{"ja", "C.UTF-8", "", ""}, "ステップ"},
        {{"fr:ja:en", "", "", "C"}, "ステップ"},
        {{"en:ja", "", "", "ja_JP.UTF-8"}, "Steps"},
        {{"", "", "", "ja_JP.UTF-8"}, "ステップ"},
        {{"", "", "C", "ja_JP.UTF-8"}, "Steps"},
        {{"", "C.UTF-8", "ja_JP", "ja_JP.UTF-8"}, "Steps"},
        {{"", "", "pt_BR.UTF-8@x", ""}, "Passos"},
        {{"pt", "", "", ""}, "Steps"}, // as gettext: another country's is not taken
        {{"::", "", "", ""}, "Steps"},
    };
    for (const auto& [variables, steps] : cases) {
        use(variables);
        EXPECT_EQ(tr("Steps"), steps) << testing::PrintToString(variables);
    }
}

TEST(LanguageScope, english_is_english_and_scopes_nest) {
    const std::string before = tr("Steps");
    {
        const LanguageScope outer("en");
        EXPECT_EQ(tr("Steps"), "Steps");
        {
            const LanguageScope inner(""); // no change
            EXPECT_EQ(tr("Steps"), "Steps");
        }
        EXPECT_EQ(tr("Steps"), "Steps");
    }
    EXPECT_EQ(tr("Steps"), before);
}

} // namespace
} // namespace thaw
