// A kill at a chosen change of the file system: part of a test program, or loaded before another
// program (LD_PRELOAD) with THAW_KILL_AT and THAW_KILL_UNDER.
#pragma once

extern "C" {
// SIGKILL comes right after change number `number` (from 1) of what lies under `folder`: a file or
// folder made, renamed, linked, cut, removed or forced to the disk. 0: never.
void thaw_kill_at(long number, const char* folder);
// Such changes so far.
long thaw_changes_seen();
}
