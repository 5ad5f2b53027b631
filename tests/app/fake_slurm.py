#!/usr/bin/env python3
"""Slurm as far as `thaw sweep --slurm` sees it, with the processes of one machine.

Called by a link named sbatch, squeue, scontrol or scancel: as that program does. Called as
controller: starts what may start, until its folder is gone. FAKE_SLURM is the folder:

    config        what `scontrol show config` prints
    hold          nothing is started while it is there
    refuse        sbatch refuses what has this word among its arguments
    job_seconds   seconds that the first try of an element has (SLURM_JOB_END_TIME)
    queue.json    elements: job, index, name, state, reason, ...
"""
import contextlib
import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import time

folder = os.environ["FAKE_SLURM"]


def path(name):
    return os.path.join(folder, name)


def text(name, fallback=""):
    with contextlib.suppress(FileNotFoundError), open(path(name)) as file:
        return file.read()
    return fallback


@contextlib.contextmanager
def queue():
    with open(path("lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        elements = json.loads(text("queue.json", "[]"))
        yield elements
        with open(path("queue.new"), "w") as file:
            json.dump(elements, file)
        os.rename(path("queue.new"), path("queue.json"))


def option(name, words, fallback=""):
    found = [word.split("=", 1)[1] for word in words if word.startswith(f"--{name}=")]
    return found[-1] if found else fallback


def words_of(line):  # as sbatch splits a line #SBATCH: a backslash protects a sign, anywhere
    words, word, quote, protected = [], None, "", False
    for sign in line + " ":
        if protected:
            word, protected = (word or "") + sign, False
        elif sign == "\\":
            protected = True
        elif sign == quote:
            quote = ""
        elif not quote and sign in "\"'":
            quote, word = sign, word or ""
        elif not quote and sign.isspace():
            words, word = words + [word] if word is not None else words, None
        else:
            word = (word or "") + sign
    return words


def sbatch(arguments):
    if text("refuse") and text("refuse") in " ".join(arguments):
        sys.exit("sbatch: error: Batch job submission failed: Job violates accounting policy")
    at = next(i for i, word in enumerate(arguments) if not word.startswith("--"))
    script, rest = arguments[at], arguments[at + 1:]
    options = []
    for line in open(script):
        if line.startswith("#SBATCH "):
            options += words_of(line[8:])
    options += arguments[:at]
    array, _, limit = option("array", options).partition("%")
    indices = []
    for part in array.split(","):
        first, _, last = part.partition("-")
        indices += range(int(first), int(last or first) + 1)
    most = int(re.search(r"MaxArraySize *= (\d+)", text("config")).group(1))
    if max(indices) >= most:
        sys.exit("sbatch: error: Batch job submission failed: Invalid job array specification")
    with queue() as elements:
        job = 1 + max([element["job"] for element in elements], default=100)
        after = [int(one) for one in option("dependency", options).split(":")[1:]]
        log = option("output", options).replace("%%", "\0").replace("%A", str(job))
        elements += [{
            "job": job, "index": index, "name": option("job-name", options), "state": "PENDING",
            "reason": "Priority", "limit": int(limit or 1000), "after": after, "tries": 0,
            "command": ["bash", script, *rest], "chdir": option("chdir", options),
            "log": log.replace("%a", str(index)).replace("\0", "%"), "requeue": False,
        } for index in indices]
    print(job)


def squeue(arguments):
    with queue() as elements:
        for one in elements:
            if one["state"] in ("PENDING", "RUNNING"):
                print("%(job)s|%(index)s|%(state)s|%(name)s|%(reason)s" % one)


def chosen(elements, job, index):
    return [one for one in elements if one["job"] == int(job) and index in ("", str(one["index"]))]


def scontrol(arguments):
    if arguments[:2] == ["show", "config"]:
        print(text("config"))
    elif arguments[0] == "requeue":
        with queue() as elements:
            for one in chosen(elements, *arguments[1].split("_")):
                one["requeue"] = True


def scancel(arguments):  # JOB[_INDEX] [requeue|kill]: as a job of higher priority or a dead node
    job, _, index = arguments[0].partition("_")
    with queue() as elements:
        for one in chosen(elements, job, index):
            one["requeue"] = "requeue" in arguments or "kill" in arguments
            if one["state"] == "RUNNING":
                os.killpg(one["group"], signal.SIGKILL if "kill" in arguments else signal.SIGTERM)
            elif one["state"] == "PENDING":
                one["state"] = "CANCELLED"


def started(one):
    one["tries"] += 1
    seconds = float(text("job_seconds") or 0)
    end = time.time() + (seconds if seconds and one["tries"] == 1 else 100000)
    environment = dict(os.environ, SLURM_ARRAY_JOB_ID=str(one["job"]), SLURM_JOB_ID="1",
                       SLURM_ARRAY_TASK_ID=str(one["index"]), SLURM_JOB_END_TIME=str(int(end)))
    with open(one["log"], "ab") as log:
        process = subprocess.Popen(one["command"], cwd=one["chdir"], env=environment, stdout=log,
                                   stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    one.update(state="RUNNING", reason="None", group=process.pid, requeue=False)
    return process


def schedule(elements, processes):
    for one in elements:
        key = (one["job"], one["index"])
        if one["state"] == "RUNNING" and processes[key].poll() is not None:
            code = processes.pop(key).returncode
            one["state"] = "PENDING" if one["requeue"] else "COMPLETED" if code == 0 else "FAILED"
    alive = ("PENDING", "RUNNING")
    busy = {one["job"] for one in elements if one["state"] in alive}
    for one in elements:
        if one["state"] != "PENDING":
            continue
        running = [o for o in elements if o["state"] == "RUNNING"]
        if busy & set(one["after"]):
            one["reason"] = "Dependency"
        elif sum(o["job"] == one["job"] for o in running) >= one["limit"]:
            one["reason"] = "JobArrayTaskLimit"
        elif len(running) >= 2:
            one["reason"] = "Resources"
        elif not os.path.exists(path("hold")):
            processes[(one["job"], one["index"])] = started(one)


def controller():
    processes = {}
    while os.path.exists(path("config")):
        with queue() as elements:
            schedule(elements, processes)
        time.sleep(0.03)
    for process in processes.values():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


name = os.path.basename(sys.argv[0])
if name == "fake_slurm.py":
    controller()
else:
    {"sbatch": sbatch, "squeue": squeue, "scontrol": scontrol, "scancel": scancel}[name](sys.argv[1:])
