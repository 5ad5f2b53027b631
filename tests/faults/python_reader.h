// h5py of Debian's Python, in a process that reads one file after another.
#pragma once

#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace thaw::test {

class PythonReader {
  public:
    PythonReader() {
        int to[2];
        int from[2];
        if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
            return;
        pid_ = fork();
        if (pid_ == 0) {
            dup2(to[0], STDIN_FILENO);
            dup2(from[1], STDOUT_FILENO);
            execl("/usr/bin/python3", "python3", "-u", "-c", program, static_cast<char*>(nullptr));
            _exit(127);
        }
        close(to[0]);
        close(from[1]);
        in_ = fdopen(to[1], "w");
        out_ = fdopen(from[0], "r");
    }
    ~PythonReader() {
        fclose(in_);
        fclose(out_);
        waitpid(pid_, nullptr, 0);
    }
    PythonReader(const PythonReader&) = delete;
    PythonReader& operator=(const PythonReader&) = delete;

    // "read" and the number of rows, or what went wrong.
    std::string read(const std::filesystem::path& file) { return ask("swmr", file); }
    // As a program opens it that knows nothing of SWMR.
    std::string read_plainly(const std::filesystem::path& file) { return ask("plain", file); }

  private:
    static constexpr const char* program = R"(
import sys, h5py
for line in sys.stdin:
    how, file = line.rstrip("\n").split(" ", 1)
    try:
        options = dict(libver="latest", swmr=True) if how == "swmr" else {}
        rows = 0
        with h5py.File(file, "r", **options) as f:
            for series in f["entry/series"].values():
                n = min(column.shape[0] for column in series.values())
                rows += n
                for column in series.values():
                    column[:n]
            f["entry/events"][:], f["entry/checkpoints"][:], f["entry/config/resolved"][()]
        print("read", rows, "rows")
    except Exception as error:
        print(type(error).__name__, str(error).replace("\n", " "))
)";

    std::string ask(const std::string& how, const std::filesystem::path& file) {
        std::fprintf(in_, "%s %s\n", how.c_str(), file.c_str());
        std::fflush(in_);
        std::string line;
        for (int c = std::fgetc(out_); c != EOF && c != '\n'; c = std::fgetc(out_))
            line += static_cast<char>(c);
        return line.empty() ? "no answer" : line;
    }

    pid_t pid_ = -1;
    FILE* in_ = nullptr;
    FILE* out_ = nullptr;
};

} // namespace thaw::test
