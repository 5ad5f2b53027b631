// What becomes of sweeps that are trained when their pages or the window close.
#pragma once

#include <functional>
#include <vector>

class QWidget;

namespace thaw {

class SweepTab;

bool is_any_at_work(const std::vector<SweepTab*>& sweeps); // a process of this window

// Asks whether they are to go on without the window or to stop, and does so; then calls `then`. At
// once where none of them is at work; never where the person wants to stay.
void settle_sweeps(QWidget* window, const std::vector<SweepTab*>& sweeps,
                   const std::function<void()>& then);

// They stop with checkpoints, by themselves, and nobody waits for it.
void stop_sweeps(const std::vector<SweepTab*>& sweeps);

} // namespace thaw
