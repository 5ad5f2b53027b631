// Networks of which only the structure is asked.
#pragma once

namespace thaw {

// While one lives, layers made on its thread leave their weights as they come from the allocator
// and draw nothing from torch's global generator, which a trainer at work on another thread uses.
class UndrawnWeights {
  public:
    UndrawnWeights();
    ~UndrawnWeights();
    UndrawnWeights(const UndrawnWeights&) = delete;
    UndrawnWeights& operator=(const UndrawnWeights&) = delete;

    static bool wanted(); // on this thread
};

} // namespace thaw
