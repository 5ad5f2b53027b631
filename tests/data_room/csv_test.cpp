#include "core/training/data/table_file.h"
#include "tests/data_room/data_fixture.h"
#include "tests/data_room/settings_of.h"

namespace thaw {
namespace {

using testing::ElementsAre;

class CsvTest : public DataTest {
  protected:
    CsvTable table(const std::string& bytes, char separator = ',') const {
        put("t.csv", bytes);
        return read_table(folder_ / "t.csv", separator);
    }
    Table settings() const {
        Table chosen = default_settings(entry_of(datasets(), "csv").description);
        chosen.set("path", at("t.csv"));
        return chosen;
    }
    static Dataset make(const Table& settings) {
        return entry_of(datasets(), "csv").make(settings);
    }
};

TEST_F(CsvTest, QuotesLinesAndMarks) {
    const CsvTable read = table("\xEF\xBB\xBF"
                                "name,text\r\n\r\na,\"one \"\"quoted\"\"\n, line\"\r\n b ,\n\"c\","
                                "x\xE2\x80\xA8y");
    EXPECT_THAT(read.columns, ElementsAre("name", "text"));
    ASSERT_EQ(read.rows.size(), 3U);
    EXPECT_THAT(read.rows[0].fields, ElementsAre("a", "one \"quoted\"\n, line"));
    EXPECT_THAT(read.rows[1].fields, ElementsAre(" b ", ""));
    EXPECT_THAT(read.rows[2].fields, ElementsAre("c", "x\xE2\x80\xA8y"));
    EXPECT_EQ(read.rows[0].line, 3);
    EXPECT_EQ(read.rows[1].line, 5);
    EXPECT_EQ(read.rows[2].line, 6);
    EXPECT_EQ(table("a,b\r1,2\r3,4\n").rows[1].line, 1); // an end of line is a line feed
    EXPECT_THAT(table("a\tb\n1\t2,3\n", '\t').rows[0].fields, ElementsAre("1", "2,3"));
}

TEST_F(CsvTest, TablesThatAreNone) {
    const auto with = [&](const std::string& bytes, const std::vector<std::string>& words) {
        expect_refused([&] { table(bytes); }, Fault::damaged, words);
    };
    with("", {"t.csv is empty"});
    with("a,b\n", {"no rows"});
    with("a,a\n1,2\n", {"two columns 'a'"});
    with("a,b\n1,2\n3\n", {"line 3", "1 fields", "2 columns"});
    with("a,b\n1,2\n\"3\n4\n", {"line 3", "never closed"});
    with("a,b\n1,2\n3,4\"5\"\n", {"line 3", "within a field"});
    with("<!doctype html><html>", {"is a web page"});
    with("version https://git-lfs.github.com/spec/v1\n", {"git lfs pull"});
    with(std::string("PK\3\4\0\0", 6), {"an archive (zip)"});
    expect_refused([&] { read_table(folder_ / "none.csv", ','); }, Fault::failure, {"none.csv"});
}

TEST_F(CsvTest, NumbersWithDomains) {
    put("t.csv", "y,a,where,b\n"
                 "dog,1,home,2\ncat,3,home,4\ncat,5,away,6\ndog,7,home,8\ncat,-1e1,home,.5\n");
    Table chosen = settings();
    chosen.set("label", std::string("y"));
    chosen.set("columns", std::string("b, a"));
    chosen.set("domain", std::string("where"));
    chosen.set("train_domains", std::string("home"));
    chosen.set("holdout", 0.25);
    const Dataset data = make(chosen);
    EXPECT_EQ(data.train.info.examples, 3);
    EXPECT_EQ(data.id_test.info.examples, 1);
    EXPECT_THAT(data.train.source->spec().classes, ElementsAre("cat", "dog"));
    ASSERT_EQ(data.others.size(), 1U);
    EXPECT_EQ(data.others[0].info.name, "away");
    EXPECT_EQ(data.others[0].info.domain, "away");
    EXPECT_THAT(data.others[0].source->targets().labels, ElementsAre(0));
    std::vector<float> numbers(2);
    const std::vector<std::int64_t> first{0};
    data.others[0].source->read(first, std::as_writable_bytes(std::span(numbers)));
    EXPECT_THAT(numbers, ElementsAre(6, 5));
    const auto planned = entry_of(datasets(), "csv").make.others(chosen);
    ASSERT_EQ(planned.size(), 1U);
    EXPECT_EQ(planned[0].name, "away");
}

// As WILDS' tables are: a split word for each row, paths of pictures.
TEST_F(CsvTest, PicturesWithSplits) {
    for (int i = 0; i < 6; ++i)
        put_picture(fmt::format("images/{}.png", i), 4, 4, {double(10 * i), 0, 0});
    put("t.csv", ",filename,y,split\n0,0.png,7,train\n1,1.png,11,train\n2,2.png,7,id_test\n"
                 "3,3.png,11,val\n4,4.png,7,test\n5,5.png,11,test\n");
    Table chosen = settings();
    chosen.set("label", std::string("y"));
    chosen.set("file", std::string("filename"));
    chosen.set("folder", at("images"));
    chosen.set("split", std::string("split"));
    const Dataset data = make(chosen);
    EXPECT_EQ(data.train.info.examples, 2);
    EXPECT_EQ(data.id_test.info.examples, 1);
    EXPECT_THAT(data.train.source->spec().classes, ElementsAre("7", "11")); // as numbers
    ASSERT_EQ(data.others.size(), 2U);
    EXPECT_EQ(data.others[0].info.name, "val");
    EXPECT_EQ(data.others[0].info.role, SplitRole::validation);
    EXPECT_EQ(data.others[1].info.role, SplitRole::ood);
    EXPECT_EQ(image_set_of(*data.others[1].source).image(1)[0], 50);
    EXPECT_THAT(data.others[1].source->targets().labels, ElementsAre(0, 1));
    // One of them cannot be decoded.
    put("images/4.png", "x");
    expect_refused([&] { make(chosen); }, Fault::damaged, {at("images/4.png"), "skip_broken"});
    chosen.set("skip_broken", true);
    const Dataset fewer = make(chosen);
    EXPECT_EQ(image_set_of(*fewer.others[1].source).image(0)[0], 50);
    EXPECT_THAT(fewer.others[1].source->targets().labels, ElementsAre(1));
}

TEST_F(CsvTest, RealTargets) {
    put("t.csv", "a,label\n1,0.5\n2,1.5\n3,2.5\n4,3.5\n5,4.5\n");
    Table chosen = settings();
    chosen.set("columns", std::string("a"));
    chosen.set("targets", std::string("reals"));
    const Dataset data = make(chosen);
    EXPECT_EQ(data.train.source->spec().targets, TargetKind::reals);
    EXPECT_EQ(data.train.source->targets().reals.size(), 4U);
}

TEST_F(CsvTest, WordsAndColumnsThatAreNotThere) {
    put("t.csv", "a,label,split\n1,x,train\n2,y,holdback\n");
    Table chosen = settings();
    const auto made = [&] { make(chosen); };
    expect_refused(made, Fault::usage, {"dataset.file", "dataset.columns"});
    chosen.set("columns", std::string("b"));
    expect_refused(made, Fault::usage, {"no column 'b'", "a, label, split"});
    chosen.set("columns", std::string("a"));
    chosen.set("label", std::string("lable"));
    expect_refused(made, Fault::usage, {"no column 'lable'", "did you mean 'label'"});
    chosen.set("label", std::string("label"));
    chosen.set("split", std::string("split"));
    expect_refused(made, Fault::usage, {"Line 3", "'holdback'", "dataset.train_words"});
    chosen.set("ood_words", std::string("holdback"));
    expect_refused(made, Fault::usage, {"Line 3", "class 'y'", "no training row"});
    chosen.set("train_words", std::string("none"));
    expect_refused(made, Fault::usage, {"'train'"});
    chosen.set("split", std::string());
    chosen.set("train_domains", std::string("x"));
    expect_refused(made, Fault::usage, {"dataset.train_domains", "dataset.domain"});
    chosen.set("train_domains", std::string());
    put("t.csv", "a,label\n1,x\nnan,y\n");
    expect_refused(made, Fault::damaged, {"Line 3", "'nan'", "column a"});
}

} // namespace
} // namespace thaw
