// The real program, started as a user starts it.
#pragma once

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace thaw::test {

namespace fs = std::filesystem;

inline std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// A number that the environment sets: how long a test is in its long form, its seed.
inline std::int64_t number_from(const char* variable, std::int64_t fallback) {
    const char* text = std::getenv(variable);
    return text == nullptr ? fallback : std::stoll(text);
}

// A folder of its own for every test, removed after it.
class Folder {
  public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "thaw-app-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    fs::path operator/(const std::string& name) const { return path_ / name; }
    fs::path write(const std::string& name, const std::string& text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }
    const fs::path& path() const { return path_; }
    // The only run file below `folder`.
    fs::path run(const std::string& folder = "runs") const {
        fs::path found;
        for (const auto& entry : fs::directory_iterator(path_ / folder))
            if (entry.path().string().ends_with(".thaw.h5"))
                found = entry.path();
        return found;
    }

  private:
    fs::path path_;
};

// A program that was started; its output goes to files in the folder.
class Process {
  public:
    Process(const Folder& folder, std::vector<std::string> arguments)
        : out_(folder / "stdout.txt"), error_(folder / "stderr.txt") {
        pid_ = fork();
        if (pid_ == 0) {
            redirect(out_, STDOUT_FILENO);
            redirect(error_, STDERR_FILENO);
            std::vector<char*> raw;
            for (auto& argument : arguments)
                raw.push_back(argument.data());
            raw.push_back(nullptr);
            execvp(raw[0], raw.data());
            _exit(127);
        }
    }
    void send(int signal) const { kill(pid_, signal); }
    pid_t pid() const { return pid_; }
    bool lives() const { // has not ended; it is not reaped by the look
        siginfo_t about{};
        return waitid(P_PID, static_cast<id_t>(pid_), &about, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               about.si_pid == 0;
    }
    // Waits until it has a handler for this signal, half a minute at most.
    void wait_until_it_takes(int signal) const {
        for (int looks = 0; looks < 3000 && lives(); ++looks) {
            std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
            for (std::string line; std::getline(status, line);)
                if (line.starts_with("SigCgt:") &&
                    (std::stoull(line.substr(7), nullptr, 16) >> (signal - 1) & 1U) != 0)
                    return;
            usleep(10000);
        }
    }
    // The exit code; 128 + the signal that ended it.
    int wait() {
        int status = 0;
        waitpid(pid_, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    std::string out() const { return contents(out_); }
    std::string error() const { return contents(error_); }

  private:
    static void redirect(const fs::path& file, int to) {
        const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(descriptor, to);
        close(descriptor);
    }
    fs::path out_, error_;
    pid_t pid_ = -1;
};

struct Result {
    int code;
    std::string out, error;
};

// `thaw` with these arguments, to its end.
inline Result thaw(const Folder& folder, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), THAW_PROGRAM);
    Process process(folder, std::move(arguments));
    const int code = process.wait();
    return {code, process.out(), process.error()};
}

// A run of `steps` steps that takes about a millisecond each.
inline std::string small_config(int steps) {
    return "[training]\nsteps = " + std::to_string(steps) + R"(
batch_size = 16
[dataset]
id = "synthetic"
train_examples = 200
test_examples = 50
[[ood]]
shift = ["stripe", "shot_noise"]
[network]
id = "mlp"
[optimiser]
id = "sgd"
learning_rate = 0.05
momentum = 0.9
[intervention]
id = "gradual_unfreezing"
interval = 20
[[triggers]]
id = "stabilisation"
metric = "fisher_trace"
action = "release_all"
[[metrics]]
id = "train"
early_every = 1
every = 1
[[metrics]]
id = "evaluation"
[[metrics]]
id = "fisher_trace"
examples = 64
[checkpoints]
every = 25
)";
}

// The readings of an exported run that must not depend on the clock, from the CSV.
inline std::string timeless(const std::string& csv) {
    std::istringstream in(csv);
    std::string kept;
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields(line);
        std::string field;
        for (int i = 0; std::getline(fields, field, ','); ++i)
            if (i != 4 && i != 5) // wall_time, train_time
                kept += field + ",";
        kept += "\n";
    }
    return kept;
}

inline std::string readings(const Folder& folder, const fs::path& run) {
    return timeless(thaw(folder, {"export", run.string(), "--to", "csv"}).out);
}

} // namespace thaw::test
