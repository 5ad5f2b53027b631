#!/usr/bin/env bash
# The whole suite under AddressSanitizer, UndefinedBehaviorSanitizer and LeakSanitizer, at low priority:
# with all to be built half an hour on two cores, and twenty minutes of tests. `.ci/run` has core/run and
# core/storage, and ThreadSanitizer over them.
#
#   packaging/sanitize.sh [REGEX]    those tests alone
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packaging/install.sh tests
nice cmake --preset asan -B build/asan-all -DTHAW_TRAINING=ON -DTHAW_WINDOW=ON -DBUILD_TESTING=ON >/dev/null
nice cmake --build build/asan-all
# A network that no memory holds is a sentence of ours; the allocator must not end the program before it.
export ASAN_OPTIONS=allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS=suppressions=$PWD/tests/leaks.txt:print_suppressions=0
nice ctest --test-dir build/asan-all -j2 --output-on-failure ${1:+-R "$1"}
