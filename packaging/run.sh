#!/usr/bin/env bash
# Installs what is missing, builds, and starts the quickstart run; runs/ in this folder gets its file.
# packaging/run.sh ARGUMENTS starts `thaw ARGUMENTS` instead.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

{ # stdout belongs to thaw
    "$root/packaging/install.sh"
    [ -f "$root/build/release/build.ninja" ] ||
        cmake -S "$root" --preset release -DBUILD_TESTING=OFF
    cmake --build "$root/build/release" --target thaw translations
} >&2

if [ $# -eq 0 ]; then
    set -- run "$root/resources/experiments/quickstart.toml"
fi
exec "$root/build/release/bin/thaw" "$@"
