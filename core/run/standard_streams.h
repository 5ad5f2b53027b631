// Descriptors 0 to 2, and writes that cannot be.
#pragma once

namespace thaw {

// Whoever starts a program may have closed some of stdin, stdout and stderr: daemons do, and `>&-`.
// The next files opened would get their numbers, and what is printed would be written into a run.
// Opens those that are closed to /dev/null. A program in which this is called anywhere, as it is
// before a run is written, has it done before any library's initialiser, which may open files, too.
void open_standard_streams();

// The same, and ignores SIGPIPE and SIGXFSZ: a write to a reader who is gone, or beyond `ulimit
// -f`, fails with EPIPE or EFBIG where it is made, and ends no training. The first thing in main().
void settle_standard_streams();

} // namespace thaw
