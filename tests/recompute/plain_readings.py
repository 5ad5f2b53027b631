"""What each metric reads, from its definition: (series, value, kind) where kind is how far the two may
be apart, as a part of the value; "share" (of what Auto-PGD finds); for an estimate (error of the
reading, None: as stored; error of the value here); or Rounded for a difference of numbers like `of`."""
import collections

import torch
from torch.nn import functional as F

EXACT = 1e-4
Rounded = collections.namedtuple("Rounded", "of")  # of float32 numbers of that size


def readings(run, network, metric, step):
    measure = globals().get(metric["id"])
    return measure(run, network, metric, step) if measure else []


def prefix(metric):
    return "" if metric["name"] == metric["id"] else metric["name"] + "."


def chosen(run, network, metric, step):
    blocks = run.trainable(step)
    if metric.get("parameters") == "all":
        blocks = [b["name"] for b in run.plan["blocks"]]
    return blocks, network.blocks(blocks)


class Loss:
    """The mean cross-entropy of a batch as a function of the chosen weights in a row."""

    def __init__(self, network, names, images, labels):
        self.network, self.names, self.images, self.labels = network, names, images, labels
        self.w = torch.cat([network.state[n].flatten() for n in names])
        self.sizes = [network.state[n].shape for n in names]

    def __call__(self, point):
        parts = point.split([s.numel() for s in self.sizes])
        moved = {n: p.view(s) for n, p, s in zip(self.names, parts, self.sizes)}
        return F.cross_entropy(self.network.logits(self.images, moved), self.labels)

    def value(self, point):
        with torch.no_grad():
            return float(self(point))

    def gradient(self, point, graph=False):
        point = point.detach().requires_grad_(True)
        loss = self(point)
        (g,) = torch.autograd.grad(loss, point, create_graph=graph)
        return (float(loss), g, point) if graph else (float(loss), g)


def batches(images, labels, size, whole=False):
    for begin in range(0, len(labels), size):
        if not whole or begin + size <= len(labels):
            yield images[begin:begin + size], labels[begin:begin + size]


def evaluation(run, network, metric, step):
    count = len(run.test_labels)
    if step != run.plan["steps"]:
        count = min(count, metric["max_examples"])
    right = loss = 0.0
    for begin in range(0, count, 500):
        labels = run.test_labels[begin:min(count, begin + 500)]
        with torch.no_grad():
            z = network.logits(run.images(run.test_pixels[begin:min(count, begin + 500)]))
        right += float((z.argmax(1) == labels).sum()) / count
        loss += float(F.cross_entropy(z, labels, reduction="sum")) / count
    yield prefix(metric) + "accuracy.id_test", right, EXACT
    yield prefix(metric) + "loss.id_test", loss, EXACT


def sampled_labels(logits, generator):
    below = torch.softmax(logits, 1).cumsum(1)
    uniform = torch.empty((len(logits), 1), dtype=torch.double).uniform_(0, 1, generator=generator)
    return (below <= uniform).sum(1).clamp_max(logits.shape[1] - 1)


def fisher_trace(run, network, metric, step):
    """By block from J J' of every image, J the derivative of its logits."""
    images, labels = run.subset(metric)
    blocks, names = chosen(run, network, metric, step)
    if not names:
        return
    how, size = metric["labels"], min(metric["batch_size"], len(labels))
    generator = torch.Generator().manual_seed(run.metric_seed(metric, "labels", step))
    totals = dict.fromkeys(blocks, 0.0)
    used = len(labels) // size * size if how == "paper" else len(labels)
    for x, y in batches(images, labels, size, how == "paper"):
        with torch.no_grad():
            z = network.logits(x)
        p = torch.softmax(z, 1)
        drawn = sampled_labels(z, generator) if how in ("sampled", "paper") else y
        if how == "paper":
            loss = Loss(network, names, x, drawn)
            _, gradient = loss.gradient(loss.w)
            for name, part in zip(names, gradient.split([s.numel() for s in loss.sizes])):
                totals[name.split(".")[0]] += float(part.square().sum()) * len(y) ** 2 / used
            continue
        for i in range(len(y)):
            moved = {n: network.state[n].detach().clone().requires_grad_(True) for n in names}
            logits = network.logits(x[i:i + 1], moved)[0]
            rows = [torch.autograd.grad(logits[c], list(moved.values()), retain_graph=True,
                                        allow_unused=True) for c in range(len(logits))]
            mean = torch.diag(p[i]) - torch.outer(p[i], p[i])  # E (e_y - p)(e_y - p)'
            if how in ("sampled", "empirical"):
                e = F.one_hot(drawn[i], len(logits)) - p[i]
                mean = torch.outer(e, e)
            for k, name in enumerate(names):
                j = torch.stack([row[k].flatten() for row in rows])
                totals[name.split(".")[0]] += float((mean * (j @ j.T)).sum()) / used
    total, d = sum(totals.values()), sum(network.state[n].numel() for n in names)
    base = metric["name"]
    noise = run.series.get(base + ".noise", {}).get(step, (0.0, 0.0))[0]
    kind = (noise, 0.0) if how == "pairs" else EXACT
    yield base, total, kind
    yield base + ".per_parameter", total / d, (noise / d, 0.0) if how == "pairs" else EXACT
    if how != "pairs":  # the file has no noise by block
        for block, value in totals.items():
            yield f"{base}.{block}", value, EXACT


def scale(metric, w):
    return w.abs() if metric["adaptive"] else torch.ones_like(w)


def sharpness_avg(run, network, metric, step):
    images, labels = run.subset(metric)
    _, names = chosen(run, network, metric, step)
    if not names:
        return
    rho, l2 = metric["rho"], metric["norm"] == "l2"
    if metric["estimator"] == "paper":  # the very same draws
        generator = torch.Generator().manual_seed(run.metric_seed(metric, "draws", step))
        rises = []
        for x, y in batches(images, labels, metric["batch_size"]):
            loss = Loss(network, names, x, y)
            clean = loss.value(loss.w)
            for _ in range(metric["draws"]):
                noise = torch.empty(loss.w.shape)
                noise = (noise.normal_(0, 1, generator=generator) if l2
                         else noise.uniform_(-1, 1, generator=generator))
                rises.append(loss.value(loss.w + rho * scale(metric, loss.w) * noise) - clean)
        yield metric["name"], sum(rises) / len(rises), Rounded(clean)
        return
    loss = Loss(network, names, images, labels)  # other draws, in pairs of opposite ones
    generator, clean = torch.Generator().manual_seed(step), loss.value(loss.w)
    rises = []
    for _ in range(100):
        noise = torch.empty_like(loss.w)
        noise = (noise.normal_(0, 1, generator=generator) if l2
                 else noise.uniform_(-1, 1, generator=generator))
        delta = rho * scale(metric, loss.w) * noise
        rises.append((loss.value(loss.w + delta) + loss.value(loss.w - delta)) / 2 - clean)
    rises = torch.tensor(rises)
    yield metric["name"], float(rises.mean()), (None, float(rises.std()) / 10)


def auto_pgd(loss, c, rho, l2, iterations=20):
    """Croce & Hein 2020, algorithm 1, in the coordinates z = delta / c."""
    def project(z):
        return z * min(1.0, rho / max(float(z.norm()), 1e-300)) if l2 else z.clamp(-rho, rho)

    def at(z):
        value, g = loss.gradient(loss.w + c * z)
        return value, z, c * g

    checkpoints, p, before = [], 0.22, 0.0
    while p < 1:
        checkpoints.append(-int(-p * iterations // 1))
        p, before = p + max(p - before - 0.03, 0.06), p
    now = best = at(torch.zeros_like(loss.w))
    clean, step, better, last, halved, best_then = now[0], 2 * rho, 0, 0, False, now[0]
    for i in range(1, iterations + 1):
        up = now[2] * (step / (float(now[2].norm()) + 1e-12)) if l2 else step * now[2].sign()
        new = at(0.75 * project(now[1] + up) + 0.25 * now[1])
        better += new[0] > now[0]
        now = new
        best = max(best, now, key=lambda point: point[0])
        if i in checkpoints and i > last:
            halved = better < 0.75 * (i - last) or (not halved and best[0] <= best_then)
            if halved:
                step, now = step / 2, best
            best_then, last, better = best[0], i, 0
    return best[0] - clean


def sharpness_worst(run, network, metric, step):
    images, labels = run.subset(metric)
    _, names = chosen(run, network, metric, step)
    rises = []
    for x, y in batches(images, labels, metric["batch_size"]):
        if names:
            loss = Loss(network, names, x, y)
            rises.append(auto_pgd(loss, scale(metric, loss.w), metric["rho"],
                                  metric["norm"] == "l2"))
    if rises:
        yield metric["name"], sum(rises) / len(rises), "share"


def lambda_max(run, network, metric, step):
    """Lanczos' method for 60 products from a random start, with full reorthogonalisation."""
    images, labels = run.subset(metric)
    _, names = chosen(run, network, metric, step)
    if not names:
        return
    size = min(metric["batch_size"], len(labels))
    whole = len(labels) // size * size
    loss = Loss(network, names, images[:whole], labels[:whole])
    _, gradient, point = loss.gradient(loss.w, graph=True)
    v = torch.randn(loss.w.shape, generator=torch.Generator().manual_seed(step), dtype=torch.double)
    basis, alphas, betas = [], [], []
    for _ in range(min(60, len(v))):
        v = v / v.norm()
        basis.append(v)
        (product,) = torch.autograd.grad(gradient, point, v, retain_graph=True)
        alphas.append(float(product @ v))
        known = torch.stack(basis)
        rest = product - known.T @ (known @ product)
        rest = rest - known.T @ (known @ rest)
        betas.append(float(rest.norm()))
        if betas[-1] < 1e-12 * abs(alphas[0]):
            break
        v = rest
    t = torch.diag(torch.tensor(alphas, dtype=torch.double))
    for k, beta in enumerate(betas[:len(alphas) - 1]):
        t[k, k + 1] = t[k + 1, k] = beta
    yield metric["name"], float(torch.linalg.eigvalsh(t).max()), metric["tolerance"]


def gradient(run, network, metric, step):
    images, labels = run.subset(metric)
    names = network.blocks(run.trainable(step))
    if not names:
        return
    size = min(run.plan["batch_size"], len(labels))
    rows = []
    for x, y in batches(images, labels, size, True):
        loss = Loss(network, names, x, y)
        rows.append(loss.gradient(loss.w)[1])
    rows, at = torch.stack(rows), prefix(metric)
    yield at + "gradient_norm", float(rows.mean(0).norm()), EXACT
    begin = 0
    for block in run.trainable(step):
        count = sum(network.state[n].numel() for n in network.blocks([block]))
        part = rows[:, begin:begin + count]
        yield f"{at}gradient_norm.{block}", float(part.mean(0).norm()), EXACT
        begin += count
    if len(rows) > 1:
        others = (rows.sum(0) - rows) / (len(rows) - 1)
        yield at + "gradient_cosine", float(F.cosine_similarity(rows, others).mean()), EXACT


def weights(run, network, metric, step):
    squares = {b["name"]: sum(float(network.state[n].square().sum())
                              for n in network.blocks([b["name"]])) for b in run.plan["blocks"]}
    at = prefix(metric)
    yield at + "weight_norm", sum(squares.values()) ** 0.5, EXACT
    for block, square in squares.items():
        yield f"{at}weight_norm.{block}", square ** 0.5, EXACT
