#!/usr/bin/env bash
# What of core/ the tests reach, by lines and by branches, printed by file.
#
#   packaging/coverage.sh          all of core/: builds LibTorch's part, too (half an hour on 2 cores)
#   packaging/coverage.sh fast     core/run, core/storage, core/compare, core/figures: some minutes
#
# Branches that only an exception takes are not counted: nearly every call has one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case ${1:-} in
    fast) training=OFF rooms=(run storage compare figures) ;;
    "") training=ON rooms=(run storage compare figures data_room training wrong_input app faults) ;;
    *) echo "usage: $0 [fast]" >&2; exit 2 ;;
esac

packaging/install.sh tests coverage
cmake -S . -B build/coverage -G Ninja -DCMAKE_BUILD_TYPE=None -DTHAW_TRAINING=$training \
    -DTHAW_WINDOW=OFF -DBUILD_TESTING=ON \
    -DCMAKE_CXX_FLAGS="-O1 -g1 -fno-inline --coverage -fprofile-update=atomic" >/dev/null
cmake --build build/coverage --target "${rooms[@]/#/test_}"
find build/coverage -name '*.gcda' -delete
export OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=1000 OPENBLAS_NUM_THREADS=1
failed=0
for room in "${rooms[@]}"; do
    "build/coverage/bin/test_$room" --gtest_brief=1 || failed=1
done
gcovr --root . --object-directory build/coverage --filter 'core/' --exclude-throw-branches \
    --exclude-unreachable-branches --print-summary --branches >build/coverage/branches.txt
gcovr --root . --object-directory build/coverage --filter 'core/' --exclude-throw-branches \
    --exclude-unreachable-branches --print-summary
echo "By branches: build/coverage/branches.txt"
exit $failed
