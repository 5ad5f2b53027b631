// How far the live run is, on the window's icon in the desktop's task bar where there is one that
// understands it (the LauncherEntry signal of Unity, which KDE Plasma and GNOME's docks take too).
#pragma once

namespace thaw {

// `fraction` of the run in [0, 1]; below 0: nothing to show. Elsewhere it does nothing.
void show_taskbar_progress(double fraction);

} // namespace thaw
