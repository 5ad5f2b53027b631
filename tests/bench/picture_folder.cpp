#include "tests/bench/picture_folder.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <system_error>
#include <vector>

namespace thaw::bench {

namespace fs = std::filesystem;

namespace {

// Noise of several coarsenesses, one over the other: a file of about an eighth of its pixels'
// bytes.
std::vector<unsigned char> picture(int side, std::int64_t number) {
    cv::RNG random(static_cast<std::uint64_t>(number) + 1);
    cv::Mat sum(side, side, CV_32FC3, cv::Scalar::all(128));
    for (int cells = 4; cells <= side; cells *= 4) {
        cv::Mat coarse(cells, cells, CV_32FC3), fine;
        random.fill(coarse, cv::RNG::NORMAL, 0, 128.0 / cells + 7);
        cv::resize(coarse, fine, {side, side}, 0, 0, cv::INTER_CUBIC);
        sum += fine;
    }
    cv::Mat bytes;
    sum.convertTo(bytes, CV_8UC3);
    std::vector<unsigned char> file;
    cv::imencode(".jpg", bytes, file, {cv::IMWRITE_JPEG_QUALITY, 90});
    return file;
}

} // namespace

void write_pictures(const fs::path& root, const PictureFolder& what) {
    std::vector<std::vector<unsigned char>> files;
    for (std::int64_t i = 0; i < std::min(what.count, what.distinct); ++i)
        files.push_back(picture(what.side, i));
    const auto yesterday = fs::file_time_type::clock::now() - std::chrono::hours(24);
    for (int c = 0; c < what.classes; ++c)
        fs::create_directories(root / std::to_string(c));
    for (std::int64_t i = 0; i < what.count; ++i) {
        const fs::path file =
            root / std::to_string(i % what.classes) / (std::to_string(i) + ".jpg");
        const auto& bytes = files[static_cast<std::size_t>(i) % files.size()];
        std::ofstream(file, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        fs::last_write_time(file, yesterday);
    }
}

ScratchFolder::ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "thaw-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), name);
    path_ = name;
    setenv("THAW_CACHE", (path_ / "cache").c_str(), 1);
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

} // namespace thaw::bench
