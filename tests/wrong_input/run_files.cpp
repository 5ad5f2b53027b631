// Run files that are no run files, for every command that reads one.
#include "tests/wrong_input/wrong_input.h"

namespace thaw::test {

WrongInputs wrong_run_files() {
    WrongInputs rows;
    const std::vector<std::pair<std::string, Words>> readers = {
        {"run", {"run", "FILE"}},
        {"resume", {"resume", "FILE"}},
        {"fork", {"fork", "FILE", "--at", "5"}},
        {"show", {"show", "FILE"}},
        {"show --config", {"show", "FILE", "--config"}},
        {"export", {"export", "FILE", "--to", "csv"}},
        {"verify", {"verify", "FILE"}},
        {"repair", {"repair", "FILE"}},
        {"compare", {"compare", "FILE"}},
        {"replay", {"replay", "FILE", "--rule", "id=at_step,step=3"}},
    };
    const auto read_by_all = [&](const std::string& what, const std::string& file, int code,
                                 const std::string& words) {
        for (const auto& [name, arguments] : readers) {
            if (name == "repair" && file == "cut.thaw.h5")
                continue; // it does what is asked
            if (name == "run" && file == "folder")
                continue; // it is taken for a config
            Words with_file = arguments;
            with_file[1] = "FOLDER/" + file;
            rows.push_back(
                command(name + ": " + what, with_file, code, {"FOLDER/" + file}, {words}));
        }
    };
    read_by_all("a run that is not there", "none.thaw.h5", 1, "check the name");
    read_by_all("a folder", "folder", 1, "Is a directory; check the name");
    read_by_all("a text", "text.thaw.h5", 3, "it does not begin as HDF5 files do");
    read_by_all("an empty file", "empty.thaw.h5", 3, "it is empty");
    read_by_all("a run that is cut off", "cut.thaw.h5", 3, "cut off");
    read_by_all("the first bytes of a run", "head.thaw.h5", 3, "it ends within its first block");
    return rows;
}

} // namespace thaw::test
