#!/usr/bin/env python3
"""Every reading of a run a second time, from its checkpoints, in plain PyTorch and float64.

    packaging/install.sh recompute                # Debian's python3-torch
    build/release/bin/thaw run CONFIG --set checkpoints.every=10 --set checkpoints.keep=1000
    /usr/bin/python3 tests/recompute/recompute.py runs/RUN.thaw.h5 [--data FOLDER] [--steps 0,30]

Prints what the file says, what comes out here, and by how much they differ: as a part of the value
where a reading is exact, in standard errors where it is an estimate. Ends with 1 if an exact one is
off by more than 1e-4 (relative; S_avg by plain draws, a difference of losses, by 1e-7 of a loss more),
lambda_max by more than its tolerance, an estimate by more than four errors (they are known from few
draws), or S_worst below 97 % of what 20 steps of Auto-PGD find. The last line tells how far estimates
are off in the mean. An exact reading may also lie where it comes out here with ReLU's bend at 1e-6 or
-1e-6: float32 cannot tell these from 0, and a gradient jumps there. Shifted test sets and the loss of the last mini-batch are left out.
"""
import argparse
import math

import torch

from plain_run import PlainNetwork, Run, safetensors
import plain_readings as plain


def at_other_bends(run, network, metric, step, name, known):
    key = (metric["name"], step)
    if key not in known:
        known[key] = []
        for network.kink in (1e-6, -1e-6):
            known[key].append({n: v for n, v, _ in plain.readings(run, network, metric, step)})
        network.kink = 0.0
    return [values[name] for values in known[key]]


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("run")
    options.add_argument("--data", default="/usr/share/datasets/fashion-mnist")
    options.add_argument("--steps", help="only these, separated by commas")
    options.add_argument("--metrics", help="only these names, separated by commas")
    options = options.parse_args()
    run = Run(options.run, options.data)
    wanted = [int(s) for s in options.steps.split(",")] if options.steps else None
    wrong, estimates, bent = 0, [], {}
    print(f"{'step':>5} {'series':28} {'in the file':>13} {'here':>13}  difference")
    for step, file in sorted(run.checkpoints.items()):
        if wanted is not None and step not in wanted:
            continue
        network = PlainNetwork(run.config, safetensors(file))
        for metric in run.metrics():
            if options.metrics and metric["name"] not in options.metrics.split(","):
                continue
            for name, here, kind in plain.readings(run, network, metric, step):
                stored = run.series.get(name, {}).get(step)
                if stored is None:
                    continue  # not read at this step
                value, error = stored
                if isinstance(kind, float):
                    off = abs(value - here) / max(abs(here), 1e-30) if value != here else 0.0
                    good, words = off <= kind, f"{off:.1e} of it"
                    if not good and kind == plain.EXACT:
                        around = [here] + at_other_bends(run, network, metric, step, name, bent)
                        slack = kind * abs(here)
                        good = min(around) - slack <= value <= max(around) + slack
                        words += ", as far as ReLU's bend is known" if good else ""
                elif isinstance(kind, plain.Rounded):
                    off = abs(value - here)
                    good = off <= plain.EXACT * abs(here) + 1e-7 * kind.of
                    words = f"{off / kind.of:.1e} of the loss"
                elif kind == "share":
                    off = value / here if here else 1.0
                    good, words = off >= 0.97, f"{100 * off:.1f} % of Auto-PGD's"
                else:  # an estimate with the error `kind` of what is done here
                    sigma = math.hypot(error if kind[0] is None else kind[0], kind[1])
                    off = abs(value - here) / sigma if sigma else 0.0
                    rounding = plain.EXACT * abs(here)  # all there is where chance leaves less
                    good = off <= 4 or abs(value - here) <= rounding
                    words = f"{off:.1f} standard errors of {sigma:.1e}"
                    if sigma > rounding and not name.endswith("per_parameter"):
                        estimates.append(off)
                wrong += not good
                print(f"{step:5} {name:28} {value:13.6g} {here:13.6g}  {words}"
                      + ("" if good else "   <-- differs"), flush=True)
    if estimates:
        size = math.sqrt(sum(off ** 2 for off in estimates) / len(estimates))
        print(f"{len(estimates)} estimates: {size:.2f} standard errors off in the mean (square), "
              f"{max(estimates):.1f} at most")
    print(f"{wrong} differ" if wrong else "all agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    torch.set_num_threads(1)
    raise SystemExit(main())
