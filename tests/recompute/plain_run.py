"""A run file with its checkpoints, its data and its network in plain PyTorch, float64."""
import gzip
import json
import pathlib
import struct
import tomllib

import h5py
import numpy
import torch
from torch.nn import functional as F

from streams import permutation, stream_seed


def read_idx(folder, part):
    for name in (part, part + ".gz"):
        file = pathlib.Path(folder, name)
        if file.exists():
            data = (gzip.open if name.endswith(".gz") else open)(file, "rb").read()
            shape = struct.unpack(f">{data[3]}I", data[4:4 + 4 * data[3]])
            return torch.from_numpy(numpy.frombuffer(data, "u1", offset=4 + 4 * data[3])
                                    .reshape(shape).copy())
    raise SystemExit(f"{folder} has no {part} (or the same with .gz); name the folder with --data")


def safetensors(path):
    with open(path, "rb") as file:
        head = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    head.pop("__metadata__", None)
    types = {"F32": "<f4", "F64": "<f8", "I64": "<i8", "U8": "u1"}
    return {name: torch.from_numpy(numpy.frombuffer(data[slice(*t["data_offsets"])],
                                                    types[t["dtype"]]).reshape(t["shape"]).copy())
            for name, t in head.items()}


class Run:
    def __init__(self, path, folder):
        path = pathlib.Path(path)
        with h5py.File(path, "r", swmr=True) as file:
            self.config = tomllib.loads(file["/entry/config/resolved"].asstr()[()])
            self.plan = json.loads(file["/entry/plan"][()])
            self.events = [(int(r["step"]), r["kind"].decode(), json.loads(r["details"]))
                           for r in file["/entry/events"][:]]
            kept = [r for r in file["/entry/checkpoints"][:] if r["kept"]]
            beside = path.with_name(path.name.replace(".thaw.h5", ".checkpoints"))
            self.checkpoints = {int(r["step"]): beside / r["file"].decode() for r in kept}
            self.series = {name: {int(s): (float(v), float(e)) for s, v, e in
                                  zip(c["step"][:], c["value"][:], c["value_errors"][:])}
                           for name, c in file["/entry/series"].items()}
        dataset = self.config["dataset"]
        if dataset["id"] == "synthetic":
            raise SystemExit("the pictures of dataset.id = \"synthetic\" are not remade here; "
                             "use fashion_mnist or mnist")
        first = lambda pixels, count: pixels[:count] if count else pixels
        pixels = first(read_idx(folder, "train-images-idx3-ubyte"), dataset["train_examples"])
        scaled = pixels.double() / 255
        self.mean, self.deviation = ((scaled.mean(), scaled.std()) if dataset["normalise"]
                                     else (0, 1))
        self.pad = dataset["pad"]
        self.train_pixels = pixels
        self.train_labels = read_idx(folder, "train-labels-idx1-ubyte")[:len(pixels)].long()
        self.test_pixels = first(read_idx(folder, "t10k-images-idx3-ubyte"),
                                 dataset["test_examples"])
        self.test_labels = read_idx(folder, "t10k-labels-idx1-ubyte")[:len(self.test_pixels)].long()

    def images(self, pixels):
        x = (pixels.float() / 255).double().unsqueeze(1)
        return (F.pad(x, (self.pad,) * 4) - self.mean) / self.deviation

    def metrics(self):
        return [dict(m) for m in self.config["metrics"]]

    def diagnostics_seed(self):
        own = self.config["seeds"]["diagnostics"]
        return own if own != "run" else stream_seed(self.config["run"]["seed"], "diagnostics")

    def metric_seed(self, metric, purpose, step=0):
        seed = stream_seed(self.diagnostics_seed(), "metric", metric["seed"])
        return stream_seed(seed, f"{metric['name']}.{purpose}", step)

    def subset(self, metric):
        order = permutation(len(self.train_pixels), self.metric_seed(metric, "subset"))
        chosen = torch.tensor(order[:min(metric["examples"], len(order))])
        return self.images(self.train_pixels[chosen]), self.train_labels[chosen]

    def trainable(self, step):
        """Names of the blocks that training moves from this boundary on."""
        blocks = [b["name"] for b in self.plan["blocks"]]
        if self.config["intervention"]["id"] != "gradual_unfreezing":
            return blocks
        free = {blocks[-1]} if self.config["intervention"].get("start", 0) == 0 else set(blocks)
        for at, kind, details in self.events:
            if at <= step and kind == "released":
                free.update(blocks if "parameters" in details else {details["block"]})
            if at <= step and kind == "frozen":
                free.discard(details["block"])
            if at <= step and kind == "released_all":
                free.update(blocks)
        return [b for b in blocks if b in free]


class Weights(dict):
    """Remembers the order in which a forward pass first asks for its entries."""

    def __init__(self, entries):
        super().__init__(entries)
        self.asked = {}

    def __getitem__(self, name):
        self.asked.setdefault(name)
        return super().__getitem__(name)


class PlainNetwork:
    kink = 0.0  # where ReLU bends; float32 sees some activations on the other side of 0

    def __init__(self, config, state):
        self.config = config["network"]
        self.state = Weights({name[len("network."):]: t.double() if t.is_floating_point() else t
                              for name, t in state.items() if name.startswith("network.")})
        size = 28 + 2 * config["dataset"]["pad"]
        self.logits(torch.zeros(1, 1, size, size, dtype=torch.double))
        self.names = [n for n in self.state.asked if "running" not in n]  # in the network's order

    def blocks(self, chosen):
        return [n for n in self.names if n.split(".")[0] in chosen]

    def logits(self, x, moved=None):
        w = self.state if moved is None else Weights({**self.state, **moved})
        linear = lambda x, n: F.linear(x, w[n + ".weight"], w[n + ".bias"])
        conv = lambda x, n, stride=1, padding=0: F.conv2d(
            x, w[n + ".weight"], w[n + ".bias"] if n + ".bias" in w else None, stride, padding)
        norm = lambda x, n: F.batch_norm(x, w[n + ".running_mean"], w[n + ".running_var"],
                                         w[n + ".weight"], w[n + ".bias"], False, 0, 1e-5)
        return getattr(self, "_" + self.config["id"])(x, w, linear, conv, norm)

    def relu(self, x):
        return torch.where(x > self.kink, x, torch.zeros_like(x))

    def _mlp(self, x, w, linear, conv, norm):
        x = x.flatten(1)
        for i in range(1, self.config["depth"] + 1):
            x = self.relu(linear(x, f"layer{i}.linear"))
        return linear(x, "head.linear")

    def _lenet(self, x, w, linear, conv, norm):
        for block in ("conv1", "conv2"):
            x = self.relu(F.max_pool2d(conv(x, block + ".conv"), 2))
        return linear(self.relu(linear(x.flatten(1), "fc1.linear")), "head.linear")

    def _vgg11(self, x, w, linear, conv, norm):
        for i, pool in enumerate((1, 1, 0, 1, 0, 1, 0, 1), 1):
            x = conv(x, f"conv{i}.conv", padding=1)
            if self.config["batch_norm"]:
                x = norm(x, f"conv{i}.norm")
            x = self.relu(F.max_pool2d(x, 2) if pool else x)
        x = x.flatten(1)
        for i in (1, 2):
            x = self.relu(linear(x, f"head.linear{i}"))
        return linear(x, "head.linear3")

    def _resnet18(self, x, w, linear, conv, norm):
        small = self.config["stem"] == "small"
        x = norm(conv(x, "stem.conv", 1 if small else 2, 1 if small else 3), "stem.norm")
        x = self.relu(x if small else F.max_pool2d(x, 3, 2, 1))
        for layer in range(1, 5):
            for block in (1, 2):
                n = f"layer{layer}.block{block}."
                stride = 2 if layer > 1 and block == 1 else 1
                y = self.relu(norm(conv(x, n + "residual.conv1", stride, 1), n + "residual.norm1"))
                y = norm(conv(y, n + "residual.conv2", 1, 1), n + "residual.norm2")
                if n + "shortcut.conv.weight" in w:
                    x = norm(conv(x, n + "shortcut.conv", stride), n + "shortcut.norm")
                x = self.relu(x + y)
        return linear(x.mean((2, 3)), "head.linear")
