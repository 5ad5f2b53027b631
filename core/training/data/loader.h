// Reads ahead: the bytes of the coming mini-batches, read and augmented on threads of its own while
// training goes on.
#pragma once

#include "core/training/data/example_source.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace thaw {

// What one update takes.
struct BatchRequest {
    std::int64_t epoch = 0;
    std::vector<std::int64_t> ids;
};

class Loader {
  public:
    // What update number `step` + 1 takes; pure, asked ahead on the thread that takes. An empty
    // request stands for the end.
    using Plan = std::function<BatchRequest(std::int64_t step)>;
    // Makes the bytes of one example for an epoch; pure, asked on the loader's threads.
    using Make =
        std::function<void(std::int64_t epoch, std::int64_t id, std::span<std::byte> into)>;

    struct Limits {
        int threads = 1;
        std::int64_t bytes = 0; // of all batches that are held; one is held in any case
    };

    // `size`: of one example.
    Loader(Plan plan, Make make, std::int64_t size, Limits limits);
    ~Loader();
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;

    // The bytes of update `step`'s batch, in the order of its request, whatever the number of
    // threads; waits for them. They stay until the next call. Steps that do not follow one another
    // are only slower. Throws what making an example threw. Used from one thread at a time.
    std::span<const std::byte> take(std::int64_t step);

  private:
    // Memory that is used again: new pages for every batch cost as much as small pictures do.
    struct Buffer {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size = 0, room = 0;

        std::span<std::byte> span() const { return {bytes.get(), size}; }
    };
    struct Slot {
        std::int64_t step = 0;
        BatchRequest request;
        Buffer buffer;
        std::size_t given = 0, made = 0; // examples handed to threads, and ready ones
        std::exception_ptr fault;
    };

    void read_ahead(std::int64_t step);
    Buffer buffer_of(std::size_t bytes);
    void work();
    std::shared_ptr<Slot> next_work(); // null: nothing to do

    Plan plan_;
    Make make_;
    std::size_t size_;
    Limits limits_;
    std::mutex mutex_;
    std::condition_variable wanted_, ready_;
    std::deque<std::shared_ptr<Slot>> slots_; // consecutive steps, the next one first
    Buffer taken_;                            // what take() gave
    std::vector<Buffer> spare_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace thaw
