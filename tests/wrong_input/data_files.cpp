// Files of images and labels that are not there, broken, or of something else.
#include "tests/wrong_input/wrong_input.h"

#include "core/training/datasets/idx_file.h"
#include "tests/app/program.h"

namespace thaw::test {

namespace {

// FOLDER/mnist is sound: 40 training images of 28 x 28, 20 to test with, of class 3.
const std::string images = "train-images-idx3-ubyte", labels = "train-labels-idx1-ubyte";
const std::string test_labels = "t10k-labels-idx1-ubyte";

WrongInput with_dataset(const std::string& what, const std::string& dataset, Files files, int code,
                        Words where, Words says) {
    WrongInput row = with_options(what, {"--quiet", "--set", "dataset={" + dataset + "}"},
                                  std::move(where), std::move(says));
    row.files = std::move(files);
    row.code = code;
    return row;
}

WrongInput damaged(const std::string& what, const std::string& file, const std::string& bytes,
                   Words says) {
    return with_dataset(what, R"(id="mnist", path="FOLDER/mnist")", {{"mnist/" + file, bytes}}, 3,
                        {"mnist/" + file}, std::move(says));
}

std::string words(std::initializer_list<unsigned> numbers) {
    std::string bytes;
    for (const unsigned x : numbers)
        for (const unsigned shift : {24U, 16U, 8U, 0U})
            bytes += static_cast<char>(x >> shift & 0xFFU);
    return bytes;
}

// 40 labels as gzip, without its last bytes and with one of them changed.
std::string gzipped_labels(std::size_t without_end) {
    const Folder folder;
    write_idx_labels(folder / "labels.gz", std::vector<std::uint8_t>(40, 3));
    std::string bytes = contents(folder / "labels.gz");
    bytes.resize(bytes.size() - without_end);
    return bytes;
}

} // namespace

WrongInputs wrong_data_files() {
    const Words fresh{"Replace it with a fresh copy"};
    const auto and_fresh = [](const std::string& words) {
        return Words{words, "Replace it with a fresh copy"};
    };
    const std::string header = words({0x803, 40, 28, 28});
    std::string changed = gzipped_labels(0);
    changed[changed.size() / 2] ^= 0x55;
    return {
        with_dataset("a folder of data that is not there", R"(id="mnist", path="FOLDER/none")", {},
                     1, {"FOLDER/none", "THAW_DATA", "dataset.path"}, {"MNIST was not found in"}),
        with_dataset("a file as a folder of data", R"(id="mnist", path="FOLDER/file")", {}, 1,
                     {"FOLDER/file", "dataset.path"}, {"MNIST was not found in"}),
        with_dataset("an empty folder of data", R"(id="fashion_mnist", path="FOLDER/folder")", {},
                     1, {"FOLDER/folder", "dataset.path"}, {"Fashion-MNIST was not found in"}),
        with_dataset("half a download", R"(id="mnist", path="FOLDER/folder")",
                     {{"folder/" + images, "x"}, {"folder/" + labels + ".part", "x"}}, 1,
                     {"FOLDER/folder", labels, labels + ".part"},
                     {"lacks the file", "There is", "unpack or rename it"}),
        with_dataset("images without labels", R"(id="mnist", path="FOLDER/folder")",
                     {{"folder/" + images, "x"}}, 1, {"FOLDER/folder", labels},
                     {"lacks the file", "Put it beside the others"}),
        with_dataset("more images than there are",
                     R"(id="mnist", path="FOLDER/mnist", train_examples=41)", {}, 2,
                     {"FOLDER/mnist", "train-images", "41", "40"}, {"Ask for fewer"}),
        with_dataset("more test images than there are",
                     R"(id="mnist", path="FOLDER/mnist", test_examples=21)", {}, 2,
                     {"FOLDER/mnist", "t10k-images", "21", "20"}, {"Ask for fewer"}),
        damaged("an empty file of images", images, "", and_fresh("is empty")),
        damaged("a byte as images", images, std::string(1, '\0'),
                and_fresh("too short to be an idx file")),
        damaged("a web page as images", images, "<!DOCTYPE html><html></html>",
                {"is a web page", "Replace it with a fresh copy"}),
        damaged("a Git LFS pointer as labels", labels, "version https://git-lfs.github.com/spec/v1",
                {"Git LFS pointer", "git lfs pull"}),
        damaged("an archive as images", images, "PK\3\4", {"an archive (zip)", "Unpack it"}),
        damaged("a picture as images", images, "\x89PNG\r\n", and_fresh("is a picture (PNG)")),
        damaged("images that end in their header", images, header.substr(0, 10),
                and_fresh("ends within its header")),
        damaged("a text as images", images, "these are no images at all\n",
                and_fresh("is a text, not an idx file")),
        damaged("labels as images", images, words({0x801, 40}) + std::string(40, '\3'),
                and_fresh("images and labels must not be exchanged")),
        damaged("numbers of another type as images", images, words({0xD03, 40, 28, 28}),
                and_fresh("0x00000d03 instead of 0x00000803")),
        damaged("little-endian images", images, std::string("\3\x08\0\0\x28\0\0\0", 8),
                and_fresh("is not the idx file it should be")),
        damaged("images that are cut off", images, header + std::string(1000, '\0'),
                and_fresh("promises 31360 bytes of data and 1000 are there")),
        damaged("images without data", images, header, and_fresh("and 0 are there")),
        damaged("images and more", images, header + std::string(31361, '\0'),
                and_fresh("is longer than the 31360 bytes")),
        damaged("four thousand million images", images, words({0x803, 0xFFFFFFFF, 28, 28}),
                and_fresh("is cut short")),
        damaged("no images", images, words({0x803, 0, 28, 28}), and_fresh("which cannot be")),
        damaged("images of no height", images, words({0x803, 40, 0, 28}),
                and_fresh("which cannot be")),
        damaged("images of impossible width", images, words({0x803, 1, 1, 0xFFFFFFFF}),
                and_fresh("which cannot be")),
        damaged("fewer labels than images", labels, words({0x801, 39}) + std::string(39, '\3'),
                {"holds 40 images, but", "39 labels", "of one download"}),
        damaged("more labels than images", labels, words({0x801, 41}) + std::string(41, '\3'),
                {"41 labels", "of one download"}),
        damaged("an empty file of labels", labels, "", fresh),
        damaged("labels that are cut off", labels, words({0x801, 40}) + std::string(39, '\3'),
                and_fresh("promises 40 bytes of data and 39 are there")),
        damaged("a label out of range", labels, words({0x801, 40}) + std::string(39, '\3') + "\x0A",
                and_fresh("gives image 39 the label 10, but there are only the 10 classes")),
        damaged("a test label out of range", test_labels,
                words({0x801, 20}) + std::string(20, '\xFF'),
                and_fresh("gives image 0 the label 255")),
        damaged("gzip that is cut off", labels, gzipped_labels(12), fresh),
        damaged("gzip without its checksum", labels, gzipped_labels(4), fresh),
        damaged("gzip that is changed inside", labels, changed, fresh),
        damaged("gzip's first bytes alone", labels, "\x1F\x8B\x08", fresh),
        damaged("images of another size to test with", "t10k-images-idx3-ubyte",
                words({0x803, 20, 14, 14}) + std::string(std::size_t{20} * 14 * 14, '\5'),
                {"28 x 28", "14 x 14", "of one download"}),
    };
}

} // namespace thaw::test
