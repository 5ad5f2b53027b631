#!/usr/bin/env python3
"""tr(F) by PyTorch's own means on the machine and networks of bench_engine: what a reading costs, in
ordinary steps of the same framework. Needs Debian's python3-torch.

    OPENBLAS_NUM_THREADS=1 OMP_WAIT_POLICY=passive python3 tests/bench/peers/peers.py [--rounds N]
    ... peers.py --engine bench.json    # of bench_engine --json: how many times cheaper ours is

Peers: a loop over the examples, and vmap(grad) of functorch (torch.func). Both give every example's
gradient norm with one sampled label, which is also what ours is timed for. The best peer counts.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

try:
    from torch.func import functional_call, grad, vmap

    def functional(net):
        names = dict(net.named_parameters())
        buffers = dict(net.named_buffers())
        return names, lambda p, x: functional_call(net, ({**p, **buffers}), (x,))
except ImportError:
    try:
        from functorch import grad, make_functional_with_buffers, vmap

        def functional(net):
            function, parameters, buffers = make_functional_with_buffers(net)
            return parameters, lambda p, x: function(p, buffers, x)
    except ImportError:
        vmap = None


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(cout), nn.BatchNorm2d(cout)
        self.shortcut = nn.Sequential()
        if stride != 1 or cin != cout:
            self.shortcut = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False),
                                          nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        return F.relu(y + self.shortcut(x))


def lenet():
    return nn.Sequential(nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 5),
                         nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(512, 120), nn.ReLU(),
                         nn.Linear(120, 10))


def resnet18(width=16):
    layers = [nn.Conv2d(1, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    cin = width
    for i in range(4):
        layers += [Block(cin, width << i, 1 if i == 0 else 2), Block(width << i, width << i, 1)]
        cin = width << i
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(cin, 10))


def sampled(net, x):
    with torch.no_grad():
        return torch.multinomial(torch.softmax(net(x), 1), 1).squeeze(1)


def by_loop(net, x, y):
    total = 0.0
    parameters = list(net.parameters())
    for i in range(len(x)):
        loss = F.cross_entropy(net(x[i:i + 1]), y[i:i + 1])
        total += sum(float(g.square().sum()) for g in torch.autograd.grad(loss, parameters))
    return total / len(x)


def by_vmap(net, x, y):
    parameters, call = functional(net)
    loss = lambda p, a, b: F.cross_entropy(call(p, a.unsqueeze(0)), b.unsqueeze(0))
    gradients = vmap(grad(loss), in_dims=(None, 0, 0))(parameters, x, y)
    parts = gradients.values() if isinstance(gradients, dict) else gradients
    return float(sum(g.square().flatten(1).sum(1) for g in parts).mean())


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--engine")
    options = options.parse_args()
    torch.set_num_threads(2)
    ours = json.load(open(options.engine)) if options.engine else {}
    for name, make in (("lenet", lenet), ("resnet18", resnet18)):
        torch.manual_seed(1)
        net, x = make(), torch.randn(128, 1, 28, 28)
        labels = torch.randint(10, (128,))
        optimiser = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

        def step():
            net.train()
            optimiser.zero_grad()
            F.cross_entropy(net(x), labels).backward()
            optimiser.step()

        def peer(way):
            net.eval()
            return way(net, x, sampled(net, x))

        for _ in range(5):
            step()
        net.eval()
        fixed = sampled(net, x)
        ways = {"loop": by_loop}
        if vmap is not None:
            ways["vmap(grad)"] = by_vmap
        values = {word: way(net, x, fixed) for word, way in ways.items()}
        first = next(iter(values.values()))
        assert all(abs(value / first - 1) < 1e-4 for value in values.values()), values
        ratios = {word: [] for word in ways}
        for _ in range(options.rounds):
            before = time.perf_counter()
            step()
            unit = time.perf_counter() - before
            for word, way in ways.items():
                before = time.perf_counter()
                peer(way)
                ratios[word].append((time.perf_counter() - before) / unit)
        best = min(statistics.median(all_of) for all_of in ratios.values())
        for word, all_of in ratios.items():
            print(f"{name:9} {word:11} {statistics.median(all_of):6.2f} steps "
                  f"({min(all_of):.2f}-{max(all_of):.2f}, n {len(all_of)})")
        if name in ours:
            rows = {row["what"]: row["milliseconds"] for row in ours[name]["trained"]["rows"]}
            mine = rows["tr(F), sampled label"] / rows["plain step"]
            print(f"{name:9} ours        {mine:6.2f} plain steps: {best / mine:.1f} times cheaper")


if __name__ == "__main__":
    main()
