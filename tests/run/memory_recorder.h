// A recorder that keeps everything in memory.
#pragma once

#include "core/run/recorder.h"

#include <functional>
#include <map>
#include <vector>

namespace thaw::test {

class MemoryRecorder final : public Recorder {
  public:
    void append(SharedBundle bundle) override { bundles.push_back(std::move(bundle)); }
    void save_checkpoint(std::int64_t step, std::string bytes, bool pinned) override {
        checkpoints[step] = std::move(bytes);
        pins[step] = pinned;
        on_checkpoint(step);
    }
    void finish(EndState state, const std::string& why) override {
        ++finished;
        end = state;
        reason = why;
    }

    std::vector<Event> events() const {
        std::vector<Event> all;
        for (const auto& bundle : bundles)
            all.insert(all.end(), bundle->events.begin(), bundle->events.end());
        return all;
    }
    // "step kind detail" of all events but checkpoints, which tests of order would only repeat.
    std::vector<std::string> story() const {
        std::vector<std::string> lines;
        for (const auto& event : events()) {
            if (event.kind == EventKind::checkpoint_saved)
                continue;
            std::string line = std::to_string(event.step) + " " + to_text(event.kind);
            if (event.details.has("block"))
                line += " " + event.details.text("block");
            lines.push_back(line);
        }
        return lines;
    }
    // (step, series 0, series 1) of the first metric.
    std::vector<std::vector<double>> readings() const {
        std::vector<std::vector<double>> rows;
        for (const auto& bundle : bundles)
            for (const auto& of_metric : bundle->readings)
                rows.push_back({static_cast<double>(bundle->step), of_metric.readings[0].value,
                                of_metric.readings[1].value});
        return rows;
    }

    std::function<void(std::int64_t step)> on_checkpoint = [](std::int64_t) {};
    std::vector<SharedBundle> bundles;
    std::map<std::int64_t, std::string> checkpoints;
    std::map<std::int64_t, bool> pins;
    int finished = 0;
    EndState end = EndState::failed;
    std::string reason;
};

} // namespace thaw::test
