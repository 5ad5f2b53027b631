// Stars, tags and notes, written by several windows at once.
#include "core/run/error.h"
#include "core/storage/annotation_file.h"
#include "tests/storage/example_run.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace thaw::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(AnnotationFile, KeepsWhatWasNoted) {
    const Folder folder;
    const AnnotationFile file(folder / "deep/annotations.json");
    EXPECT_THAT(file.read(), IsEmpty());
    file.change({"a", "b"}, [](Annotation& one) { one.star = true; });
    file.change({"a"}, [](Annotation& one) {
        one.tags = tags_of(" fog, paper,, fog ");
        one.note = "解凍が早い \"quoted\"\nsecond line";
    });
    const Annotations all = AnnotationFile(folder / "deep/annotations.json").read();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_TRUE(all.at("a").star);
    EXPECT_THAT(all.at("a").tags, ElementsAre("fog", "paper"));
    EXPECT_EQ(all.at("a").note, "解凍が早い \"quoted\"\nsecond line");
    const auto left = file.change({"b"}, [](Annotation& one) { one.star = false; }).all;
    EXPECT_FALSE(left.contains("b")); // nothing is noted about it any more
}

TEST(AnnotationFile, TwoProgramsLoseNothing) {
    const Folder folder;
    const AnnotationFile file(folder / "annotations.json");
    constexpr int each = 40;
    const auto tag = [&](const std::string& who) {
        for (int i = 0; i < each; ++i)
            file.change({"run"},
                        [&](Annotation& one) { one.tags.push_back(who + std::to_string(i)); });
    };
    const pid_t other = fork();
    ASSERT_GE(other, 0);
    if (other == 0) {
        tag("b");
        _exit(0);
    }
    tag("a");
    int status = 0;
    waitpid(other, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(file.read().at("run").tags.size(), 2U * each);
}

TEST(AnnotationFile, TwoThreadsLoseNothing) {
    const Folder folder;
    const AnnotationFile file(folder / "annotations.json");
    constexpr int each = 30;
    const auto count = [&](const std::string& id) {
        for (int i = 0; i < each; ++i)
            file.change({id}, [](Annotation& one) { one.note += "."; });
    };
    std::jthread other([&] { count("b"); });
    count("a");
    other.join();
    EXPECT_EQ(file.read().at("a").note.size(), std::size_t{each});
    EXPECT_EQ(file.read().at("b").note.size(), std::size_t{each});
}

TEST(AnnotationFile, ADamagedOneIsKeptAside) {
    for (const char* damaged : {"{ half", "", "[1]", R"({"version":1,"runs":{"a":{"tags":3}}})"}) {
        const Folder folder;
        write_file(folder / "annotations.json", damaged);
        const AnnotationFile file(folder / "annotations.json");
        EXPECT_THROW(file.read(), Error);
        const auto star = [](Annotation& one) { one.star = true; };
        const NotesChange first = file.change({"a"}, star);
        EXPECT_EQ(read_file(first.set_aside), damaged);
        EXPECT_TRUE(first.all.at("a").star);
        EXPECT_TRUE(file.change({"b"}, star).set_aside.empty());
        EXPECT_EQ(file.read().size(), 2U);
    }
}

// These are sound, for all that is known: they stay, and notes wait.
TEST(AnnotationFile, OneThatCannotBeReadIsLeftAlone) {
    const Folder folder;
    const auto star = [](Annotation& one) { one.star = true; };
    const std::string newer = R"({"format":"thaw-annotations","version":2,"runs":{}})";
    write_file(folder / "newer.json", newer);
    EXPECT_THROW(AnnotationFile(folder / "newer.json").change({"a"}, star), Error);
    EXPECT_EQ(read_file(folder / "newer.json"), newer);
    ASSERT_EQ(mkfifo((folder / "pipe.json").c_str(), 0600), 0);
    fs::create_directory(folder / "folder.json");
    for (const char* name : {"pipe.json", "folder.json"}) { // and nobody waits
        EXPECT_THROW(AnnotationFile(folder / name).read(), Error);
        EXPECT_THROW(AnnotationFile(folder / name).change({"a"}, star), Error);
        EXPECT_TRUE(fs::exists(folder / name));
    }
}

TEST(AnnotationFile, WithoutAHomeThereAreNoNotes) {
    const AnnotationFile none{fs::path()};
    EXPECT_THAT(none.read(), IsEmpty());
    EXPECT_THROW(none.change({"a"}, [](Annotation& one) { one.star = true; }), Error);
}

TEST(AnnotationFile, AFolderThatCannotBeWrittenToIsSaid) {
    const Folder folder;
    write_file(folder / "file", "");
    const AnnotationFile file(folder / "file/annotations.json");
    try {
        file.change({"a"}, [](Annotation& one) { one.star = true; });
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("annotations.json"));
    }
}

TEST(Annotations, AreFacts) {
    auto run = std::make_shared<RunFacts>();
    run->set(Field("run_id"), std::string("a"));
    auto other = std::make_shared<RunFacts>();
    const RunList runs = annotated({run, other}, {{"a", {true, {"x"}, "note"}}});
    EXPECT_EQ(runs[0]->find(Field("star")), Fact(true));
    EXPECT_EQ(annotation_of(*runs[0]), (Annotation{true, {"x"}, "note"}));
    EXPECT_EQ(runs[1], other); // not copied
    EXPECT_FALSE(is_known(run->find(Field("star"))));
}

} // namespace
} // namespace thaw::test
