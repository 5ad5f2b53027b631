#!/usr/bin/env python3
"""The quickstart as a whole against a PyTorch script of the same job, in paired runs: the same steps,
batch size, frozen blocks, readings and images evaluated. Needs Debian's python3-torch and
Fashion-MNIST.

    /usr/bin/python3 tests/bench/peers/quickstart.py [--pairs N] [--steps N] [--threads N]

Each pair is one `thaw run` and one PyTorch process, which reads out of that run when blocks were
released and what was measured when. Printed: how many times as long PyTorch took, by the clock and by
the processor time of all threads; the median with the least and the greatest. --steps makes it shorter
(938 is the quickstart); --examples N ends both with N images a split instead of all.

The script is what one writes: torch.nn, SGD, frozen blocks without gradients, tensors normalised
beforehand, evaluation in batches of 500, tr(F) by vmap(grad) with one sampled label, S_avg by ten
perturbed forward passes, S_worst by five steps on each batch of 32.
"""
import argparse
import glob
import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

DATA = "/usr/share/datasets/fashion-mnist/"
CONFIG = "resources/experiments/quickstart.toml"
TAMED = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "1000", "OPENBLAS_NUM_THREADS": "1",
         "MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "268435456"}


def peer(job):
    import torch
    from torch import nn
    from torch.nn import functional as F
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from peers import by_vmap, resnet18, sampled

    torch.set_num_threads(job["threads"])
    torch.manual_seed(1)

    def idx(path, head):
        opened = gzip.open(path) if path.endswith(".gz") else open(path, "rb")
        with opened as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8)[head:]

    images = idx(DATA + "train-images-idx3-ubyte.gz", 16).view(-1, 1, 28, 28).float() / 255
    mean, deviation = images.mean(), images.std()

    def ready(x):
        return (x.view(-1, 1, 28, 28).float() / 255 - mean) / deviation

    images = (images - mean) / deviation
    labels = idx(DATA + "train-labels-idx1-ubyte.gz", 8).long()
    test_labels = idx(DATA + "t10k-labels-idx1-ubyte.gz", 8).long()
    splits = [ready(idx(DATA + "t10k-images-idx3-ubyte.gz", 16))]
    splits += [ready(idx(path, 16)) for path in job["shifted"]]
    net = resnet18(8)
    blocks = [net[0:3], net[3:5], net[5:7], net[7:9], net[9:11], net[11:]]
    optimiser = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=0.01)
    some, some_labels = images[:64], labels[:64]

    def evaluate(count):
        with torch.no_grad():
            for split in splits:
                loss = right = 0.0
                for begin in range(0, count, 500):
                    y = test_labels[begin:min(count, begin + 500)]
                    out = net(split[begin:begin + len(y)])
                    loss += F.cross_entropy(out, y, reduction="sum").item()
                    right += (out.argmax(1) == y).sum().item()

    def sharpness_avg():
        with torch.no_grad():
            kept = [p.clone() for p in net.parameters()]
            F.cross_entropy(net(some), some_labels).item()
            for _ in range(10):
                for p, w in zip(net.parameters(), kept):
                    p.copy_(w + 0.01 * w.abs() * torch.randn_like(w))
                F.cross_entropy(net(some), some_labels).item()
            for p, w in zip(net.parameters(), kept):
                p.copy_(w)

    def sharpness_worst():
        kept = [p.detach().clone() for p in net.parameters()]
        for begin in range(0, 64, 32):
            x, y = some[begin:begin + 32], some_labels[begin:begin + 32]
            for _ in range(5):
                loss = F.cross_entropy(net(x), y)
                gradients = torch.autograd.grad(loss, list(net.parameters()))
                with torch.no_grad():
                    z = [g * w.abs() for g, w in zip(gradients, kept)]
                    length = sum(part.square().sum() for part in z).sqrt()
                    for p, w, part in zip(net.parameters(), kept, z):
                        p.copy_(w + 0.01 * w.abs() * part / length)
            with torch.no_grad():
                F.cross_entropy(net(x), y).item()
                for p, w in zip(net.parameters(), kept):
                    p.copy_(w)

    def measure(step):
        net.eval()
        grads = [p.requires_grad for p in net.parameters()]
        for p in net.parameters():
            p.requires_grad_(True)
        if step in job["fisher_trace"]:
            by_vmap(net, some, sampled(net, some))
        if step in job["sharpness_avg"]:
            sharpness_avg()
        if step in job["sharpness_worst"]:
            sharpness_worst()
        if step in job["evaluation"]:
            evaluate(job["evaluation"][step])
        for p, g in zip(net.parameters(), grads):
            p.requires_grad_(g)

    measure(0)
    for step in range(1, job["steps"] + 1):
        for block, module in enumerate(blocks):
            module.requires_grad_(step > job["released"][block])
        net.train()
        if (step - 1) % 469 == 0:
            order = torch.randperm(len(images))
        batch = order[(step - 1) % 469 * 128:][:128]
        optimiser.zero_grad(set_to_none=True)
        out = net(images[batch])
        loss = F.cross_entropy(out, labels[batch])
        loss.backward()
        optimiser.step()
        loss.item(), (out.argmax(1) == labels[batch]).float().mean().item()
        measure(step)


def timed(command, environment, **options):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, check=True, **options)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def job_of(run, shifted, options):
    def steps(series):
        return {int(step): count for step, count in zip(series["step"], series["count"])}

    blocks = [block["name"] for block in run["plan"]["blocks"]]
    released = [run["last_step"]] * len(blocks)
    released[-1] = -1
    for event in run["events"]:
        if event["kind"] == "released":
            released[blocks.index(event["details"]["block"])] = event["step"]
    read = {name: steps(run["series"][name]) for name in
            ("fisher_trace", "sharpness_avg", "sharpness_worst")}
    return dict(read, evaluation=steps(run["series"]["accuracy.id_test"]), released=released,
                steps=run["last_step"], threads=options.threads, shifted=shifted)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--pairs", type=int, default=3)
    options.add_argument("--steps", type=int, default=938)
    options.add_argument("--examples", type=int, default=0)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--program", default="build/release/bin/thaw")
    options.add_argument("--peer", help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.peer:
        job = json.load(open(options.peer))
        for name in ("fisher_trace", "sharpness_avg", "sharpness_worst", "evaluation"):
            job[name] = {int(step): count for step, count in job[name].items()}
        return peer(job)
    wall, processor = [], []
    with tempfile.TemporaryDirectory() as folder:
        ours = dict(os.environ, THAW_CACHE=folder + "/cache")
        command = [options.program, "run", CONFIG, "-q", "--out", folder + "/runs",
                   "--set", f"run.threads={options.threads}"]
        if options.examples:
            command += ["--set", f"dataset.test_examples={options.examples}"]
        # The shifted sets are made once for all runs, and not counted.
        subprocess.run(command + ["--set", "training.steps=1"], env=ours, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shifted = sorted(glob.glob(folder + "/cache/**/*.idx3-ubyte", recursive=True))
        for pair in range(options.pairs):
            for old in glob.glob(folder + "/runs/*.h5"):
                os.remove(old)
            mine = timed(command + ["--set", f"training.steps={options.steps}"], ours,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            (file,) = glob.glob(folder + "/runs/*.h5")
            text = subprocess.run([options.program, "export", file, "--to", "json"], check=True,
                                  stdout=subprocess.PIPE).stdout
            with open(folder + "/job.json", "w") as job:
                json.dump(job_of(json.loads(text), shifted, options), job)
            theirs = timed([sys.executable, __file__, "--peer", folder + "/job.json"],
                           {**TAMED, **os.environ})
            wall.append(theirs[0] / mine[0])
            processor.append(theirs[1] / mine[1])
            print(f"pair {pair + 1}: ours {mine[0]:.1f} s ({mine[1]:.1f} s of processors), PyTorch "
                  f"{theirs[0]:.1f} s ({theirs[1]:.1f} s), load {os.getloadavg()[0]:.1f}", flush=True)
    for what, ratios in (("by the clock", wall), ("by processor time", processor)):
        print(f"PyTorch takes {statistics.median(ratios):.2f} times as long {what} "
              f"({min(ratios):.2f}-{max(ratios):.2f}, n {len(ratios)})")


if __name__ == "__main__":
    main()
