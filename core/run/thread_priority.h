// Training and a screen on the same cores.
#pragma once

namespace thaw {

// To be called by a thread that trains beside a window, before it starts threads of its own
// (LibTorch's workers), which inherit it: wherever both want a core, the screen's thread goes
// first. Costs training nothing that the screen does not use. Where the system has no such notion,
// nothing happens.
void give_way_to_the_screen();

} // namespace thaw
