#!/usr/bin/env bash
# The long forms of what tests/faults does in short at every build. Counts are told at the end.
#
#   packaging/faults.sh [KILLS]    `thaw run` killed so often at random moments (500)
#   THAW_SEED=7 packaging/faults.sh 1000    other moments
#
# About eight seconds a kill on two cores. It begins with a build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
kills=${1:-500}
case $kills in '' | *[!0-9]*) echo "usage: $0 [KILLS]" >&2; exit 2 ;; esac

packaging/install.sh tests
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release --target test_faults
THAW_KILLS=$kills OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1 \
    build/release/bin/test_faults --gtest_filter='KilledRun.*'
