#include "core/training/data/loader.h"

#include <algorithm>
#include <utility>

namespace thaw {

namespace {

// A thread takes so many examples at a time: enough that taking them costs nothing.
constexpr std::size_t portion = 4;
// Batches that are read ahead, where there is memory for them.
constexpr std::size_t most_ahead = 8;

} // namespace

Loader::Loader(Plan plan, Make make, std::int64_t size, Limits limits)
    : plan_(std::move(plan)), make_(std::move(make)), size_(static_cast<std::size_t>(size)),
      limits_(limits) {
    for (int i = 0; i < std::max(1, limits.threads); ++i)
        threads_.emplace_back([this] { work(); });
}

Loader::~Loader() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wanted_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

// With the mutex held.
std::shared_ptr<Loader::Slot> Loader::next_work() {
    for (const auto& slot : slots_)
        if (slot->given < slot->request.ids.size())
            return slot;
    return nullptr;
}

void Loader::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        std::shared_ptr<Slot> slot;
        wanted_.wait(lock, [&] { return ending_ || (slot = next_work()) != nullptr; });
        if (ending_)
            return;
        const std::size_t begin = slot->given;
        const std::size_t end = std::min(begin + portion, slot->request.ids.size());
        slot->given = end;
        lock.unlock();
        std::exception_ptr fault;
        try {
            for (std::size_t i = begin; i < end; ++i)
                make_(slot->request.epoch, slot->request.ids[i],
                      slot->buffer.span().subspan(i * size_, size_));
        } catch (...) {
            fault = std::current_exception();
        }
        lock.lock();
        if (fault && !slot->fault)
            slot->fault = fault;
        slot->made += end - begin;
        if (slot->made == slot->request.ids.size())
            ready_.notify_all();
    }
}

Loader::Buffer Loader::buffer_of(std::size_t bytes) {
    const auto found = std::find_if(spare_.begin(), spare_.end(),
                                    [&](const Buffer& spare) { return spare.room >= bytes; });
    if (found == spare_.end())
        return {std::make_unique_for_overwrite<std::byte[]>(bytes), bytes, bytes};
    Buffer buffer = std::move(*found);
    spare_.erase(found);
    buffer.size = bytes;
    return buffer;
}

// With the mutex held: the steps from `step` on, as far as the memory goes.
void Loader::read_ahead(std::int64_t step) {
    if (slots_.empty() || slots_.front()->step != step)
        slots_.clear();
    std::int64_t held = 0;
    for (const auto& slot : slots_)
        held += static_cast<std::int64_t>(slot->buffer.size);
    while (slots_.size() < most_ahead) {
        auto slot = std::make_shared<Slot>();
        slot->step = step + static_cast<std::int64_t>(slots_.size());
        slot->request = plan_(slot->step);
        const std::size_t bytes = slot->request.ids.size() * size_;
        held += static_cast<std::int64_t>(bytes);
        if (slot->request.ids.empty() || (!slots_.empty() && held > limits_.bytes))
            break;
        slot->buffer = buffer_of(bytes);
        slots_.push_back(std::move(slot));
    }
    wanted_.notify_all();
}

std::span<const std::byte> Loader::take(std::int64_t step) {
    std::unique_lock lock(mutex_);
    if (taken_.room > 0)
        spare_.push_back(std::exchange(taken_, {}));
    read_ahead(step);
    if (slots_.empty())
        return {};
    const std::shared_ptr<Slot> slot = slots_.front();
    ready_.wait(lock, [&] { return slot->made == slot->request.ids.size(); });
    slots_.pop_front();
    taken_ = std::move(slot->buffer);
    read_ahead(step + 1);
    if (slot->fault)
        std::rethrow_exception(slot->fault);
    return taken_.span();
}

} // namespace thaw
