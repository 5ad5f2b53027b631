#include "core/storage/hdf5_recorder.h"

#include "core/run/error.h"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
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

Error cannot_write(const fs::path& file, const std::string& why) {
    return failure("the run file {} cannot be written: {}; make room or check the folder and its "
                   "permissions",
                   file.string(), why);
}

// So that the new name, too, survives a power cut.
void sync_folder(const fs::path& folder) {
    const int id =
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (id < 0)
        return;
    ::fsync(id);
    ::close(id);
}

// Makes the file under another name, gives it its rows and its own name, and starts the recorder.
std::unique_ptr<Recorder> record(const RunHeader& header, const RunRecord* kept,
                                 const RecorderSettings& settings) {
    hdf5::quiet();
    const fs::path& file = settings.file;
    const fs::path unfinished = file.string() + "." + header.run_id.substr(0, 8) + ".part";
    std::error_code error;
    if (file.has_parent_path())
        fs::create_directories(file.parent_path(), error);
    if (error)
        throw failure("the folder {} cannot be made: {}; choose another with --out",
                      file.parent_path().string(), error.message());
    std::error_code ignored;
    const bool replaces = kept != nullptr && fs::exists(file, ignored);
    try {
        RunWriter writer(unfinished, header);
        try {
            if (kept != nullptr)
                writer.add_record(*kept);
            writer.start();
        } catch (...) {
            writer.abandon();
            throw;
        }
        fs::rename(unfinished, file, error);
        if (error)
            throw cannot_write(file, error.message());
        sync_folder(file.parent_path());
        const auto listed = kept == nullptr ? std::vector<CheckpointInfo>{} : kept->checkpoints;
        if (replaces) // a new file must not touch a folder that it did not make
            CheckpointFolder(file).remove_others(listed);
        return std::make_unique<Hdf5Recorder>(std::move(writer), settings, listed);
    } catch (const hdf5::Failure& why) {
        fs::remove(unfinished, error);
        throw cannot_write(file, why.what());
    } catch (...) {
        fs::remove(unfinished, error);
        throw;
    }
}

} // namespace

std::unique_ptr<Recorder> create_run(const RunHeader& header, const RecorderSettings& settings) {
    std::error_code ignored;
    if (fs::exists(settings.file, ignored))
        throw failure("{} exists already; move it away or choose another name",
                      settings.file.string());
    return record(header, nullptr, settings);
}

std::unique_ptr<Recorder> continue_run(const RunRecord& kept, const RecorderSettings& settings) {
    return record(kept.header, &kept, settings);
}

Hdf5Recorder::Hdf5Recorder(RunWriter writer, const RecorderSettings& settings,
                           std::vector<CheckpointInfo> listed)
    : writer_(std::move(writer)), settings_(settings), folder_(settings.file),
      listed_(std::move(listed)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

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
        return broken_ || waiting_.empty() || waiting_bytes_ + bytes <= settings_.queue_bytes;
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
                        writer_->flush();
                    next_flush = Clock::now() + pause;
                }
            } catch (const std::exception& error) {
                why = error.what();
                let_go();
            }
            lock.lock();
            broken_ = why;
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
    if (writer_)
        writer_->abandon();
    writer_.reset();
}

void Hdf5Recorder::carry_out(Job& job) {
    std::visit([this](const auto& it) { write(it); }, job);
}

void Hdf5Recorder::write(const SharedBundle& bundle) {
    if (!bundle)
        return; // only the clock struck
    writer_->add(*bundle);
    if (!bundle->events.empty())
        writer_->flush();
}

void Hdf5Recorder::write(const Checkpoint& checkpoint) {
    writer_->flush(); // what is listed as a checkpoint has its readings in the file
    CheckpointInfo info = folder_.write(checkpoint.step, checkpoint.bytes, checkpoint.pinned);
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
    writer_->flush();
    writer_->set_end(to_run_state(end.state), end.reason);
    writer_->close();
    writer_.reset();
}

void Hdf5Recorder::seal_unfinished() {
    writer_->flush();
    writer_->set_end(RunState::interrupted,
                     translatable("ended before the file was closed properly"));
    writer_->close();
    writer_.reset();
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
