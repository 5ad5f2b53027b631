// Which room may include what, read off the #include lines of the whole project.
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;
using Tree = std::map<std::string, Names>; // what each source includes

struct Rule {
    std::string room;
    bool only; // these and nothing else; otherwise: none of these
    std::set<std::string> kinds;
};

const std::vector<Rule> rules{
    {"core/run/", true, {"standard", "posix", "fmt", "toml++", "openssl", "core/run"}},
    {"core/compare/", true, {"standard", "fmt", "boost", "core/run", "core/compare"}},
    {"core/sweep/", true, {"standard", "fmt", "toml++", "core/run", "core/compare", "core/sweep"}},
    {"core/figures/",
     true,
     {"standard", "posix", "fmt", "toml++", "core/run", "core/compare", "core/figures"}},
    {"core/storage/",
     false,
     {"torch", "opencv", "qt", "core/figures", "core/training", "app", "widgets"}},
    {"core/training/",
     false,
     {"hdf5", "qt", "core/compare", "core/figures", "core/storage", "app", "widgets"}},
    {"core/training/datasets/", false, {"torch"}},
    {"core/training/shifts/", false, {"torch"}},
    {"core/training/splits/", false, {"torch"}},
    {"widgets/", false, {"core/training", "core/storage", "torch", "hdf5", "opencv", "app"}},
};

// What users of a room include: nothing heavy comes in with it, however deep.
const std::vector<Rule> faces{
    {"core/training/training.h", false, {"torch", "hdf5"}},
    {"core/storage/storage.h", false, {"torch", "hdf5"}},
};

const std::set<std::string> drawers{"utils", "common", "helpers", "misc"};

const std::vector<std::pair<std::string, std::string>> kinds_by_beginning{
    {"torch/", "torch"},
    {"ATen/", "torch"},
    {"c10/", "torch"},
    {"opencv2/", "opencv"},
    {"hdf5", "hdf5"},
    {"H5", "hdf5"},
    {"fmt/", "fmt"},
    {"boost/", "boost"},
    {"toml++/", "toml++"},
    {"openssl/", "openssl"},
    {"core/run/", "core/run"},
    {"core/compare/", "core/compare"},
    {"core/sweep/", "core/sweep"},
    {"core/figures/", "core/figures"},
    {"core/storage/", "core/storage"},
    {"core/training/", "core/training"},
    {"app/", "app"},
    {"widgets/", "widgets"},
    {"sys/", "posix"},
    {"unistd.h", "posix"},
    {"fcntl.h", "posix"},
    {"sched.h", "posix"},
    {"pwd.h", "posix"},
    {"libintl.h", "posix"},
    {"glob.h", "posix"},
};

std::string kind_of(const std::string& include) {
    for (const auto& [beginning, kind] : kinds_by_beginning)
        if (include.starts_with(beginning))
            return kind;
    const auto upper = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
    if (include.size() > 1 && include[0] == 'Q' && (include[1] == 't' || upper(include[1])))
        return "qt";
    return include.find_first_of("./") == std::string::npos ? "standard" : "other";
}

bool allows(const Rule& rule, const std::string& include) {
    return rule.kinds.contains(kind_of(include)) == rule.only;
}

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

Names includes_of(const std::string& text) {
    static const std::regex line(R"((?:^|\n)[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+))");
    Names found;
    for (std::sregex_iterator match(text.begin(), text.end(), line), end; match != end; ++match)
        found.push_back((*match)[1]);
    return found;
}

void add_reachable(const Tree& tree, const std::string& file, std::set<std::string>& reached) {
    const auto entry = tree.find(file);
    if (entry == tree.end())
        return;
    for (const std::string& include : entry->second)
        if (reached.insert(include).second)
            add_reachable(tree, include, reached);
}

std::set<std::string> reachable(const Tree& tree, const std::string& file) {
    std::set<std::string> reached;
    add_reachable(tree, file, reached);
    return reached;
}

bool ours(const fs::path& top) {
    const std::string name = top.filename();
    return name != ".git" && name != "runs" && !name.starts_with("build");
}

// Reads the sources below `root`; complains of what no file may have.
// Two types of one name link without a word, and one of them gets the other's destructor.
void complain_of_twins(const std::string& path, const std::string& text,
                       std::map<std::string, std::string>& owners, Names& complaints) {
    static const std::regex definition(R"((?:^|\n)(?:class|struct) (\w+)[^;{(]*\{)");
    for (std::sregex_iterator match(text.begin(), text.end(), definition), end; match != end;
         ++match) {
        const auto [owner, first] = owners.emplace((*match)[1], path);
        if (!first)
            complaints.push_back(path + " defines " + owner->first + " like " + owner->second);
    }
}

Tree read_tree(const fs::path& root, Names& complaints) {
    std::map<std::string, std::string> owners; // of the types that headers of the programs define
    const std::string outside = std::string("../") + "shared";
    const std::set<std::string> source_endings{".h", ".cpp", ".def"};
    Tree tree;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
        const std::string path = entry->path().lexically_relative(root);
        if (entry->is_directory()) {
            if (entry.depth() == 0 && !ours(entry->path()))
                entry.disable_recursion_pending();
            if (drawers.contains(entry->path().filename()))
                complaints.push_back(path + " says nothing of what it holds");
            continue;
        }
        const std::string text = contents(entry->path());
        if (text.find(outside) != std::string::npos)
            complaints.push_back(path + " mentions " + outside);
        if (!source_endings.contains(entry->path().extension()))
            continue;
        tree[path] = includes_of(text);
        if (path.ends_with(".h") && !path.starts_with("tests/"))
            complain_of_twins(path, text, owners, complaints);
        // Inside a QObject a bare tr() is Qt's: no catalogue of ours would ever be asked.
        static const std::regex bare_tr(R"((^|[^:\w.])tr\(\s*")");
        if ((path.starts_with("widgets/") && path != "widgets/say.h") ||
            path.starts_with("app/window/"))
            if (std::regex_search(text, bare_tr))
                complaints.push_back(path + " calls tr(), which is Qt's there; use say()");
    }
    return tree;
}

Names complaints_about(const fs::path& root) {
    Names complaints;
    const Tree tree = read_tree(root, complaints);
    for (const auto& [file, includes] : tree) {
        for (const Rule& rule : rules)
            for (const std::string& include : includes)
                if (file.starts_with(rule.room) && !allows(rule, include))
                    complaints.push_back(file + " includes " + include);
        std::set<std::string> kinds;
        for (const std::string& include : reachable(tree, file))
            kinds.insert(kind_of(include));
        if (kinds.contains("qt") && kinds.contains("torch"))
            complaints.push_back(file + " includes both Qt and LibTorch");
    }
    for (const Rule& face : faces)
        for (const std::string& include : reachable(tree, face.room))
            if (!allows(face, include))
                complaints.push_back(face.room + " reaches " + include);
    return complaints;
}

TEST(Layers, hold_in_the_project) {
    ASSERT_TRUE(fs::exists(fs::path(THAW_SOURCE) / "core/storage/storage.h"));
    ASSERT_TRUE(fs::exists(fs::path(THAW_SOURCE) / "core/training/training.h"));
    EXPECT_THAT(complaints_about(THAW_SOURCE), testing::IsEmpty());
}

// A small project in a temporary folder.
class SmallProject {
  public:
    SmallProject() {
        std::string name = (fs::temp_directory_path() / "thaw-layers-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        root_ = name;
    }
    ~SmallProject() {
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }
    SmallProject(const SmallProject&) = delete;
    SmallProject& operator=(const SmallProject&) = delete;

    void write(const std::string& path, const std::string& text) const {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path) << text;
    }
    Names complaints() const { return complaints_about(root_); }

  private:
    fs::path root_;
};

TEST(Layers, a_sound_project_brings_no_complaint) {
    const SmallProject project;
    project.write("core/run/a.cpp", "#include \"core/run/a.h\"\n#include <libintl.h>\n"
                                    "#include <fmt/format.h>\n#include <vector>\n");
    project.write("core/training/training.h", "#include \"core/run/a.h\"\n");
    project.write("core/training/training.cpp", "#include <torch/torch.h>\n");
    project.write("core/storage/hdf5.cpp", "#include <hdf5.h>\n");
    project.write("widgets/window.cpp", "#include <QMainWindow>\n#include \"core/run/a.h\"\n");
    project.write("app/window_main.cpp",
                  "#include \"core/training/training.h\"\n#include <QApplication>\n");
    project.write("build/release/common/note.txt", std::string("../") + "shared");
    EXPECT_THAT(project.complaints(), testing::IsEmpty());
}

struct Fault {
    std::string file;
    std::string include;
    std::string complaint;
};

class BrokenLayers : public testing::TestWithParam<Fault> {};

TEST_P(BrokenLayers, are_found) {
    const SmallProject project;
    project.write("core/training/network.h", "#include <torch/nn.h>\n");
    project.write("core/storage/hdf5.h", "#include <hdf5.h>\n");
    project.write(GetParam().file, "#pragma once\n  #  include <" + GetParam().include + ">\n");
    EXPECT_THAT(project.complaints(),
                testing::Contains(GetParam().file + " " + GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    each, BrokenLayers,
    testing::Values(
        Fault{"core/run/a.h", "nlohmann/json.hpp", "includes nlohmann/json.hpp"},
        Fault{"core/run/a.cpp", "QString", "includes QString"},
        Fault{"core/run/a.cpp", "core/storage/storage.h", "includes core/storage/storage.h"},
        Fault{"core/run/triggers/a.cpp", "app/text.h", "includes app/text.h"},
        Fault{"core/compare/a.cpp", "core/storage/storage.h", "includes core/storage/storage.h"},
        Fault{"core/compare/a.h", "QString", "includes QString"},
        Fault{"core/training/a.h", "core/compare/field.h", "includes core/compare/field.h"},
        Fault{"core/storage/a.cpp", "c10/util/Half.h", "includes c10/util/Half.h"},
        Fault{"core/storage/a.cpp", "opencv2/core.hpp", "includes opencv2/core.hpp"},
        Fault{"core/storage/a.cpp", "QtCore/QFile", "includes QtCore/QFile"},
        Fault{"core/storage/a.cpp", "core/training/metric.h", "includes core/training/metric.h"},
        Fault{"core/training/a.cpp", "hdf5.h", "includes hdf5.h"},
        Fault{"core/training/a.cpp", "core/storage/storage.h", "includes core/storage/storage.h"},
        Fault{"core/training/datasets/a.cpp", "ATen/ATen.h", "includes ATen/ATen.h"},
        Fault{"core/training/shifts/a.h", "torch/types.h", "includes torch/types.h"},
        Fault{"widgets/a.cpp", "core/training/training.h", "includes core/training/training.h"},
        Fault{"widgets/a.cpp", "core/storage/storage.h", "includes core/storage/storage.h"},
        Fault{"core/training/training.h", "core/training/network.h", "reaches torch/nn.h"},
        Fault{"core/storage/storage.h", "core/storage/hdf5.h", "reaches hdf5.h"}));

TEST(Layers, qt_and_libtorch_meet_in_no_file) {
    const SmallProject project;
    project.write("core/training/network.h", "#include <torch/nn.h>\n");
    project.write("app/a.cpp", "#include <QWidget>\n#include \"core/training/network.h\"\n");
    EXPECT_THAT(project.complaints(),
                testing::ElementsAre("app/a.cpp includes both Qt and LibTorch"));
}

TEST(Layers, windows_speak_through_one_catalogue) {
    const SmallProject project;
    project.write("widgets/a.cpp", "auto a = tr(\"Start\");\n");
    project.write("widgets/b.cpp", "auto b = say(\"Start\") + thaw::tr(\"x\"); // tr(F)\n");
    EXPECT_THAT(project.complaints(),
                testing::ElementsAre("widgets/a.cpp calls tr(), which is Qt's there; use say()"));
}

TEST(Layers, a_type_is_defined_once) {
    const SmallProject project;
    project.write("core/storage/a.h", "struct Summary {\n};\nclass Later;\n");
    project.write("widgets/a.h", "class Later;\nclass Summary : public Base {\n};\n");
    const Names complaints = project.complaints();
    ASSERT_EQ(complaints.size(), 1U);
    EXPECT_THAT(complaints.front(), testing::HasSubstr("defines Summary like"));
}

TEST(Layers, a_folder_has_a_telling_name) {
    for (const std::string& name : drawers) {
        const SmallProject project;
        project.write("core/run/" + name + "/a.h", "");
        EXPECT_THAT(project.complaints(),
                    testing::ElementsAre("core/run/" + name + " says nothing of what it holds"));
    }
}

TEST(Layers, the_project_leans_on_nothing_beside_it) {
    const SmallProject project;
    project.write("packaging/a.sh", std::string("ls ../") + "shared/tools\n");
    EXPECT_THAT(project.complaints(),
                testing::ElementsAre(std::string("packaging/a.sh mentions ../") + "shared"));
}

} // namespace
