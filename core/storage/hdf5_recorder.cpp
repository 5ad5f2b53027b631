#include "core/storage/hdf5_recorder.h"

#include "core/run/error.h"
#include "core/run/reason_and_advice.h"
#include "core/run/replace_file.h"
#include "core/run/standard_streams.h"
#include "core/storage/run_lock.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

RunState to_run_state(EndState state) {
    switch (state) {
    case EndState::finished:
        return RunState::finished;
    case EndState::stopped:
        return RunState::stopped;
    case EndState::paused:
        return RunState::paused;
    case EndState::failed:
        return RunState::failed;
    }
    return RunState::failed;
}

std::size_t size_of(const EventBundle& bundle) {
    constexpr std::size_t an_event = 512; // with its details and values, about
    std::size_t bytes = sizeof bundle + bundle.events.size() * an_event;
    for (const auto& of_metric : bundle.readings)
        bytes += sizeof of_metric + of_metric.readings.size() * sizeof(Reading);
    return bytes;
}

// `why` says what is to be done, too.
Error cannot_write(const fs::path& file, const std::string& why) {
    return failure("the run file {} cannot be written: {}", file.string(), why);
}

// Nothing more can be recorded, but the file can still be closed.
class CannotGoOn : public std::runtime_error {
  public:
    CannotGoOn(const std::string& why, const char* reason_in_file, bool waiting_can_be_written)
        : std::runtime_error(why), reason(reason_in_file), with_waiting(waiting_can_be_written) {}
    const char* reason;
    bool with_waiting;
};

std::int64_t size_of(int descriptor) {
    struct stat about {};
    return ::fstat(descriptor, &about) == 0 ? about.st_size : 0;
}

std::string waits_because(const Hdf5Recorder::Obstacle& obstacle) {
    return sentence("training waits: {} cannot be written ({}); it continues by itself as soon as "
                    "there is room and permission, or can be stopped",
                    obstacle.file.string(), std::strerror(obstacle.error));
}

// What killed processes left in a folder of runs: parts of run files, and of the first checkpoints
// of forks that were never seen. A whole checkpoint stays: its run may only have been moved.
void sweep(const fs::path& folder) {
    sweep_locks(folder);
    sweep_parts(folder, [](const std::string& name) {
        return name.find(".thaw.h5") != std::string::npos; // earlier versions added more to it
    });
    std::error_code error;
    for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end;
         at.increment(error)) {
        std::error_code ignored;
        fs::path run = at->path();
        if (run.extension() != ".checkpoints" || fs::is_empty(run, ignored) ||
            fs::exists(run.replace_extension(".thaw.h5"), ignored))
            continue; // an empty one may be getting its first checkpoint now
        CheckpointFolder(run).sweep();
        fs::remove(at->path(), ignored); // if that was all
    }
}

// Makes the file under another name, gives it its rows and its own name, and starts the recorder.
std::unique_ptr<Recorder> record(const RunHeader& header, const RunRecord* kept,
                                 const RecorderSettings& settings,
                                 const std::optional<FirstCheckpoint>& first) {
    open_standard_streams(); // or the file may become one of them
    hdf5::quiet();
    RecorderSettings of_the_file = settings;
    const fs::path& file = of_the_file.file = behind_links(settings.file);
    std::error_code error;
    if (file.has_parent_path())
        fs::create_directories(file.parent_path(), error);
    if (error)
        throw failure("the folder {} cannot be made: {}, or choose another with --out",
                      file.parent_path().string(), reason_and_advice(error));
    if (!of_the_file.lock)
        of_the_file.lock = lock_run(file);
    if (!of_the_file.lock->is_held() && settings.tell)
        settings.tell(sentence("{} lies on a file system without locks, where two programs that "
                               "write one run cannot be kept apart: see to it that only one does",
                               file.string()));
    sweep(file.parent_path());
    const CheckpointFolder folder(file, header.run_id);
    folder.sweep();
    RunRecord begun;
    if (kept != nullptr)
        begun = *kept;
    std::optional<CheckpointInfo> own;
    try {
        FileReplacement replacement(file);
        RunWriter writer(replacement.part(), header);
        try {
            if (first) { // a run that can be seen can be gone on with
                own = folder.write(first->step, first->bytes, true);
                begun.checkpoints.push_back(*own);
            }
            if (kept != nullptr)
                writer.add_record(begun);
            writer.start();
            lock_inode(writer.descriptor()); // nobody else can know the new file
            replacement.commit();
            of_the_file.lock->forget_replaced_file();
        } catch (...) {
            writer.abandon();
            throw;
        }
        own.reset(); // it is the file's now
        return std::make_unique<Hdf5Recorder>(std::move(writer), of_the_file, header.run_id,
                                              begun.checkpoints);
    } catch (const std::exception& why) {
        if (own) {
            folder.remove(*own);
            fs::remove(folder.path(), error); // unless there is more in it
        }
        if (const auto* by_hdf5 = dynamic_cast<const hdf5::Failure*>(&why))
            throw cannot_write(file, hdf5::why_not_written(*by_hdf5));
        throw;
    }
}

} // namespace

std::unique_ptr<Recorder> create_run(const RunHeader& header, const RecorderSettings& settings) {
    std::error_code ignored;
    if (fs::exists(settings.file, ignored))
        throw failure("{} exists already; move it away or choose another name",
                      settings.file.string());
    return record(header, nullptr, settings, {});
}

std::unique_ptr<Recorder> continue_run(const RunRecord& kept, const RecorderSettings& settings,
                                       const std::optional<FirstCheckpoint>& first) {
    return record(kept.header, &kept, settings, first);
}

Hdf5Recorder::Hdf5Recorder(RunWriter writer, const RecorderSettings& settings,
                           const std::string& run_id, std::vector<CheckpointInfo> listed)
    : writer_(std::move(writer)), settings_(settings), lock_(settings.lock),
      folder_(settings.file, run_id), listed_(std::move(listed)),
      size_(size_of(writer_->descriptor())),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Hdf5Recorder::~Hdf5Recorder() {
    {
        const std::lock_guard lock(mutex_); // or the thread misses it between its look and its wait
        thread_.request_stop();
    }
    changed_.notify_all();
}

void Hdf5Recorder::append(SharedBundle bundle) {
    const std::size_t bytes = size_of(*bundle);
    push(std::move(bundle), bytes);
}

void Hdf5Recorder::save_checkpoint(std::int64_t step, std::string bytes, bool pinned) {
    const std::size_t size = bytes.size();
    push(Checkpoint{step, std::move(bytes), pinned}, size);
}

void Hdf5Recorder::finish(EndState state, const std::string& reason) {
    push(End{state, reason}, 0);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return (waiting_.empty() && !working_) || broken_; });
    if (broken_)
        throw cannot_write(settings_.file, *broken_);
}

void Hdf5Recorder::push(Job job, std::size_t bytes) {
    std::unique_lock lock(mutex_);
    // A job larger than the whole queue goes in when the queue is empty.
    changed_.wait(lock, [&] {
        return broken_ ||
               (!stalled_ && (waiting_.empty() || waiting_bytes_ + bytes <= settings_.queue_bytes));
    });
    if (broken_)
        throw cannot_write(settings_.file, *broken_);
    waiting_.emplace_back(std::move(job), bytes);
    waiting_bytes_ += bytes;
    changed_.notify_all();
}

void Hdf5Recorder::run(const std::stop_token& stop) {
    using Clock = std::chrono::steady_clock;
    hdf5::quiet();
    const auto pause = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(settings_.flush_seconds));
    auto next_flush = Clock::now() + pause;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait_until(lock, next_flush,
                            [&] { return !waiting_.empty() || stop.stop_requested(); });
        const bool last = waiting_.empty() && stop.stop_requested();
        Job job;
        if (!waiting_.empty()) {
            job = std::move(waiting_.front().first);
            waiting_bytes_ -= waiting_.front().second;
            waiting_.pop_front();
            working_ = true;
            changed_.notify_all(); // there is room
        }
        if (!broken_) {
            lock.unlock();
            std::optional<std::string> why;
            try {
                carry_out(job);
                if (last && writer_) // dropped without finish(): nobody shall take it for running
                    seal_unfinished();
                else if (last || Clock::now() >= next_flush) {
                    if (writer_)
                        flush();
                    next_flush = Clock::now() + pause;
                }
            } catch (const CannotGoOn& end) {
                why = end.what();
                seal_early(end.reason, end.with_waiting);
            } catch (const hdf5::Failure& error) {
                why = hdf5::why_not_written(error);
                let_go();
            } catch (const std::exception& error) {
                why = error.what();
                let_go();
            }
            lock.lock();
            broken_ = why;
            stalled_ = false;
        } else {
            next_flush = Clock::now() + pause;
        }
        working_ = false;
        changed_.notify_all();
        if (last)
            return;
    }
}

// After a failure nothing more is written.
void Hdf5Recorder::let_go() noexcept {
    try {
        if (writer_)
            unlock_inode(writer_->descriptor()); // it stays open
    } catch (const hdf5::Failure&) { // nobody goes on with it before this process has ended
    }
    if (writer_)
        writer_->abandon();
    writer_.reset();
}

void Hdf5Recorder::seal_early(const std::string& reason, bool with_waiting) noexcept {
    try {
        if (with_waiting) {
            const std::lock_guard lock(mutex_);
            for (const auto& [job, bytes] : waiting_)
                if (const auto* bundle = std::get_if<SharedBundle>(&job);
                    bundle != nullptr && *bundle)
                    writer_->add(**bundle);
        } else {
            writer_->discard_waiting();
        }
        seal(RunState::interrupted, reason);
    } catch (const std::exception&) {
        let_go(); // as a kill would leave it
    }
}

// Until nothing stands against it; training waits meanwhile.
void Hdf5Recorder::wait_for(const std::function<std::optional<Obstacle>()>& what_stands_against) {
    constexpr auto between_looks = std::chrono::milliseconds(200);
    bool told = false;
    while (const auto why = what_stands_against()) {
        if (!told && settings_.tell)
            settings_.tell(waits_because(*why));
        told = true;
        {
            std::unique_lock lock(mutex_);
            stalled_ = true;
            changed_.wait_for(lock, between_looks);
        }
        if (thread_.get_stop_token().stop_requested() || (settings_.give_up && settings_.give_up()))
            throw CannotGoOn(reason_and_advice(why->error),
                             translatable("stopped while there was no room for the data"), false);
    }
    if (!told)
        return;
    if (settings_.tell)
        settings_.tell({});
    const std::lock_guard lock(mutex_);
    stalled_ = false;
    changed_.notify_all();
}

// A file that was moved or removed takes rows as before, which nobody would find again. One that
// was cut off or written over is closed as it is: libhdf5 would look in it for what is gone, and
// write between what is another's.
void Hdf5Recorder::check_place() const {
    struct stat named {};
    struct stat opened {};
    const int missing = ::stat(settings_.file.c_str(), &named) == 0 ? 0 : errno;
    if (::fstat(writer_->descriptor(), &opened) != 0) // after that look: it may go in between
        return;
    if (missing == 0 ? named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
                     : missing != ENOENT && missing != ENOTDIR) {
        if (opened.st_size < size_)
            throw std::runtime_error(tr("another program cut it off while it was written; `thaw "
                                        "repair` saves what is left of it"));
        if (!writer_->is_as_left())
            throw std::runtime_error(tr("another program wrote over it while it was written; start "
                                        "the run anew, or put back a copy of it"));
        return;
    }
    throw CannotGoOn(opened.st_nlink == 0
                         ? tr("it was removed while it was written; start the run anew")
                         : tr("it was moved while it was written; `thaw resume` continues it "
                              "where it is now"),
                     translatable("the file was moved while it was written"), true);
}

void Hdf5Recorder::make_room() {
    check_place();
    wait_for([this]() -> std::optional<Obstacle> {
        const int error = room_.ensure(writer_->descriptor(), writer_->most_added());
        if (error == 0)
            return {};
        if (error == EFBIG)
            throw CannotGoOn(tr("it has reached the greatest size that this process may write; "
                                "raise it (`ulimit -f`), then `thaw resume` goes on"),
                             translatable("the file may not grow beyond `ulimit -f`"), false);
        if (!may_pass(error))
            throw hdf5::Failure(std::strerror(error), error);
        return Obstacle{settings_.file, error};
    });
}

void Hdf5Recorder::flush() {
    make_room();
    writer_->flush();
    size_ = size_of(writer_->descriptor());
}

// Nothing is written after it.
void Hdf5Recorder::seal(RunState state, const std::string& reason) {
    writer_->set_end(state, reason);
    const int again = ::fcntl(writer_->descriptor(), F_DUPFD_CLOEXEC, 0);
    writer_->close();
    writer_.reset();
    if (again >= 0) {
        Room::give_back(again);
        ::close(again);
    }
}

void Hdf5Recorder::carry_out(Job& job) {
    std::visit([this](const auto& it) { write(it); }, job);
}

void Hdf5Recorder::write(const SharedBundle& bundle) {
    if (!bundle)
        return; // only the clock struck
    writer_->add(*bundle);
    if (!bundle->events.empty())
        flush();
}

void Hdf5Recorder::write(const Checkpoint& checkpoint) {
    flush(); // what is listed as a checkpoint has its readings in the file
    CheckpointInfo info;
    wait_for([&]() -> std::optional<Obstacle> {
        try {
            info = folder_.write(checkpoint.step, checkpoint.bytes, checkpoint.pinned);
            return {};
        } catch (const NoRoom& no) {
            return Obstacle{no.file, no.why};
        } catch (const Error& error) { // the rows, at least, are whole
            throw CannotGoOn(error.what(), translatable("a checkpoint could not be written"), true);
        }
    });
    make_room();
    const auto same_step = [&](const CheckpointInfo& old) { return old.step == info.step; };
    const auto old = std::find_if(listed_.begin(), listed_.end(), same_step);
    std::optional<CheckpointInfo> replaced;
    if (old != listed_.end()) {
        replaced = *old;
        info.pinned = info.pinned || old->pinned; // who asked for it wants it kept
        listed_.erase(old);
    }
    writer_->add_checkpoint(info);
    listed_.push_back(info);
    if (replaced && replaced->file != info.file)
        folder_.remove(*replaced);
    drop_oldest();
}

void Hdf5Recorder::write(const End& end) {
    flush();
    seal(to_run_state(end.state), end.reason);
}

void Hdf5Recorder::seal_unfinished() {
    flush();
    seal(RunState::interrupted, translatable("ended before the file was closed properly"));
}

void Hdf5Recorder::drop_oldest() {
    auto unpinned = std::count_if(listed_.begin(), listed_.end(),
                                  [](const CheckpointInfo& info) { return !info.pinned; });
    for (auto info = listed_.begin(); unpinned > settings_.keep_checkpoints;) {
        if (info->pinned) {
            ++info;
            continue;
        }
        writer_->mark_removed(info->step); // first: a file must not be listed that is not there
        folder_.remove(*info);
        info = listed_.erase(info);
        --unpinned;
    }
}

} // namespace thaw
