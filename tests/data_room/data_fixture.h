// Files of data as other people's programs write them.
#pragma once

#include "core/run/error.h"
#include "tests/data_room/folder_fixture.h"

#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

namespace thaw {

// An npy file of version 1 around these numbers; `type` and `shape` as its header has them.
template <class Number>
std::string npy(const std::string& type, const std::string& shape,
                const std::vector<Number>& numbers, bool fortran = false) {
    std::string header = fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': ({}), }}",
                                     type, fortran ? "True" : "False", shape);
    while ((10 + header.size() + 1) % 64 != 0)
        header += ' ';
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size() % 256);
    bytes += static_cast<char>(header.size() / 256);
    bytes += header;
    bytes.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number));
    return bytes;
}

// One record of CIFAR's binary layout: labels, then three planes of one colour each.
inline std::string cifar_record(const std::vector<int>& labels, int red, int green, int blue) {
    std::string record;
    for (const int label : labels)
        record += static_cast<char>(label);
    for (const int level : {red, green, blue})
        record += std::string(1024, static_cast<char>(level));
    return record;
}

class DataTest : public FolderTest {
  protected:
    void SetUp() override {
        FolderTest::SetUp();
        environment("THAW_CACHE", folder_ / "cache");
    }

    void put(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories((folder_ / name).parent_path());
        write(folder_ / name, bytes);
    }
    std::string at(const std::string& name) const { return (folder_ / name).string(); }

    // A picture of one colour; the extension tells its format.
    void put_picture(const std::string& name, int width, int height, const cv::Scalar& rgb) const {
        std::filesystem::create_directories((folder_ / name).parent_path());
        const cv::Mat picture(height, width, CV_8UC3, cv::Scalar(rgb[2], rgb[1], rgb[0]));
        ASSERT_TRUE(cv::imwrite(at(name), picture));
    }

    template <class Make>
    static void expect_refused(const Make& make, Fault fault,
                               const std::vector<std::string>& words) {
        try {
            make();
            ADD_FAILURE() << "no error";
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), fault) << error.what();
            for (const auto& word : words)
                EXPECT_THAT(error.what(), testing::HasSubstr(word));
        }
    }
};

} // namespace thaw
