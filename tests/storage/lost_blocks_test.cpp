// What power cuts, bad disks and broken network file systems leave: blocks of zeros, blocks in each
// other's place, moved by some bytes, or there twice. Each is found by `thaw verify`, or changes
// nothing that anybody reads. THAW_BLOCKS=1000 for the long form.
#include "core/storage/reader_process.h"
#include "tests/storage/example_run.h"

#include <csignal>
#include <cstdlib>
#include <random>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace thaw {
namespace {

using namespace test;

int trials() {
    const char* wanted = std::getenv("THAW_BLOCKS");
    return wanted == nullptr ? 60 : std::atoi(wanted);
}

// All that a file says, but for whether its writer lives.
std::string said(const fs::path& file) {
    const RunRecord record = read_run(file);
    std::ostringstream out;
    export_run(record, "json", out);
    out << record.header.source << record.status.reason;
    for (const auto& metric : record.metrics)
        out.write(reinterpret_cast<const char*>(metric.seconds.data()),
                  static_cast<std::streamsize>(metric.seconds.size() * sizeof(double)));
    for (const auto& info : record.checkpoints)
        out << info.step << info.file << info.sha256 << info.bytes << info.pinned;
    const RunFacts facts = read_facts(file);
    for (const auto& [field, fact] : facts.all())
        out << field.name() << to_text(fact);
    return out.str();
}

enum class Outcome { found, harmless, silent, crashed };

// In a process of its own: libhdf5 may not survive it, which thaw-probe is for.
Outcome look_at(const fs::path& file, const std::string& wanted) {
    const pid_t child = fork();
    if (child == 0) {
        read_here();
        alarm(20);
        int code = static_cast<int>(Outcome::silent);
        try {
            if (!verify_run(file).empty())
                code = static_cast<int>(Outcome::found);
            else if (said(file) == wanted)
                code = static_cast<int>(Outcome::harmless);
        } catch (const std::exception&) {
            code = static_cast<int>(Outcome::silent); // sound, but it cannot be read
        }
        _exit(code);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? static_cast<Outcome>(WEXITSTATUS(status)) : Outcome::crashed;
}

class Blocks {
  public:
    explicit Blocks(unsigned seed) : random_(seed) {}

    std::string name;
    // One accident of each kind in turn.
    std::string harm(std::string bytes, int trial) {
        const std::size_t size = below(3) == 0 ? 512 : 4096;
        const std::size_t count = bytes.size() / size;
        const std::size_t a = below(count) * size;
        std::size_t b = below(count) * size;
        if (a == b)
            b = (a + size) % (count * size);
        const std::string block = bytes.substr(a, size);
        switch (trial % 4) {
        case 0:
            name = fmt::format("{} zeros at {}", size, a);
            bytes.replace(a, size, size, '\0');
            break;
        case 1:
            name = fmt::format("{} bytes at {} and {} exchanged", size, a, b);
            bytes.replace(a, size, bytes.substr(b, size));
            bytes.replace(b, size, block);
            break;
        case 2: {
            const std::size_t by = std::size_t{8} << below(6);
            name = fmt::format("{} bytes at {} moved by {}", size, a, by);
            bytes.replace(a, size, block.substr(size - by) + block.substr(0, size - by));
            break;
        }
        default:
            name = fmt::format("{} bytes at {} also at {}", size, a, b);
            bytes.replace(b, size, block);
        }
        return bytes;
    }

  private:
    std::size_t below(std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
    }
    std::mt19937 random_;
};

// Sound in itself but for the process that wrote it, which is gone.
void write_killed_run(const fs::path& file, std::int64_t rows) {
    const pid_t writer = fork();
    if (writer == 0) {
        const RunHeader header = small_header();
        const auto recorder =
            create_run(header, {.file = file, .keep_checkpoints = 100, .flush_seconds = 0.01});
        for (std::int64_t step = 0; step < rows; ++step) {
            auto bundle = bundle_at(header.plan, step);
            if (step % 10 == 0)
                bundle->events.push_back(event_at(step));
            recorder->append(bundle);
        }
        recorder->save_checkpoint(rows, "the last", true);
        while (read_run(file).checkpoints.empty())
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        raise(SIGKILL);
    }
    waitpid(writer, nullptr, 0);
}

TEST(LostBlocks, AreFoundOrChangeNothing) {
    int found = 0, harmless = 0, crashed = 0;
    for (const std::int64_t rows : {20, 600, 4000}) {
        for (const bool killed : {false, true}) {
            const Folder folder;
            const fs::path file = folder / "a.thaw.h5";
            killed ? write_killed_run(file, rows) : write_small_run(file, rows);
            const std::string whole = read_file(file);
            ASSERT_EQ(look_at(file, said(file)), Outcome::harmless);
            const std::string wanted = said(file);
            Blocks blocks(static_cast<unsigned>(rows));
            for (int trial = 0; trial < trials() / 6; ++trial) {
                const std::string bytes = blocks.harm(whole, trial);
                if (bytes == whole)
                    continue;
                write_file(file, bytes);
                switch (look_at(file, wanted)) {
                case Outcome::found:
                    ++found;
                    break;
                case Outcome::harmless:
                    ++harmless;
                    break;
                case Outcome::crashed:
                    ++crashed;
                    break;
                case Outcome::silent:
                    ADD_FAILURE() << rows << " rows, " << (killed ? "killed: " : "finished: ")
                                  << blocks.name;
                }
            }
        }
    }
    fmt::print("{} found, {} without effect, {} in which libhdf5 crashed or hung\n", found,
               harmless, crashed);
    EXPECT_GT(found, harmless);
}

} // namespace
} // namespace thaw
