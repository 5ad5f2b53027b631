# What a comparison says, worked out again from the run files with h5py and numpy alone.
import glob
import json
import sys

import h5py
import numpy as np

ID, OOD = "accuracy.id_test", "accuracy.ood_mean"


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def series(file, name):
    group = file["entry/series/" + name]
    return group["step"][()], group["value"][()]


def stop_of(events):
    last = -1
    for row in events:
        kind = text(row["kind"])
        if kind in ("held", "released_all"):
            return int(row["step"])
        if kind == "released":
            last = int(row["step"])
    return last


def fired(events):
    return [int(row["step"]) for row in events if text(row["kind"]) == "trigger_fired"]


runs = []
for path in sorted(glob.glob(sys.argv[1] + "/*.thaw.h5")):
    with h5py.File(path, "r", libver="latest", swmr=True) as file:
        events = file["entry/events"][:]
        config = file["entry/config"]["resolved"][()]
        seed = [line for line in text(config).splitlines() if line.startswith("seed = ")][0]
        steps, ood = series(file, OOD)
        runs.append(
            {
                "file": path,
                "seed": int(seed.split("=")[1]),
                "stop": stop_of(events),
                "fired": fired(events),
                "id": series(file, ID)[1][-1],
                "ood": ood[-1],
                "mean3": float(np.mean(ood[-3:])),
                "steps": steps,
                "curve": ood,
            }
        )


def numbers(values):
    values = np.asarray(values, float)
    sd = float(np.std(values, ddof=1)) if len(values) > 1 else None
    return {"n": len(values), "mean": float(np.mean(values)), "sd": sd}


groups = {}
for stop in sorted({run["stop"] for run in runs}):
    group = [run for run in runs if run["stop"] == stop]
    steps = group[0]["steps"]
    assert all(np.array_equal(run["steps"], steps) for run in group)
    curves = np.array([run["curve"] for run in group])
    many = len(group) > 1
    groups[stop] = {
        "id": numbers([run["id"] for run in group]),
        "ood": numbers([run["ood"] for run in group]),
        "mean3": numbers([run["mean3"] for run in group]),
        "steps": steps.tolist(),
        "curve_mean": curves.mean(axis=0).tolist(),
        "curve_sd": curves.std(axis=0, ddof=1).tolist() if many else None,
    }

baseline = {run["seed"]: run for run in runs if run["stop"] == 12}
differences = {}
for stop, group in groups.items():
    pairs = [
        run["ood"] - baseline[run["seed"]]["ood"]
        for run in runs
        if run["stop"] == stop and run["seed"] in baseline
    ]
    differences[stop] = numbers(pairs) if pairs else None

front = [
    run["file"]
    for run in runs
    if not any(
        other["id"] >= run["id"]
        and other["ood"] >= run["ood"]
        and (other["id"] > run["id"] or other["ood"] > run["ood"])
        for other in runs
    )
]
json.dump(
    {
        "runs": [
            {key: run[key] for key in ("file", "seed", "stop", "fired", "id", "ood")}
            for run in runs
        ],
        "groups": groups,
        "differences": differences,
        "front": front,
    },
    sys.stdout,
)
