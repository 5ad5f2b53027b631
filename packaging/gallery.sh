#!/usr/bin/env bash
# Makes the README's gallery again: trains the runs (20 of 400 steps; kept in build/gallery, about five
# minutes) and draws resources/gallery/*.toml as PNG.
# packaging/gallery.sh [FOLDER]: the pictures go there; into resources/gallery unless told otherwise.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$(realpath -m "${1:-$root/resources/gallery}")
bin=$root/build/release/bin
runs=$root/build/gallery/runs
mkdir -p "$runs" "$out"
for seed in 1 2 3 4 5; do
    for interval in 10 30 60 100; do
        mark=$runs/.done-$seed-$interval
        [ -e "$mark" ] && continue
        "$bin/thaw" run "$root/resources/gallery/experiment.toml" --seed $seed \
            --set intervention.interval=$interval --out "$runs"
        touch "$mark"
    done
done
for document in "$root"/resources/gallery/*.toml; do
    name=$(basename "$document" .toml)
    [ "$name" = experiment ] && continue
    "$bin/thawscope" --figure "$document" --to "$out/$name.png" --dpi 250
done
