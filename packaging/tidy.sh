#!/usr/bin/env bash
# clang-tidy over the sources of a configured and built folder, by .clang-tidy; a finding is an error.
#   packaging/tidy.sh BUILD [PATTERN]        files that do not include LibTorch (what CI runs)
#   packaging/tidy.sh BUILD torch [PATTERN]  files that do: up to a minute each
# PATTERN: a regular expression found in the path, for example widgets/plots.
set -euo pipefail
usage="usage: packaging/tidy.sh BUILD [torch] [PATTERN]"
build=$(realpath -e "${1:?$usage}")
shift
kind=plain
if [ "${1:-}" = torch ]; then
    kind=torch
    shift
fi
pattern=${1:-}
[ $# -le 1 ] || { echo "$usage" >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The commands are those of the build less GCC's precompiled headers, which clang cannot read.
commands=$(mktemp -d)
trap 'rm -rf "$commands"' EXIT
mapfile -t files < <(python3 - "$build" "$PWD" "$kind" "$pattern" "$commands" <<'PY'
import json, os, re, sys
build, root, kind, pattern, commands = sys.argv[1:]
chosen = {}
for entry in json.load(open(f"{build}/compile_commands.json")):
    path = os.path.relpath(entry["file"], root)
    torch = "/torch/csrc/" in entry["command"]
    if path.split("/")[0] in ("app", "core", "tests", "widgets") \
            and torch == (kind == "torch") and re.search(pattern, path):
        entry["command"] = re.sub(r"-Winvalid-pch|-include \S*cmake_pch\S*", "", entry["command"])
        chosen.setdefault(path, entry)
json.dump(list(chosen.values()), open(f"{commands}/compile_commands.json", "w"))
print("\n".join(chosen))
PY
)
[ -n "${files[*]}" ] || { echo "no file matches" >&2; exit 2; }
options=(-p "$commands" --quiet --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-error)
if [ $kind = torch ]; then
    options+=("--extra-arg-before=-include$PWD/packaging/tidy/vector.h")
fi
printf '%s\0' "${files[@]}" |
    xargs -0 -P "$(nproc)" -n 1 clang-tidy "${options[@]}" \
        2> >(grep -vE '^[0-9]+ warnings?( and [0-9]+ errors?)? generated' >&2)
echo "${#files[@]} files, nothing found"
