#!/usr/bin/env python3
"""Trains every member of a finished sweep alone, with the config in its run file, and compares the
readings, their errors and counts, and the final weights, buffers and optimiser state, bit for bit.
Needs Debian's python3-h5py.

    /usr/bin/python3 tests/sweep/one_by_one.py THAW SWEEP.toml OUT ALONE

THAW is the program, OUT the folder of the sweep's runs, ALONE a folder for the others, kept for the
next time. Prints a line a member and how long the runs took one by one; exits 0 if all are equal.
"""
import glob
import hashlib
import json
import os
import subprocess
import sys
import time

import h5py
import numpy as np

# Columns that tell the time, and checksums, which the run's id is part of.
LEFT_OUT = ("wall_time", "train_time", "seconds", "time_check", "step_check", "check")


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def readings(file):
    digests = {}

    def visit(name, item):
        column = name.rsplit("/", 1)[-1]
        if isinstance(item, h5py.Dataset) and name.startswith("entry/metrics/") and column not in LEFT_OUT:
            digests[name] = hashlib.sha256(np.ascontiguousarray(item[()]).tobytes()).hexdigest()

    with h5py.File(file) as run:
        run.visititems(visit)
    return digests


def final_state(file):
    newest = sorted(glob.glob(file.replace(".thaw.h5", ".checkpoints") + "/*"))[-1]
    with open(newest, "rb") as checkpoint:
        content = checkpoint.read()
    header = int.from_bytes(content[:8], "little")
    return hashlib.sha256(content[8 + header:]).hexdigest()


def train_alone(thaw, member, folder):
    found = glob.glob(folder + "/*.thaw.h5")
    if found:
        return found[0], 0.0
    os.makedirs(folder, exist_ok=True)
    config = os.path.join(folder, "config.toml")
    with open(config, "w") as out:
        out.write(output(thaw, "show", "--config", member["file"]))
    started = time.time()
    output(thaw, "run", config, "--out", folder, "--quiet")
    return glob.glob(folder + "/*.thaw.h5")[0], time.time() - started


def main(thaw, document, out, alone):
    status = json.loads(output(thaw, "sweep", "status", document, "--out", out, "--json"))
    different, seconds = 0, 0.0
    for member in status["members"]:
        name = f"{member['arm']}, seed {member['seed']}"
        if member["state"] != "finished":
            print(f"{name}: {member['state']}")
            different += 1
            continue
        file, took = train_alone(thaw, member, os.path.join(alone, str(member["member"])))
        seconds += took
        ours, theirs = readings(member["file"]), readings(file)
        wrong = sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
        if final_state(member["file"]) != final_state(file):
            wrong.append("final state")
        print(f"{name}: " + (f"{len(ours)} columns and the final state equal" if not wrong else
                             f"DIFFERENT: {', '.join(wrong[:5])} ({len(wrong)} in all)"))
        different += bool(wrong) or not ours
    print(f"{len(status['members'])} members, {different} different; one by one: {seconds:.1f} s")
    return different != 0


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
