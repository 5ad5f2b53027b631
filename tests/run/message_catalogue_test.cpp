#include "core/run/language_scope.h"
#include "core/run/message_catalogue.h"
#include "core/run/translate.h"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

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
