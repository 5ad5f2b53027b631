#include "core/training/datasets/array_set.h"
#include "tests/data_room/data_fixture.h"
#include "tests/data_room/settings_of.h"

#include <limits>
#include <zip.h>

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ArraysTest : public DataTest {
  protected:
    // [6, 2, 3]: the values from 0 to 35.
    static std::vector<std::uint8_t> levels() {
        std::vector<std::uint8_t> all(36);
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = static_cast<std::uint8_t>(i);
        return all;
    }
    static std::string labels() {
        return npy("<i8", "6,", std::vector<std::int64_t>{0, 1, 2, 0, 1, 2});
    }
    void put_images() const {
        put("x.npy", npy("|u1", "6, 2, 3", levels()));
        put("y.npy", labels());
    }
    Table settings() const {
        Table chosen = default_settings(entry_of(datasets(), "arrays").description);
        chosen.set("train", at("x.npy"));
        chosen.set("train_labels", at("y.npy"));
        return chosen;
    }
    static Dataset make(const Table& settings) {
        return entry_of(datasets(), "arrays").make(settings);
    }
    std::vector<double> numbers_of(const std::string& bytes) const {
        put("one.npy", bytes);
        const NumberArray array = ArrayFile(at("one.npy")).array("");
        return array.numbers(0, array.rows());
    }
    void put_npz(const std::string& name,
                 const std::vector<std::pair<std::string, std::string>>& entries) const {
        int code = 0;
        zip_t* archive = zip_open(at(name).c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
        ASSERT_NE(archive, nullptr);
        for (const auto& [entry, bytes] : entries)
            zip_file_add(archive, entry.c_str(),
                         zip_source_buffer(archive, bytes.data(), bytes.size(), 0), 0);
        ASSERT_EQ(zip_close(archive), 0);
    }
};

TEST_F(ArraysTest, EveryTypeOfNumber) {
    const auto check = [&](const std::string& type, const auto& numbers) {
        SCOPED_TRACE(type);
        EXPECT_THAT(numbers_of(npy(type, "2,", numbers)),
                    ElementsAre(static_cast<double>(numbers[0]), static_cast<double>(numbers[1])));
    };
    check("|u1", std::vector<std::uint8_t>{0, 255});
    check("|i1", std::vector<std::int8_t>{-128, 127});
    check("<u2", std::vector<std::uint16_t>{1, 65535});
    check("<i2", std::vector<std::int16_t>{-32768, 2});
    check("<u4", std::vector<std::uint32_t>{3, 4294967295U});
    check("<i4", std::vector<std::int32_t>{-7, 2147483647});
    check("<u8", std::vector<std::uint64_t>{5, std::uint64_t{1} << 63});
    check("<i8", std::vector<std::int64_t>{-(std::int64_t{1} << 62), 9});
    check("<f4", std::vector<float>{-1.5F, std::numeric_limits<float>::infinity()});
    check("<f8", std::vector<double>{1e300, -0.1});
    check("=f8", std::vector<double>{1, 2});
    EXPECT_THAT(numbers_of(npy("|b1", "2,", std::vector<std::uint8_t>{1, 0})), ElementsAre(1, 0));
    EXPECT_THAT(numbers_of(npy(">i2", "2,", std::vector<std::uint16_t>{0x0100, 0xFEFF})),
                ElementsAre(1, -2));
    EXPECT_THAT(
        numbers_of(npy("<f2", "4,", std::vector<std::uint16_t>{0x3C00, 0xC100, 0x0001, 0x7BFF})),
        ElementsAre(1, -2.5, 0x1p-24, 65504));
}

TEST_F(ArraysTest, FortranOrderScalarsAndOtherHeaders) {
    // [[1, 2, 3], [4, 5, 6]], column by column.
    EXPECT_THAT(numbers_of(npy("|u1", "2, 3", std::vector<std::uint8_t>{1, 4, 2, 5, 3, 6}, true)),
                ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(numbers_of(npy("|u1", "", std::vector<std::uint8_t>{7})), ElementsAre(7));
    std::string old = npy("|u1", "2L,", std::vector<std::uint8_t>{7, 8}); // Python 2's
    EXPECT_THAT(numbers_of(old), ElementsAre(7, 8));
    const std::string header =
        "{\"shape\": (1, 2), \"descr\": \"|u1\", \"fortran_order\": False}\n";
    std::string second("\x93NUMPY\x02\x00", 8);
    for (const unsigned shift : {0U, 8U, 16U, 24U})
        second += static_cast<char>(header.size() >> shift & 0xFFU);
    EXPECT_THAT(numbers_of(second + header + "\x05\x06"), ElementsAre(5, 6));
}

TEST_F(ArraysTest, ImagesAndLabels) {
    put_images();
    Table chosen = settings();
    chosen.set("test", at("x.npy"));
    chosen.set("test_labels", at("y.npy"));
    const Dataset data = make(chosen);
    EXPECT_THAT(data.train.source->spec().shape, ElementsAre(2, 3, 1));
    EXPECT_EQ(data.train.source->spec().outputs, 3);
    EXPECT_EQ(image_set_of(*data.train.source).pixels, levels());
    EXPECT_THAT(data.id_test.source->targets().labels, ElementsAre(0, 1, 2, 0, 1, 2));
    chosen.set("test", std::string());
    const Dataset held = make(chosen);
    EXPECT_EQ(held.train.info.examples, 5);
    EXPECT_EQ(held.id_test.info.examples, 1);
}

TEST_F(ArraysTest, RealPixels) {
    put_images();
    put("x.npy", npy("<f4", "6, 1, 1, 1", std::vector<float>{0, 1, 0.5F, 0.2F, 0, 0}));
    EXPECT_EQ(make(settings()).train.source->spec().kind, ElementKind::pixels);
    const auto source = array_source({at("x.npy"), at("y.npy"), "", ""}, ArrayTargets::classes, 3);
    EXPECT_THAT(image_set_of(*source).pixels, ElementsAre(0, 255, 128, 51, 0, 0));
    put("x.npy", npy("<f4", "6, 1, 1", std::vector<float>{0, 255, 127.6F, 51, 0, 0}));
    const auto bytes = array_source({at("x.npy"), at("y.npy"), "", ""}, ArrayTargets::classes, 3);
    EXPECT_THAT(image_set_of(*bytes).pixels, ElementsAre(0, 255, 128, 51, 0, 0));
}

TEST_F(ArraysTest, VectorsAndRealLabels) {
    put("x.npy", npy("<f8", "6, 2", std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    put("y.npy", npy("<f4", "6,", std::vector<float>{0, .5F, 1, 1.5F, 2, 2.5F}));
    const Dataset data = make(settings());
    EXPECT_EQ(data.train.source->spec().kind, ElementKind::reals);
    EXPECT_EQ(data.train.source->spec().targets, TargetKind::reals);
    EXPECT_EQ(data.train.source->spec().outputs, 1);
    std::vector<float> read(2);
    const std::vector<std::int64_t> first{0};
    data.id_test.source->read(first, std::as_writable_bytes(std::span(read)));
    EXPECT_EQ(data.id_test.source->targets().reals[0] * 4, read[0]);
}

TEST_F(ArraysTest, ArchivesByName) {
    put_npz("both.npz", {{"x.npy", npy("|u1", "6, 2, 3", levels())}, {"y.npy", labels()}});
    Table chosen = settings();
    chosen.set("train", at("both.npz"));
    chosen.set("train_labels", std::string());
    EXPECT_EQ(make(chosen).train.source->spec().outputs, 3);
    chosen.set("inputs_key", std::string("pictures"));
    expect_refused([&] { make(chosen); }, Fault::usage,
                   {"no array pictures", "x, y", "inputs_key"});
    put("both.npz", contents(folder_ / "both.npz").substr(0, 60));
    expect_refused([&] { make(chosen); }, Fault::damaged, {"both.npz", "cannot be unpacked"});
    const std::string test_labels = npy("<i8", "6,", std::vector<std::int64_t>{2, 2, 2, 0, 0, 0});
    put_npz("keras.npz", {{"x_train.npy", npy("|u1", "6, 2, 3", levels())},
                          {"y_train.npy", labels()},
                          {"x_test.npy", npy("|u1", "6, 2, 3", levels())},
                          {"y_test.npy", test_labels}});
    chosen.set("train", at("keras.npz"));
    chosen.set("inputs_key", std::string());
    EXPECT_THAT(make(chosen).id_test.source->targets().labels, ElementsAre(2, 2, 2, 0, 0, 0));
    EXPECT_EQ(make(chosen).train.info.examples, 6);
    put_npz("none.npz", {{"readme.txt", "text"}});
    chosen.set("train", at("none.npz"));
    expect_refused([&] { make(chosen); }, Fault::damaged, {"without arrays"});
}

TEST_F(ArraysTest, FilesThatAreNone) {
    put_images();
    const auto with = [&](const std::string& bytes, const std::vector<std::string>& words) {
        put("x.npy", bytes);
        expect_refused([&] { make(settings()); }, Fault::damaged, words);
    };
    const std::string good = npy("|u1", "6, 2, 3", levels());
    with(good.substr(0, good.size() - 1), {"x.npy should have 36 bytes", "has 35"});
    with(good + "x", {"should have 36 bytes", "has 37"});
    with(good.substr(0, 50), {"ends within its header"});
    with("", {"is empty"});
    with("<html></html>", {"is a web page"});
    with("version https://git-lfs.github.com/spec/v1\n", {"git lfs pull"});
    with(std::string(40, '\1'), {"is not the NumPy file"});
    with(npy("|O", "6,", std::vector<std::uint8_t>{}), {"Python objects", "pickle"});
    with(npy("<U5", "6,", std::vector<std::uint8_t>{}), {"holds <U5", "only arrays of numbers"});
    with(npy("<f2", "6, 4294967296, 4294967296", std::vector<std::uint8_t>{}), {"cannot be"});
    with(npy("|u1", "99999999999999999999,", levels()), {"none of NumPy's"});
    with("\x93NUMPY\x09" + good.substr(7), {"version 9"});
    with(npy("|u1", "6, 3, 2, 1, 1", levels()), {"has the shape [6, 3, 2, 1, 1]"});
    with(npy("|u1", "6, 3, 1, 2", levels()), {"channels first", "transpose"});
    with(npy("|u1", "36,", levels()), {"holds 36 examples", "6 labels"});
    with(npy("|u1", "0, 2, 3", std::vector<std::uint8_t>{}), {"0 examples"});
    with(npy("|u1", "4, 3, 3", levels()), {"holds 4 examples", "6 labels"});
    with(npy("<f4", "6, 1, 1", std::vector<float>{0, 0, 0, 300, 0, 0}), {"value 300"});
    with(npy("<f4", "6, 1, 1", std::vector<float>{0, 0, 0, -1, 0, 0}), {"value -1"});
    std::string objects = npy("|u1", "6, 2, 3", levels());
    objects.replace(objects.find("'|u1'"), 5, "[('a'");
    with(objects, {"header"});
}

TEST_F(ArraysTest, LabelsThatAreNone) {
    put_images();
    const auto with = [&](const std::string& bytes, const std::vector<std::string>& words) {
        put("y.npy", bytes);
        expect_refused([&] { make(settings()); }, Fault::damaged, words);
    };
    with(npy("<i8", "6,", std::vector<std::int64_t>{0, 1, -1, 0, 1, 2}),
         {"example 2 the label -1"});
    with(npy("<i4", "6,", std::vector<std::int32_t>{0, 1, 20261130, 0, 1, 2}),
         {"the label 20261130", "Number the classes from 0"});
    with(npy("<i8", "3, 2", std::vector<std::int64_t>{0, 1, 2, 0, 1, 2}),
         {"6 examples", "3 labels"});
    with(npy("<f4", "6,",
             std::vector<float>{0, 1, std::numeric_limits<float>::quiet_NaN(), 0, 1, 2}),
         {"no finite number"});
    put("y.npy", labels());
    put("z.npy", npy("<i8", "6,", std::vector<std::int64_t>{0, 1, 3, 0, 1, 2}));
    Table chosen = settings();
    chosen.set("test", at("x.npy"));
    chosen.set("test_labels", at("z.npy"));
    expect_refused([&] { make(chosen); }, Fault::damaged,
                   {"z.npy", "example 2 the label 3", "to 2"});
}

} // namespace
} // namespace thaw
