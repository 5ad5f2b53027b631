// SIGINT and SIGTERM as something to wait for, instead of handlers that may do next to nothing.
#pragma once

namespace thaw {

// Blocks both signals for this thread and all that it starts later. Call before any thread exists.
void hold_signals();

// Waits up to `seconds`; true when one of them came.
bool signal_came(double seconds);

} // namespace thaw
