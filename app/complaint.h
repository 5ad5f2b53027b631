// How a program ends that cannot do what it was asked.
#pragma once

namespace thaw {

// To be called while an exception is being handled: tells it on stderr, "thaw: ..." for `program`
// "thaw", and returns the exit code. Every exception has a sentence.
int complain(const char* program) noexcept;

} // namespace thaw
