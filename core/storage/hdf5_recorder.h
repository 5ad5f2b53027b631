// The recorder that writes run files: a queue, bounded in bytes, and a thread that empties it.
#pragma once

#include "core/storage/checkpoint_folder.h"
#include "core/storage/room.h"
#include "core/storage/run_lock.h"
#include "core/storage/run_writer.h"
#include "core/storage/storage.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>

namespace thaw {

class Hdf5Recorder final : public Recorder {
  public:
    // What stands against writing and may pass.
    struct Obstacle {
        std::filesystem::path file;
        int error; // errno
    };

    // `writer` has been started; `listed` are the checkpoints that it lists already.
    // `settings.lock` is held until the end.
    Hdf5Recorder(RunWriter writer, const RecorderSettings& settings, const std::string& run_id,
                 std::vector<CheckpointInfo> listed);
    // Without finish(): writes what is left and seals the run as interrupted.
    ~Hdf5Recorder() override;

    void append(SharedBundle bundle) override;
    void save_checkpoint(std::int64_t step, std::string bytes, bool pinned) override;
    void finish(EndState state, const std::string& reason) override;

  private:
    struct Checkpoint {
        std::int64_t step;
        std::string bytes;
        bool pinned;
    };
    struct End {
        EndState state;
        std::string reason;
    };
    using Job = std::variant<SharedBundle, Checkpoint, End>;

    void push(Job job, std::size_t bytes);
    void run(const std::stop_token& stop);
    void carry_out(Job& job);
    void let_go() noexcept;
    void make_room();
    void flush();
    void seal(RunState state, const std::string& reason);
    void check_place() const;
    void wait_for(const std::function<std::optional<Obstacle>()>& what_stands_against);
    void seal_early(const std::string& reason, bool with_waiting) noexcept;
    void write(const SharedBundle& bundle);
    void write(const Checkpoint& checkpoint);
    void write(const End& end);
    void seal_unfinished();
    void drop_oldest();

    std::optional<RunWriter> writer_; // the thread's alone, as are the next three; none at the end
    RecorderSettings settings_;
    std::shared_ptr<RunLock> lock_;
    CheckpointFolder folder_;
    Room room_;
    std::vector<CheckpointInfo> listed_;
    std::int64_t size_ = 0; // of the file, after the last flush

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::pair<Job, std::size_t>> waiting_; // guarded by mutex_, as are the next four
    std::size_t waiting_bytes_ = 0;
    bool working_ = false;              // a job has been taken and is not done
    bool stalled_ = false;              // it waits for room, and so does append()
    std::optional<std::string> broken_; // the first failure: nothing is written after it
    std::jthread thread_;               // last: it uses all of the above
};

} // namespace thaw
