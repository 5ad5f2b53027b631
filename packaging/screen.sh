# For scripts that work on a real window: a screen of its own, with a window manager.
# Sourced; sets DISPLAY and everything that keeps a user's own settings out of it.

start_screen() { # WORK_FOLDER
    local tool number
    for tool in Xvfb openbox xdotool import; do
        command -v "$tool" >/dev/null || {
            echo "$tool is missing: packaging/install.sh tests screen" >&2
            exit 1
        }
    done
    export HOME=$1 XDG_CONFIG_HOME=$1/config XDG_RUNTIME_DIR=$1/runtime QT_QPA_PLATFORM=xcb
    mkdir -p -m 700 "$XDG_RUNTIME_DIR"
    for number in $(seq 90 120); do
        [ -e "/tmp/.X11-unix/X$number" ] || break
    done
    export DISPLAY=:$number
    Xvfb "$DISPLAY" -screen 0 1440x920x24 -nolisten tcp >/dev/null 2>&1 &
    for _ in $(seq 100); do [ -e "/tmp/.X11-unix/X$number" ] && break; sleep 0.1; done
    openbox >/dev/null 2>&1 &
    sleep 1
}

# Starts thawscope with these arguments; sets `program` and `window`.
start_window() {
    LANGUAGE=${LANGUAGE:-en} "$root/build/release/bin/thawscope" --out "$work/runs" "$@" \
        >"$work/program.log" 2>&1 &
    program=$!
    window=
    for _ in $(seq 150); do
        window=$(xdotool search --onlyvisible --pid $program 2>/dev/null | tail -1) || true
        [ -n "$window" ] && break
        sleep 0.2
    done
    [ -n "$window" ] || { echo "no window came" >&2; exit 1; }
    xdotool windowsize --sync "$window" 1400 880 || true
    xdotool windowmove "$window" 10 25
    xdotool windowactivate --sync "$window" || true
    sleep 2
}

click() { # x, y in the window
    xdotool mousemove --window "$window" "$1" "$2" click 1
}

drag() { # from x, y to x, y in the window
    xdotool mousemove --window "$window" "$1" "$2" mousedown 1
    local i
    for i in 1 2 3 4 5 6 7 8 9 10; do
        xdotool mousemove --window "$window" $(($1 + ($3 - $1) * i / 10)) $(($2 + ($4 - $2) * i / 10))
        sleep 0.05
    done
    sleep 0.2
    xdotool mouseup 1
}
