#!/usr/bin/env bash
# Installs what is missing, builds, and opens the window with the quickstart ready; on a machine
# without a screen it trains the quickstart in the terminal. runs/ in this folder gets the file.
# packaging/run.sh ARGUMENTS starts `thaw ARGUMENTS` instead.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

{ # stdout belongs to the program
    "$root/packaging/install.sh"
    [ -f "$root/build/release/build.ninja" ] ||
        cmake -S "$root" --preset release -DBUILD_TESTING=OFF
    cmake --build "$root/build/release" --target thaw thawscope translations resources
} >&2

bin=$root/build/release/bin
if [ $# -gt 0 ]; then
    exec "$bin/thaw" "$@"
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$bin/thawscope"
fi
echo "No screen here: the quickstart runs in the terminal." >&2
exec "$bin/thaw" run "$root/resources/experiments/quickstart.toml"
