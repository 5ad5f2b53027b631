#!/usr/bin/env bash
# What watching costs: the same run trained without a window and in one, in turns; prints the seconds from
# the first step to the last of both (wall time as the run file has it) and their ratio, pair by pair.
# tests/bench/window_cost.sh [PAIRS [CONFIG]]: 5 pairs of the quickstart unless told otherwise, four minutes
# a pair. The window is a real one on a virtual screen of its own, drawn by the processor: the dearest case.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
pairs=${1:-5} config=${2:-$root/resources/experiments/quickstart.toml}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null; rm -rf "$work"' EXIT
export THAW_CACHE=${THAW_CACHE:-$HOME/.cache/thawscope/shifts}
# shellcheck source=packaging/screen.sh
source "$root/packaging/screen.sh"
start_screen "$work"
thaw=$root/build/release/bin/thaw

seconds() { # FOLDER: from the first to the last step of the one run in it
    "$thaw" show --json "$1"/*.thaw.h5 | python3 -c 'import json, sys
run = json.load(sys.stdin)
assert run["state"] == "finished", run["state"]
print(run["wall_seconds"])'
}

for pair in $(seq "$pairs"); do
    mkdir "$work/plain-$pair" "$work/runs-$pair"
    "$thaw" run "$config" --out "$work/plain-$pair" >/dev/null 2>&1
    rm -rf "$work/runs" && mkdir "$work/runs"
    start_window --start "$config"
    until compgen -G "$work/runs/*.thaw.h5" >/dev/null; do sleep 1; done
    until flock --nonblock "$work"/runs/*.thaw.h5.lock true; do sleep 1; done # looking costs nothing
    mv "$work"/runs/*.thaw.h5 "$work/runs-$pair/"
    kill -TERM "$program"
    wait "$program" || true
    seconds "$work/plain-$pair" >>"$work/plain"
    seconds "$work/runs-$pair" >>"$work/watched"
done
paste "$work/plain" "$work/watched" | python3 -c 'import statistics, sys
pairs = [tuple(map(float, line.split())) for line in sys.stdin]
for plain, watched in pairs:
    print(f"{plain:8.2f} s without, {watched:8.2f} s in a window: {watched / plain - 1:+.1%}")
ratios = [watched / plain - 1 for plain, watched in pairs]
print(f"median {statistics.median(ratios):+.1%}, {min(ratios):+.1%} to {max(ratios):+.1%}, n = {len(ratios)}")'
