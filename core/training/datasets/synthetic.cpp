// Made-up pictures that need no files: for tests, demonstrations and first steps.
//
// A class is a smooth function on the plane: a sum of Gaussian blobs, some of which all classes
// share. An image evaluates its class's function at turned, scaled and shifted positions, with
// one blob of clutter and pixel noise on top. Everything is computed from formulas, so the same
// seed gives the same pictures with every version of every library.
#include "core/run/random.h"
#include "core/training/datasets/dataset.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace thaw {
namespace {

// Positions and widths in units of half the picture's side, the origin in its centre.
struct Blob {
    double x, y, width, height;
};
using Shape = std::array<Blob, 8>;

constexpr std::size_t shared_blobs = 3;

Blob random_blob(Random& random, double lowest, double highest) {
    const double angle = random.uniform(0, 2 * std::numbers::pi);
    const double distance = 0.7 * std::sqrt(random.uniform()); // uniform in a disc
    return {distance * std::cos(angle), distance * std::sin(angle), random.uniform(0.12, 0.26),
            random.uniform(lowest, highest)};
}

std::vector<Shape> class_shapes(int classes, std::uint64_t seed) {
    Random common(seed, "synthetic_common");
    Shape shape{};
    for (auto& blob : shape)
        blob = random_blob(common, 0.5, 0.9);
    std::vector<Shape> shapes(static_cast<std::size_t>(classes), shape);
    for (std::size_t c = 0; c < shapes.size(); ++c) {
        Random own(seed, "synthetic_class", c);
        for (std::size_t i = shared_blobs; i < shape.size(); ++i)
            shapes[c][i] = i % 3 == 2 ? random_blob(own, -0.9, -0.5) : random_blob(own, 0.4, 0.8);
    }
    return shapes;
}

double height_at(const Blob& blob, double x, double y) {
    const double dx = x - blob.x;
    const double dy = y - blob.y;
    return blob.height * std::exp(-(dx * dx + dy * dy) / (2 * blob.width * blob.width));
}

void draw(std::span<std::uint8_t> pixels, std::int64_t size, const Shape& shape, double noise,
          Random& random) {
    const double angle = 0.15 * random.normal();
    const double zoom = random.uniform(0.85, 1.15);
    const double shift_x = random.uniform(-0.12, 0.12);
    const double shift_y = random.uniform(-0.12, 0.12);
    const double contrast = random.uniform(0.5, 1);
    const Blob clutter = random_blob(random, 0.2, 0.6);
    const double cosine = std::cos(angle) / zoom;
    const double sine = std::sin(angle) / zoom;
    const double half = static_cast<double>(size) / 2;

    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const std::size_t row = i / static_cast<std::size_t>(size);
        const std::size_t column = i % static_cast<std::size_t>(size);
        const double x = (static_cast<double>(column) + 0.5) / half - 1 - shift_x;
        const double y = (static_cast<double>(row) + 0.5) / half - 1 - shift_y;
        const double turned_x = cosine * x - sine * y;
        const double turned_y = sine * x + cosine * y;
        double value = height_at(clutter, x, y);
        for (const auto& blob : shape)
            value += height_at(blob, turned_x, turned_y);
        value = std::clamp(contrast * value, 0.0, 1.0) + noise * random.normal();
        pixels[i] = static_cast<std::uint8_t>(std::floor(255 * std::clamp(value, 0.0, 1.0) + 0.5));
    }
}

// Image i is of class i mod `classes`: every beginning of the set is balanced.
ImageSet make_split(const Table& settings, const char* examples, const char* stream) {
    const auto seed = static_cast<std::uint64_t>(settings.integer("seed"));
    const std::int64_t size = settings.integer("size");
    const std::int64_t count = settings.integer(examples);
    const auto classes = static_cast<int>(settings.integer("classes"));
    const auto shapes = class_shapes(classes, seed);

    ImageSet set{count, size, size, classes};
    set.pixels.resize(static_cast<std::size_t>(count * size * size));
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        const std::size_t label = i % shapes.size();
        const auto area = static_cast<std::size_t>(size * size);
        Random random(seed, stream, i);
        draw(std::span(set.pixels).subspan(i * area, area), size, shapes[label],
             settings.real("noise"), random);
        set.labels.push_back(static_cast<std::int32_t>(label));
    }
    set.digest = digest_of(set);
    return set;
}

Dataset make(const Table& settings) {
    return dataset_of("synthetic", make_split(settings, "train_examples", "synthetic_train"),
                      make_split(settings, "test_examples", "synthetic_test"));
}

} // namespace

CatalogueEntry<MakeDataset> dataset_synthetic() {
    return {{.id = "synthetic",
             .label = translatable("Synthetic blobs"),
             .help = translatable("Pictures made from formulas; no file is needed. A class is a "
                                  "pattern of eight smooth blobs, three of which all classes "
                                  "share; each picture turns, scales and shifts its pattern a "
                                  "little and adds a stray blob and noise. For tests and first "
                                  "steps, not for conclusions about real data."),
             .parameters =
                 {{.key = "train_examples",
                   .fallback = std::int64_t{2000},
                   .label = translatable("Training images"),
                   .help = translatable("How many training images are made."),
                   .minimum = 1,
                   .maximum = 1'000'000},
                  {.key = "test_examples",
                   .fallback = std::int64_t{1000},
                   .label = translatable("Test images"),
                   .help = translatable("How many test images are made."),
                   .minimum = 1,
                   .maximum = 1'000'000},
                  {.key = "classes",
                   .fallback = std::int64_t{10},
                   .label = translatable("Classes"),
                   .help = translatable("How many kinds of picture there are, equally often."),
                   .minimum = 2,
                   .maximum = 10},
                  {.key = "size",
                   .fallback = std::int64_t{28},
                   .label = translatable("Side length"),
                   .help = translatable("Height and width of a picture in pixels."),
                   .unit = "px",
                   .minimum = 8,
                   .maximum = 128},
                  {.key = "noise",
                   .fallback = 0.15,
                   .label = translatable("Pixel noise"),
                   .help = translatable("Standard deviation of the Gaussian noise on every pixel, "
                                        "where black is 0 and white is 1."),
                   .minimum = 0,
                   .maximum = 1},
                  {.key = "seed",
                   .fallback = std::int64_t{0},
                   .label = translatable("Data seed"),
                   .help = translatable("Chooses the patterns and every picture."),
                   .minimum = 0}}},
            {make}};
}

} // namespace thaw
