#!/usr/bin/env bash
# Makes the pictures of the README again: the real program in a real window, on a screen of its own.
# packaging/screenshots.sh [FOLDER [NAME...]]: these pictures, or all; into resources/screenshots unless
# told otherwise. AFTER: seconds of training before a picture is taken, 75 unless set.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$(realpath -m "${1:-$root/resources/screenshots}")
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null; rm -rf "$work"' EXIT
export THAW_CACHE=${THAW_CACHE:-$HOME/.cache/thawscope/shifts}
# shellcheck source=packaging/screen.sh
source "$root/packaging/screen.sh"
start_screen "$work"
mkdir -p "$out"

names=" ${*:2} "
shoot() { # NAME LANGUAGE COLOURS SECONDS ARGUMENTS...
    [ "$names" = "  " ] || [[ $names == *" $1 "* ]] || return 0
    LANGUAGE=$2 start_window --colours "$3" "${@:5}"
    sleep "$4"
    xdotool mousemove --window "$window" 420 260
    sleep 1
    import -window "$window" "$out/$1.png"
    kill -TERM "$program"
    wait "$program" || true
    rm -rf "$work/config"
}
quickstart=$root/resources/experiments/quickstart.toml
shoot new-run-en en light 3
shoot new-run-ja ja light 3
shoot live-en-light en light ${AFTER:-75} --start "$quickstart"
shoot live-en-dark en dark ${AFTER:-75} --start "$quickstart"
shoot live-ja-light ja light ${AFTER:-75} --start "$quickstart"
shoot live-ja-dark ja dark ${AFTER:-75} --start "$quickstart"
# What saved runs are needed for: those of the gallery, trained now where they are missing.
saved=$root/build/gallery/runs
if [[ $names =~ ^\ *$|\ (compare|figure)- ]]; then
    "$root/packaging/gallery.sh" "$work/gallery"
    shoot compare-en en light 4 --compare "$saved"/*.thaw.h5
    shoot figure-en en light 5 "$root/resources/gallery/full.toml"
fi
