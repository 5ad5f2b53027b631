// Every command, started as daemons, cron and pipelines start it: with stdin, stdout and stderr
// open or closed, on a full disk, and with a reader who has gone. Nothing is lost, and nothing is
// written where it does not belong.
#include "core/storage/storage.h"
#include "tests/app/program.h"

#include <algorithm>
#include <array>
#include <gmock/gmock.h>
#include <memory>
#include <optional>

namespace thaw::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

enum class Stream { open, closed, full, gone };

struct Case {
    std::vector<std::string> command; // OUT: a folder of this start's own; RUN, STOPPED: files
    bool prints = true;               // on stdout
    bool trains = false;
    int code = 0;
    // Files, whose descriptors could be those of a stream.
    bool writes() const {
        return trains || std::any_of(command.begin(), command.end(),
                                     [](const auto& word) { return word.starts_with("OUT"); });
    }
};

std::vector<Case> commands() {
    const std::string probe = fs::path(THAW_PROGRAM).parent_path() / "thaw-probe";
    std::vector<Case> all{
        {{THAW_PROGRAM, "run", "CONFIG", "--out", "OUT"}, true, true},
        {{THAW_PROGRAM, "resume", "STOPPED"}, true, true},
        {{THAW_PROGRAM, "fork", "RUN", "--at", "5", "--out", "OUT", "--json"}, true, true},
        {{THAW_PROGRAM, "list", "RUNS"}},
        {{THAW_PROGRAM, "show", "RUN"}},
        {{THAW_PROGRAM, "show", "RUN", "--config"}},
        {{THAW_PROGRAM, "export", "RUN", "--to", "csv"}},
        {{THAW_PROGRAM, "export", "RUN", "--to", "csv", "--out", "OUT/r.csv"}, false},
        {{THAW_PROGRAM, "verify", "RUN"}},
        {{THAW_PROGRAM, "repair", "STOPPED"}},
        {{THAW_PROGRAM, "compare", "RUN", "--json"}},
        {{THAW_PROGRAM, "replay", "RUN", "--rule", "id=at_step,step=10"}},
        {{THAW_PROGRAM, "verdict", "RUN"}},
        {{THAW_PROGRAM, "describe", "metrics"}},
        {{THAW_PROGRAM, "--help"}},
        {{THAW_PROGRAM, "--version"}},
        {{THAW_PROGRAM, "run", "OUT/none.toml"}, false, false, 2},
        {{probe}, false, false, 2},
    };
#ifdef THAWSCOPE_PROGRAM
    all.push_back({{THAWSCOPE_PROGRAM, "--version"}});
    all.push_back({{THAWSCOPE_PROGRAM, "--help"}});
    all.push_back(
        {{THAWSCOPE_PROGRAM, "--figure", "FIGURE", "--to", "OUT/f.svg", "--data"}, false});
#endif
    return all;
}

using Streams = std::array<Stream, 3>;

bool is_partly_closed(const Streams& streams) {
    const auto closed = std::count(streams.begin(), streams.end(), Stream::closed);
    return closed > 0 && closed < 3 && std::count(streams.begin(), streams.end(), Stream::open) > 0;
}

// Descriptor `to` becomes `stream`; what is open leads into a file of its own.
void arrange(Stream stream, int to, const fs::path& file) {
    int from = -1;
    if (stream == Stream::open)
        from = to == STDIN_FILENO ? open("/dev/null", O_RDONLY)
                                  : open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (stream == Stream::full)
        from = open("/dev/full", O_RDWR);
    if (stream == Stream::gone) {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0)
            _exit(126);
        close(ends[0]);
        from = ends[1];
    }
    if (stream == Stream::closed)
        close(to);
    else if (from != to) {
        dup2(from, to);
        close(from);
    }
}

class StartedWith : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder = std::make_unique<Folder>();
        setenv("THAW_CACHE", (*folder / "cache").c_str(), 1);
        setenv("XDG_DATA_HOME", (*folder / "data").c_str(), 1);
        const auto config = folder->write("a.toml", small_config(20));
        for (const char* out : {"runs", "stopped"}) {
            std::vector<std::string> arguments{"run", config, "-q", "--out", *folder / out};
            if (out == std::string("stopped"))
                arguments.insert(arguments.end(), {"--set", "commands=[{step=8,action='stop'}]"});
            const Result run = thaw(*folder, arguments);
            ASSERT_EQ(run.code, 0) << run.error; // a planned stop is no interruption
        }
        folder->write("f.toml",
                      "[figure]\npreset = \"icml\"\n[[runs]]\nfiles = \"runs/*.thaw.h5\"\n"
                      "[[panels]]\nkind = \"curves\"\nseries = [\"train_loss\"]\n");
        exported = thaw(*folder, {"export", folder->run("runs"), "--to", "csv"}).out;
    }
    static void TearDownTestSuite() {
        folder.reset();
        unsetenv("THAW_CACHE");
        unsetenv("XDG_DATA_HOME");
    }

    struct Started {
        const Case* what;
        Streams streams;
        fs::path out;
        pid_t pid;
        int code = -1;
    };

    static Started start(const Case& what, const Streams& streams) {
        static int number = 0;
        const fs::path out = *folder / ("out" + std::to_string(number++));
        fs::create_directory(out);
        std::vector<std::string> words = what.command;
        for (auto& word : words) {
            if (word == "STOPPED") {
                fs::copy(*folder / "stopped", out, fs::copy_options::recursive);
                word = run_in(out);
            } else if (word == "RUN")
                word = folder->run("runs");
            else if (word == "RUNS")
                word = *folder / "runs";
            else if (word == "CONFIG")
                word = *folder / "a.toml";
            else if (word == "FIGURE")
                word = *folder / "f.toml";
            else if (word.starts_with("OUT"))
                word.replace(0, 3, out.string());
        }
        const pid_t pid = fork();
        if (pid == 0) {
            alarm(60); // a hang ends with SIGALRM
            for (int i = 0; i < 3; ++i)
                if (streams[static_cast<std::size_t>(i)] != Stream::closed)
                    arrange(streams[static_cast<std::size_t>(i)], i,
                            out.string() + "." + std::to_string(i));
            for (int i = 0; i < 3; ++i)
                if (streams[static_cast<std::size_t>(i)] == Stream::closed)
                    close(i);
            std::vector<char*> raw;
            for (auto& word : words)
                raw.push_back(word.data());
            raw.push_back(nullptr);
            execv(raw[0], raw.data());
            _exit(127);
        }
        return {&what, streams, out, pid};
    }

    static std::string run_in(const fs::path& out) {
        for (const auto& entry : fs::directory_iterator(out))
            if (entry.path().string().ends_with(".thaw.h5"))
                return entry.path();
        return {};
    }

    static std::string name_of(const Started& one) {
        std::string text;
        for (const auto& word : one.what->command)
            text += fs::path(word).filename().string() + " ";
        for (const Stream stream : one.streams)
            text += std::string(" ") + "oxfg"[static_cast<std::size_t>(stream)];
        return text;
    }

    // All commands with these streams, a few at a time.
    static void expect(const std::vector<Streams>& all, int (*code)(const Case&, const Streams&)) {
        constexpr std::size_t at_once = 3;
        const std::vector<Case> cases = commands();
        std::vector<Started> running;
        const auto finish_first = [&] {
            Started one = running.front();
            running.erase(running.begin());
            int status = 0;
            waitpid(one.pid, &status, 0);
            one.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            SCOPED_TRACE(name_of(one));
            EXPECT_EQ(one.code, code(*one.what, one.streams)) << contents(one.out.string() + ".2");
            check_files(one);
        };
        for (const Case& what : cases)
            for (const Streams& streams : all) {
                if (!what.writes() && is_partly_closed(streams))
                    continue;
                running.push_back(start(what, streams));
                if (running.size() >= at_once)
                    finish_first();
            }
        while (!running.empty())
            finish_first();
    }

    static void check_files(const Started& one) {
        if (one.what->trains) {
            const std::string run = run_in(one.out);
            EXPECT_THAT(verify_run(run), IsEmpty());
            EXPECT_EQ(read_run(run).status.last_step, 20);
        }
        for (const auto& entry : fs::recursive_directory_iterator(one.out)) {
            if (!entry.is_regular_file())
                continue;
            const std::string bytes = contents(entry.path());
            EXPECT_THAT(bytes, Not(HasSubstr("steps/s"))) << entry.path();
            EXPECT_THAT(bytes, Not(HasSubstr("layer1 released"))) << entry.path();
            if (entry.path().filename() == "r.csv") {
                EXPECT_EQ(bytes, exported);
            }
        }
    }

    static std::unique_ptr<Folder> folder;
    static std::string exported;
};
std::unique_ptr<Folder> StartedWith::folder;
std::string StartedWith::exported;

TEST_F(StartedWith, DescriptorsOpenAndClosed) {
    std::vector<Streams> all;
    for (unsigned closed = 0; closed < 8; ++closed) {
        Streams streams{};
        for (std::size_t i = 0; i < 3; ++i)
            streams[i] = (closed >> i & 1U) != 0 ? Stream::closed : Stream::open;
        all.push_back(streams);
    }
    expect(all, [](const Case& what, const Streams&) { return what.code; });
}

TEST_F(StartedWith, AFullDiskAsStdoutOrStderr) {
    expect({{Stream::open, Stream::full, Stream::open}, {Stream::open, Stream::full, Stream::full}},
           [](const Case& what, const Streams& streams) {
               return what.prints && streams[1] == Stream::full ? 1 : what.code;
           });
}

TEST_F(StartedWith, AReaderWhoHasGone) {
    expect(
        {{Stream::open, Stream::gone, Stream::open}, {Stream::closed, Stream::gone, Stream::gone}},
        [](const Case& what, const Streams& streams) {
            const bool lost = what.prints && !what.trains && streams[1] == Stream::gone;
            return lost ? 128 + SIGPIPE : what.code;
        });
}

} // namespace
} // namespace thaw::test
