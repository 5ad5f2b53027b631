#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests.
# packaging/test.sh --ci: before that the formatting, and core/run and core/storage under the
# sanitizers, after that clang-tidy; warnings are errors.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stage() { # NAME COMMAND...
    local name=$1 started=$SECONDS
    shift
    echo "== $name"
    "$@"
    echo "== $name: $((SECONDS - started)) s"
}
build() { # PRESET OPTION...
    cmake --preset "$1" "${@:2}" >/dev/null
    cmake --build --preset "$1"
}
formatting() {
    git ls-files app core tests widgets | grep -E '\.(cpp|h)$' | xargs clang-format --dry-run -Werror
}
sanitized() { # PRESET: core/run and core/storage, which need no LibTorch
    cmake --preset "$1" -DTHAW_TRAINING=OFF -DTHAW_WINDOW=OFF >/dev/null
    cmake --build --preset "$1" --target test_run test_storage
    "build/$1/bin/test_run" --gtest_brief=1
    # ThreadSanitizer cannot follow a process that forks while it has threads: tests that kill
    # their children at chosen moments are for the other sanitizer alone.
    local without=
    [ "$1" != tsan ] || without=--gtest_filter=-EveryKill*:LostBlocks*
    TSAN_OPTIONS=${TSAN_OPTIONS:-die_after_fork=0} "build/$1/bin/test_storage" --gtest_brief=1 $without
}

ci=OFF
case ${1:-} in
    --ci) ci=ON ;;
    "") ;;
    *) echo "usage: $0 [--ci]" >&2; exit 2 ;;
esac

if [ $ci = ON ]; then
    stage install packaging/install.sh tests checks
    stage formatting formatting
    stage "address and undefined-behaviour sanitizer" sanitized asan
    stage "thread sanitizer" sanitized tsan
else
    stage install packaging/install.sh tests
fi
stage build build release -DTHAW_WERROR=$ci -DBUILD_TESTING=ON
# The tests of LibTorch use two threads each: one at a time keeps the clock of each honest.
stage tests ctest --preset release
if [ $ci = ON ]; then
    stage clang-tidy packaging/tidy.sh build/release '^core/(run|storage)/'
fi
