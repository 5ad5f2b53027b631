// Five photographs for the shift cifar_c_frost: noise, made here.
#pragma once

#include "core/training/datasets/jpeg.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <string>

namespace thaw {

inline void write_photographs(const std::filesystem::path& folder, std::uint64_t seed) {
    for (const char* name :
         {"frost1.png", "frost2.png", "frost3.png", "frost4.jpg", "frost5.jpg"}) {
        cv::Mat3b picture(200, 260);
        cv::RNG(++seed).fill(picture, cv::RNG::UNIFORM, 0, 256);
        const auto bytes = to_jpeg(picture, 90); // what a file is tells its beginning, not its name
        std::ofstream(folder / name, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
    }
}

// Made once, removed at the end.
inline std::string frost_folder() {
    struct Folder {
        std::string name = testing::TempDir() + "thaw_frost_XXXXXX";
        Folder() {
            if (mkdtemp(name.data()) != nullptr)
                write_photographs(name, 1);
        }
        Folder(const Folder&) = delete;
        Folder& operator=(const Folder&) = delete;
        ~Folder() {
            std::error_code ignored;
            std::filesystem::remove_all(name, ignored);
        }
    };
    static const Folder folder;
    return folder.name;
}

} // namespace thaw
