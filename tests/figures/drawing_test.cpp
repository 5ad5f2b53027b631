// From files to a figure: what becomes of those that cannot be read.
#include "core/figures/figure_drawing.h"
#include "core/run/error.h"
#include "tests/figures/figure_runs.h"

#include <fstream>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Folder {
    Folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "thaw-figures-XXXXXX").string();
        path = mkdtemp(name.data());
        for (const char* file : {"a.thaw.h5", "b.thaw.h5", "c.thaw.h5"})
            std::ofstream(path / file) << "x";
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path path;
};

// All but `sound` are damaged.
SharedRun load(const std::filesystem::path& file, const std::string& sound) {
    if (file.filename() != sound)
        throw damaged("{}: row 5 does not match its checksum", file.filename().string());
    return test::figure_run(1, 25);
}

FigureDrawing drawing(const Folder& folder, const std::string& where, const std::string& sound) {
    const FigureDocument document =
        parse_figure("[[runs]]\nfiles = \"*.thaw.h5\"\n" + where +
                         "[[panels]]\nkind = \"curves\"\nseries = [\"fisher_trace\"]\n",
                     "figure.toml");
    return draw_document(document, folder.path,
                         [&](const std::filesystem::path& file) { return load(file, sound); });
}

std::string refusal(const Folder& folder, const std::string& where, const std::string& sound) {
    try {
        drawing(folder, where, sound);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::damaged);
        return error.what();
    }
    ADD_FAILURE() << "nothing was refused";
    return {};
}

TEST(FigureDrawing, says_which_files_are_damaged_where_none_is_left) {
    const Folder folder;
    EXPECT_THAT(refusal(folder, "", "none"),
                AllOf(HasSubstr("none of the 3 run files can be read"),
                      HasSubstr("a.thaw.h5: row 5 does not match its checksum"),
                      HasSubstr("b.thaw.h5: row 5"), HasSubstr("c.thaw.h5: row 5")));
    EXPECT_THAT(refusal(folder, "where = \"stop_step > 5000\"\n", "none"), Not(HasSubstr("where")))
        << "no condition was asked of what could not be read";
    EXPECT_THAT(refusal(folder, "where = \"stop_step > 5000\"\n", "b.thaw.h5"),
                AllOf(HasSubstr("2 of 3 run files cannot be read"), HasSubstr("a.thaw.h5: row 5"),
                      Not(HasSubstr("b.thaw.h5")), HasSubstr("where in [[runs]]")));
}

TEST(FigureDrawing, draws_what_can_be_read_and_tells_of_the_rest) {
    const Folder folder;
    const FigureDrawing made = drawing(folder, "", "b.thaw.h5");
    EXPECT_EQ(made.data.panels[0].curves.size(), 1U);
    EXPECT_THAT(made.warnings, testing::Contains(HasSubstr("c.thaw.h5: row 5")));
}

} // namespace
} // namespace thaw
