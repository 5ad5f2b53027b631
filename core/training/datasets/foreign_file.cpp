#include "core/training/datasets/foreign_file.h"

#include "core/run/error.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <zlib.h>

namespace thaw {
namespace {

using namespace std::string_view_literals;

// The first bytes, unpacked if it is gzip; nothing where it cannot be unpacked.
std::optional<std::string> beginning_of(const std::filesystem::path& file) {
    std::string bytes(512, '\0');
    gzFile in = gzopen(file.c_str(), "rb");
    if (in == nullptr)
        return {};
    const int got = gzread(in, bytes.data(), static_cast<unsigned>(bytes.size()));
    int code = Z_OK;
    gzerror(in, &code);
    gzclose(in);
    if (got < 0 || (got == 0 && code != Z_OK))
        return {};
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
}

struct Kind {
    std::string_view beginning;
    const char* name;
};
constexpr std::array archives{Kind{"PK\x03\x04"sv, "zip"},
                              Kind{"PK\x05\x06"sv, "zip"},
                              Kind{"BZh"sv, "bzip2"},
                              Kind{"\xFD\x37zXZ\0"sv, "xz"},
                              Kind{"\x28\xB5\x2F\xFD"sv, "zstd"},
                              Kind{"7z\xBC\xAF\x27\x1C"sv, "7z"},
                              Kind{"Rar!"sv, "rar"}};
constexpr std::array pictures{Kind{"\x89PNG"sv, "PNG"}, Kind{"\xFF\xD8\xFF"sv, "JPEG"},
                              Kind{"GIF8"sv, "GIF"}};
constexpr std::array others{Kind{"\x93NUMPY"sv, "NumPy"}, Kind{"\x89HDF"sv, "HDF5"},
                            Kind{"PAR1"sv, "Parquet"},    Kind{"%PDF"sv, "PDF"},
                            Kind{"\x80\x02"sv, "pickle"}, Kind{"\x80\x03"sv, "pickle"},
                            Kind{"\x80\x04"sv, "pickle"}, Kind{"\x80\x05"sv, "pickle"}};

template <class Kinds>
const char* find(const Kinds& kinds, std::string_view bytes) {
    for (const Kind& kind : kinds)
        if (bytes.starts_with(kind.beginning))
            return kind.name;
    return nullptr;
}

bool is_web_page(std::string text) {
    const auto begin = text.find_first_not_of("\xEF\xBB\xBF \t\r\n"); // a mark of UTF-8 too
    text.erase(0, std::min(begin, text.size()));
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    });
    for (const auto tag : {"<!doctype", "<html", "<head", "<body", "<?xml", "<!--"})
        if (text.starts_with(tag))
            return true;
    return false;
}

bool is_text(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 || c == '\n' || c == '\r' || c == '\t';
    });
}

} // namespace

std::string foreign_file_sentence(const std::filesystem::path& file, const std::string& wanted) {
    const std::string name = file.string();
    const auto beginning = beginning_of(file);
    if (!beginning)
        return {};
    const std::string& bytes = *beginning;
    if (bytes.empty())
        return sentence("{} is empty. Replace it with a fresh copy.", name);
    if (bytes.starts_with("version https://git-lfs"))
        return sentence("{} is a Git LFS pointer that stands for the data and does not hold them. "
                        "Fetch them with `git lfs pull`, or replace it with a fresh copy.",
                        name);
    if (is_web_page(bytes))
        return sentence("{} is a web page, as is sent where a file has moved or needs a login. "
                        "Replace it with a fresh copy from a link that leads to the file itself.",
                        name);
    if (bytes.starts_with("\x1F\x8B"))
        return sentence("{} was compressed with gzip twice. Unpack it once with gunzip, or replace "
                        "it with a fresh copy.",
                        name);
    constexpr std::size_t tar_mark = 257;
    const char* archive = find(archives, bytes);
    if (archive == nullptr && bytes.size() > tar_mark + 5 &&
        bytes.compare(tar_mark, 5, "ustar") == 0)
        archive = "tar";
    if (archive != nullptr)
        return sentence("{} is an archive ({}), not {}. Unpack it and put the file that is in it "
                        "into its place.",
                        name, archive, wanted);
    if (const char* picture = find(pictures, bytes))
        return sentence("{} is a picture ({}), not {}. Replace it with a fresh copy.", name,
                        picture, wanted);
    if (const char* other = find(others, bytes))
        return sentence(
            "{} is a file of another format ({}), not {}. Replace it with a fresh copy.", name,
            other, wanted);
    if (is_text(bytes))
        return sentence("{} is a text, not {}. Replace it with a fresh copy.", name, wanted);
    return {};
}

} // namespace thaw
