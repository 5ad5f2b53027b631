// Each action that replaces, moves or removes files, killed after each change of the file system
// that it makes (RELIABILITY.md has the table). Whatever the moment: the run is there, whole, with
// a checkpoint to go on from, the same action can be done again, and what was left half done goes.
#include "core/run/error.h"
#include "core/storage/annotation_file.h"
#include "core/storage/checkpoint_folder.h"
#include "core/storage/index_file.h"
#include "core/storage/run_index.h"
#include "core/storage/run_trash.h"
#include "tests/kill_point/kill_point.h"
#include "tests/storage/example_run.h"

#include <csignal>
#include <gmock/gmock.h>
#include <sys/wait.h>

namespace thaw::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Act = std::function<void(const fs::path& folder)>;

constexpr std::int64_t stopped_at = 25;

RunHeader header_of(char digit) {
    RunHeader header = small_header();
    header.run_id = std::string(32, digit);
    return header;
}

void go_on(Recorder& recorder, const RunHeader& header, std::int64_t step, std::int64_t end) {
    for (; step < end; ++step) {
        recorder.append(bundle_at(header.plan, step));
        if (step % 10 == 0)
            recorder.save_checkpoint(step, checkpoint_at(step, header), step == 0);
    }
    recorder.finish(EndState::stopped, "asked to stop");
}

void run(const fs::path& file, const RunHeader& header = header_of('a')) {
    go_on(*create_run(header, {.file = file, .keep_checkpoints = 1}), header, 0, stopped_at);
}

// As app/launch does it.
void resume(const fs::path& file) {
    const auto lock = lock_run(file);
    RunRecord record = read_run(file);
    list_found_checkpoints(record, file);
    std::int64_t from = 0;
    for (const auto& info : record.checkpoints) {
        EXPECT_NO_THROW(read_checkpoint(file, info, record.header.run_id));
        from = info.step;
    }
    go_on(*continue_run(record.before(from), {.file = file, .keep_checkpoints = 1, .lock = lock}),
          record.header, from, stopped_at + 10);
}

void fork_at_20(const fs::path& parent, const fs::path& child) {
    RunRecord kept = read_run(parent).before(20);
    kept.header = header_of('b');
    kept.checkpoints.clear();
    go_on(*continue_run(kept, {.file = child, .keep_checkpoints = 1},
                        FirstCheckpoint{20, checkpoint_at(20, kept.header)}),
          kept.header, 20, stopped_at);
}

std::vector<std::string> all_names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    return names;
}

void expect_no_parts(const fs::path& folder) {
    for (const std::string& name : all_names_in(folder))
        EXPECT_FALSE(name.ends_with(".part")) << name;
}

// A run that can be gone on with: whole rows up to a step, and all that it lists.
void expect_run(const fs::path& file, std::size_t least_rows) {
    EXPECT_THAT(verify_run(file), IsEmpty());
    const RunRecord record = read_run(file);
    expect_whole_rows(record);
    EXPECT_GE(record.metrics[0].step.size(), least_rows);
}

class EveryKill : public testing::Test {
  protected:
    // `act` in a copy of what `prepare` makes, killed after one more change each time, until it
    // lives to its end. `look` at what is left. Returns the number of kills.
    static int at_every_change(const Act& prepare, const Act& act, const Act& look) {
        const Folder before;
        prepare(before / "");
        for (int kills = 0;; ++kills) {
            SCOPED_TRACE(fmt::format("killed after change {}", kills + 1));
            const Folder now;
            fs::copy(before / "", now / "", fs::copy_options::recursive);
            const pid_t child = fork();
            if (child == 0) {
                alarm(60);
                thaw_kill_at(kills + 1, (now / "").c_str());
                act(now / "");
                _exit(0);
            }
            int status = -1;
            waitpid(child, &status, 0);
            look(now / "");
            if (WIFEXITED(status) || HasFailure()) {
                EXPECT_EQ(status, 0);
                return kills;
            }
            EXPECT_EQ(WTERMSIG(status), SIGKILL);
        }
    }
    static fs::path file_in(const fs::path& folder) { return folder / "a.thaw.h5"; }
    static void one_run(const fs::path& folder) { run(file_in(folder)); }
};

TEST_F(EveryKill, OfARun) {
    const int kills = at_every_change([](const fs::path&) {}, one_run,
                                      [](const fs::path& folder) {
                                          const fs::path file = file_in(folder);
                                          if (fs::exists(file)) {
                                              expect_run(file, 0);
                                              resume(file);
                                          } else {
                                              run(file);
                                          }
                                          expect_run(file, stopped_at);
                                          expect_no_parts(folder);
                                      });
    EXPECT_GT(kills, 15);
}

TEST_F(EveryKill, OfAResume) {
    const int kills = at_every_change(
        one_run, [](const fs::path& folder) { resume(file_in(folder)); },
        [](const fs::path& folder) {
            const fs::path file = file_in(folder);
            expect_run(file, 20); // to the checkpoint that it goes on from
            resume(file);
            expect_run(file, stopped_at + 10);
            expect_no_parts(folder);
        });
    EXPECT_GT(kills, 15);
}

TEST_F(EveryKill, OfAFork) {
    const int kills = at_every_change(
        one_run, [](const fs::path& folder) { fork_at_20(file_in(folder), folder / "b.thaw.h5"); },
        [](const fs::path& folder) {
            expect_run(file_in(folder), stopped_at);
            const fs::path child = folder / "b.thaw.h5";
            if (fs::exists(child)) {
                expect_run(child, 20);
                EXPECT_THAT(read_run(child).checkpoints, testing::Not(IsEmpty()));
                resume(child);
            } else {
                fork_at_20(file_in(folder), child);
            }
            expect_run(child, stopped_at);
            expect_no_parts(folder);
        });
    EXPECT_GT(kills, 15);
}

TEST_F(EveryKill, OfARepair) {
    std::string damaged;
    const int kills = at_every_change(
        [&](const fs::path& folder) {
            run(file_in(folder));
            flip_byte(file_in(folder), read_file(file_in(folder)).find("# as written"));
            damaged = read_file(file_in(folder));
        },
        [](const fs::path& folder) { repair_run(file_in(folder)); },
        [&](const fs::path& folder) {
            const fs::path file = file_in(folder);
            const fs::path original = file.string() + ".before-repair";
            EXPECT_TRUE(read_file(file) == damaged || read_file(original) == damaged);
            repair_run(file);
            expect_run(file, stopped_at);
            EXPECT_TRUE(read_file(original) == damaged);
            expect_no_parts(folder);
        });
    EXPECT_GT(kills, 5);
}

TEST_F(EveryKill, OfTheTrash) {
    const auto restore = [](const fs::path& folder) {
        for (const auto& trashed : trashed_runs(folder))
            restore_run(trashed);
    };
    const auto look = [&](const fs::path& folder) {
        restore(folder);
        expect_run(file_in(folder), stopped_at);
    };
    const auto trash = [](const fs::path& folder) { trash_run(file_in(folder)); };
    EXPECT_GT(at_every_change(one_run, trash, look), 2);
    const auto trashed_one = [](const fs::path& folder) {
        one_run(folder);
        trash_run(file_in(folder));
    };
    EXPECT_GT(at_every_change(trashed_one, restore, look), 2);
    const auto empty = [](const fs::path& folder) { delete_trashed(trashed_runs(folder)); };
    const int kills = at_every_change(trashed_one, empty, [&](const fs::path& folder) {
        empty(folder); // once more, and all is gone
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            EXPECT_FALSE(entry.is_regular_file()) << entry.path();
    });
    EXPECT_GT(kills, 3);
}

TEST_F(EveryKill, OfNotes) {
    const auto note = [](const std::string& text) {
        return [text](const fs::path& folder) {
            AnnotationFile(folder / "notes.json").change({"id"}, [&](Annotation& annotation) {
                annotation.note = text;
            });
        };
    };
    const int kills = at_every_change(note("old"), note("new"), [&](const fs::path& folder) {
        const auto read = AnnotationFile(folder / "notes.json").read();
        EXPECT_TRUE(read.at("id").note == "old" || read.at("id").note == "new");
        note("newest")(folder);
        EXPECT_EQ(AnnotationFile(folder / "notes.json").read().at("id").note, "newest");
        expect_no_parts(folder);
    });
    EXPECT_GT(kills, 2);
}

TEST_F(EveryKill, OfTheIndex) {
    const auto scan = [](const fs::path& folder) { RunIndex(folder, folder / "cache").scan(); };
    const int kills = at_every_change(one_run, scan, [&](const fs::path& folder) {
        EXPECT_EQ(RunIndex(folder, folder / "cache").scan().runs.size(), 1U);
        expect_no_parts(folder);
    });
    EXPECT_GT(kills, 2);
}

} // namespace
} // namespace thaw::test
