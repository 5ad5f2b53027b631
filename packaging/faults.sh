#!/usr/bin/env bash
# The long forms of what the tests do in short at every build. Counts are told at the end.
#
#   packaging/faults.sh [KILLS]    `thaw run` killed so often at random moments (500)
#   THAW_SEED=7 packaging/faults.sh 1000    other moments
#   packaging/faults.sh actions [KILLS]    `thaw resume`, `fork`, `repair` and `export` instead
#   packaging/faults.sh sweep [KILLS]      controllers and members of `thaw sweep` (200)
#   packaging/faults.sh bits       every network, optimiser and intervention, resumed and forked at
#                                  every step: 3,087 runs that must end with their parents' bits
#   packaging/faults.sh soak       a million steps with commands, forks, a page and a follower;
#                                  THAW_SOAK_STEPS for another length
#
# About eight seconds a kill and a quarter of an hour for the bits on two cores. It begins with a build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
what=${1:-500}
program=test_faults
case $what in
    bits) program=test_training ;;
    soak) program=test_soak ;;
    actions) ;;
    sweep) program=test_app ;;
    '' | *[!0-9]*) echo "usage: $0 [KILLS|actions [KILLS]|sweep [KILLS]|bits|soak]" >&2; exit 2 ;;
esac

packaging/install.sh tests
cmake --preset release -DBUILD_TESTING=ON >/dev/null
cmake --build --preset release --target $program
export OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=1000 OPENBLAS_NUM_THREADS=1
if [ "$what" = bits ]; then
    THAW_EVERY_COMBINATION=1 build/release/bin/test_training --gtest_filter='*EveryCombination.*'
elif [ "$what" = soak ]; then
    THAW_SOAK_STEPS=${THAW_SOAK_STEPS:-1000000} QT_QPA_PLATFORM=offscreen build/release/bin/test_soak
elif [ "$what" = sweep ]; then
    THAW_KILLS=${2:-200} build/release/bin/test_app --gtest_filter='Sweep.WhatIsKilled*'
elif [ "$what" = actions ]; then
    THAW_KILLS=${2:-500} build/release/bin/test_faults --gtest_filter='KilledAction.*'
else
    THAW_KILLS=$what build/release/bin/test_faults --gtest_filter='KilledRun.*'
fi
