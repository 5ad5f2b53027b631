// An empty folder for each test, removed after it, and environment variables that are put back.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <optional>
#include <string>

namespace thaw {

class FolderTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "thaw_data_XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override {
        std::filesystem::remove_all(folder_);
        for (const auto& [variable, value] : before_)
            value ? setenv(variable.c_str(), value->c_str(), 1) : unsetenv(variable.c_str());
    }

    // An empty value unsets the variable.
    void environment(const std::string& variable, const std::string& value) {
        const char* old = std::getenv(variable.c_str());
        before_.emplace(variable, old != nullptr ? std::optional<std::string>(old) : std::nullopt);
        value.empty() ? unsetenv(variable.c_str()) : setenv(variable.c_str(), value.c_str(), 1);
    }

    static std::string contents(const std::filesystem::path& file) {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    static void write(const std::filesystem::path& file, const std::string& bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
    }

    std::filesystem::path folder_;

  private:
    std::map<std::string, std::optional<std::string>> before_;
};

} // namespace thaw
