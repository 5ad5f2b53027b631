#!/usr/bin/env bash
# A new user's first walk through the window, with a real mouse and keyboard on a screen of its own:
# start a run, pull a threshold into a plot, see it fire, release by click, stop, open the file
# again. What was done is then looked up in the run file with h5py.
# packaging/walk.sh [PICTURES]: with a folder, every station is photographed into it.
# Needs xvfb, openbox, xdotool, imagemagick and python3-h5py (packaging/install.sh tests screen).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
pictures=${1:-}
work=$(mktemp -d)
cleanup() {
    local code=$?
    kill $(jobs -p) 2>/dev/null || true
    wait 2>/dev/null || true
    [ $code -eq 0 ] || cat "$work/program.log" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'echo "walk: line $LINENO failed: $BASH_COMMAND" >&2' ERR
# shellcheck source=packaging/screen.sh
source "$root/packaging/screen.sh"
start_screen "$work"

fail() { echo "walk: $1" >&2; photograph failed; exit 1; }
photograph() {
    if [ -n "$pictures" ]; then mkdir -p "$pictures"; import -window root "$pictures/$1.png"; fi
}
# Asks the run file, through SWMR, until the Python expression holds; `f` is the file, `events` its
# list of (step, kind, details).
ask() { # SECONDS EXPRESSION
    local until=$((SECONDS + $1))
    while [ $SECONDS -lt $until ]; do
        if /usr/bin/python3 - "$work"/runs/*.thaw.h5 "$2" <<'PY' 2>"$work/python.log"; then return 0; fi
import h5py, json, sys
with h5py.File(sys.argv[1], "r", libver="latest", swmr=True) as f:
    events = [(int(e["step"]), e["kind"].decode(), json.loads(e["details"])) for e in f["entry/events"][()]]
    kinds = [kind for _, kind, _ in events]
    sys.exit(0 if eval(sys.argv[2]) else 1)
PY
        sleep 0.5
    done
    cat "$work/python.log" >&2
    fail "never came true: $2"
}

cat >"$work/walk.toml" <<'TOML'
[run]
name = "walk"
[training]
steps = 20000
batch_size = 32
[dataset]
id = "fashion_mnist"
train_examples = 500
test_examples = 200
[[ood]]
shift = ["stripe", "fog"]
[network]
id = "lenet"
[optimiser]
id = "sgd"
learning_rate = 0.01
momentum = 0.9
[intervention]
id = "gradual_unfreezing"
interval = 100000
[[metrics]]
id = "fisher_trace"
early_every = 5
every = 5
examples = 64
TOML

start_window "$work/walk.toml"
photograph 1-ready
click 1240 825 # Start
for _ in $(seq 120); do compgen -G "$work/runs/*.thaw.h5" >/dev/null && break; sleep 0.5; done
ask 60 'len(f["entry/series/fisher_trace/step"]) > 10'
photograph 2-running

xdotool key ctrl+h # hold by the keyboard, then release the next block by a click: tr(F) leaps
ask 30 '"held" in kinds'
click 1226 260
ask 30 'any(kind == "released" and details.get("action") == "release_next" for _, kind, details in events)'
ask 60 'max(f["entry/series/fisher_trace/value"]) > 10'
sleep 2

# The only plot is tr(F)'s: pull a line out of its left gutter to where the curve now wanders; so few
# pictures are learnt by heart soon, and tr(F) falls below any line.
drag 40 300 500 190
sleep 1
photograph 3-threshold
xdotool key Return
ask 60 '"rule_set" in kinds'
rule=$(/usr/bin/python3 - "$work"/runs/*.thaw.h5 <<'PY'
import h5py, json, sys
with h5py.File(sys.argv[1], "r", libver="latest", swmr=True) as f:
    for e in f["entry/events"][()]:
        if e["kind"] == b"rule_set":
            details = json.loads(e["details"])
            print(details["trigger"], details["rule.metric"], details["rule.direction"], details["rule.value"])
PY
)
echo "set by dragging: $rule"
case $rule in *fisher_trace*) ;; *) fail "the rule watches something else: $rule" ;; esac

ask 120 '"trigger_fired" in kinds and "released_all" in kinds'
photograph 4-released
xdotool key space
ask 30 '"paused" in kinds'
xdotool key s
ask 30 'kinds.count("paused") == 2 and events[[i for i, k in enumerate(kinds) if k == "paused"][1]][0] == events[[i for i, k in enumerate(kinds) if k == "paused"][0]][0] + 1'
xdotool key ctrl+period
ask 30 '"ended" in kinds'
photograph 5-stopped
xdotool key ctrl+q
wait "$program" || fail "the window ended with an error"

start_window "$work"/runs/*.thaw.h5
sleep 3
photograph 6-opened-again
xdotool key ctrl+q
wait "$program" || fail "the window ended with an error"
echo "walk: all stations reached"
