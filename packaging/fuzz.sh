#!/usr/bin/env bash
# Fuzzes what reads other people's bytes, with AddressSanitizer and UndefinedBehaviorSanitizer, and
# counts. A finding stops it and is left in build/fuzz/findings.
#
#   packaging/fuzz.sh [SECONDS]           every target, so long each (60)
#   packaging/fuzz.sh SECONDS TARGET...   config expression figure details idx cifar arrays table image
#                                         safetensors run_file
#
# At the lowest priority. No input may take longer than 5 s or more than 1 GiB. Corpora grow in
# build/fuzz/corpus and begin with real runs: those in tests/data, and those named in THAW_RUNS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-60}
shift || true
targets=("$@")
[ $# -gt 0 ] || targets=(config expression figure details idx cifar arrays table image safetensors run_file)
case $seconds in *[!0-9]*) echo "usage: $0 [SECONDS] [TARGET...]" >&2; exit 2 ;; esac

packaging/install.sh tests fuzz
training=OFF
for target in "${targets[@]}"; do
    case $target in idx | cifar | arrays | table | image | safetensors) training=ON ;; esac
done
clang=$(command -v clang++ || command -v clang++-14 || command -v clang++-19)
nice -n 15 cmake -S . -B build/fuzz -G Ninja -DCMAKE_CXX_COMPILER="$clang" \
    -DCMAKE_C_COMPILER="${clang/++/}" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" -DTHAW_SANITIZE=address,undefined,fuzzer-no-link \
    -DTHAW_FUZZ=ON -DTHAW_TRAINING=$training -DTHAW_WINDOW=OFF >/dev/null
nice -n 15 cmake --build build/fuzz --target "${targets[@]/#/fuzz_}"

corpus=build/fuzz/corpus
findings=build/fuzz/findings
mkdir -p "$findings"
# shellcheck disable=SC2086  # a list of files
/usr/bin/python3 tests/fuzz/corpus.py "$corpus" ${THAW_RUNS:-}

all=0
for target in "${targets[@]}"; do
    mkdir -p "$corpus/$target"
    [ "$target" = run_file ] && length=400000 || length=65536
    log=build/fuzz/$target.log
    echo "== $target"
    # libhdf5's own mistakes are not ours to mend: they are kept, counted, and the fuzzing goes on.
    mine=(-ignore_crashes=0)
    [ "$target" = run_file ] && mine=(-fork=1 -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1)
    failed=0
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 \
        nice -n 15 "build/fuzz/bin/fuzz_$target" "${mine[@]}" -max_total_time="$seconds" -timeout=5 \
        -rss_limit_mb=1024 -max_len=$length -print_final_stats=1 -artifact_prefix="$findings/$target-" \
        "$corpus/$target" >"$log" 2>&1 || failed=$?
    runs=$(sed -nE 's/^stat::number_of_executed_units: *//p; s/^#([0-9]+): cov:.*/\1/p' "$log" | sort -n | tail -1)
    echo "   $runs executions, $(find "$findings" -name "$target-*" | wc -l) findings"
    all=$((all + ${runs:-0}))
    if [ $failed -ne 0 ]; then tail -40 "$log"; exit 1; fi
done
echo "$all executions in all"
