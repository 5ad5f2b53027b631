// What reading pictures costs: a folder of JPEGs read, decoded and augmented by the loader, against
// libjpeg-turbo alone that reads and decodes the same files on as many threads. Ratios in one run.
//
//   build/release/bin/bench_decode [--rounds N] [--side PIXELS] [--count FILES] [--threads N]
#include "app/environment.h"
#include "core/run/config.h"
#include "core/training/augmentations/augmented.h"
#include "core/training/data/data_file.h"
#include "core/training/data/folder_source.h"
#include "tests/bench/paired.h"
#include "tests/bench/picture_folder.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <jpeglib.h>
#include <opencv2/core.hpp>
#include <thread>

namespace {

using namespace thaw;
namespace fs = std::filesystem;

struct Options {
    std::int64_t rounds = 7, side = 256, count = 100, threads = 2;
};

// As a program does it that knows that its files are sound.
void decode_alone(const fs::path& file, std::vector<unsigned char>& pixels) {
    const auto bytes = bytes_of(DataFile(file));
    jpeg_decompress_struct decoder{};
    jpeg_error_mgr errors{};
    decoder.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, bytes.data(), bytes.size());
    jpeg_read_header(&decoder, TRUE);
    decoder.out_color_space = JCS_RGB;
    jpeg_start_decompress(&decoder);
    const std::size_t row = std::size_t{3} * decoder.output_width;
    pixels.resize(row * decoder.output_height);
    while (decoder.output_scanline < decoder.output_height) {
        JSAMPROW line = pixels.data() + decoder.output_scanline * row;
        jpeg_read_scanlines(&decoder, &line, 1);
    }
    jpeg_finish_decompress(&decoder);
    jpeg_destroy_decompress(&decoder);
}

constexpr std::size_t epochs = 4; // of one run: long enough that its beginning counts little

void alone(const std::vector<fs::path>& files, std::int64_t threads) {
    std::atomic<std::size_t> next = 0;
    std::vector<std::thread> all;
    for (std::int64_t t = 0; t < threads; ++t)
        all.emplace_back([&] {
            std::vector<unsigned char> pixels;
            for (std::size_t i = next++; i < epochs * files.size(); i = next++)
                decode_alone(files[i % files.size()], pixels);
        });
    for (std::thread& thread : all)
        thread.join();
}

// All examples in batches of 10.
void load(const FolderSource& source, const std::vector<std::string>& words,
          const Options& options) {
    const int side = static_cast<int>(options.side);
    std::vector<Augment> all;
    for (const std::string& id : words) {
        const auto& entry = entry_of(augmentations(), id);
        Table settings;
        for (const Parameter& parameter : entry.description.parameters)
            settings.set(parameter.key, parameter.fallback);
        all.push_back(entry.make(settings, {side, side}));
    }
    constexpr std::int64_t batch = 10;
    const std::int64_t all_of_them = epochs * source.count();
    const auto plan = [&](std::int64_t step) {
        BatchRequest request{step * batch / source.count(), {}};
        for (auto i = step * batch; i < std::min(all_of_them, (step + 1) * batch); ++i)
            request.ids.push_back(i % source.count());
        return request;
    };
    Loader loader(plan, augmented(source, all, {side, side}, 1), source.spec().bytes(),
                  {static_cast<int>(options.threads), std::int64_t{256} << 20U});
    for (std::int64_t step = 0; step * batch < all_of_them; ++step)
        loader.take(step);
}

} // namespace

int main(int count, char** words) {
    settle_environment(words);
    Options options;
    for (int i = 1; i + 1 < count; i += 2)
        for (const auto& [name, target] : {std::pair{"--rounds", &options.rounds},
                                           {"--side", &options.side},
                                           {"--count", &options.count},
                                           {"--threads", &options.threads}})
            if (name == std::string(words[i]))
                *target = std::atol(words[i + 1]);
    cv::setNumThreads(1);
    const bench::ScratchFolder scratch;
    bench::write_pictures(scratch.path() / "pictures",
                          {options.count, static_cast<int>(options.side), 1, options.count});
    std::vector<fs::path> files;
    std::uintmax_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(scratch.path() / "pictures"))
        if (entry.is_regular_file()) {
            files.push_back(entry.path());
            bytes += entry.file_size();
        }
    ExampleSpec spec;
    spec.shape = {options.side, options.side, 3};
    spec.outputs = 2;
    const FolderSource source(files, spec, {std::vector<std::int32_t>(files.size()), {}}, {}, "");
    bench::Paired paired;
    paired.add("libjpeg-turbo alone", [&] { alone(files, options.threads); });
    paired.add("loader", [&] { load(source, {}, options); });
    paired.add("loader, crop", [&] { load(source, {"crop"}, options); });
    paired.add("loader, crop and flip", [&] { load(source, {"crop", "flip"}, options); });
    paired.measure(static_cast<int>(options.rounds));
    paired.print(fmt::format("{} files of {} x {} pixels, {} KB each, {} threads", files.size(),
                             options.side, options.side, bytes / files.size() / 1024,
                             options.threads));
    return 0;
}
