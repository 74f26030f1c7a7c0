#!/usr/bin/env python3
"""Repeats a training of `tinysnn-bench --curve` with PyTorch libraries and compares the loss of every epoch.

  curve.py --bench .build/release/tinysnn-bench --net mlp256 --T 8 --coding direct --epochs 5

Both sides have the same data, initial parameters, batches in the same order, loss and optimizer. Two kinds
of partner:
  same       the peer's layers with tinysnn's reset, v = u - theta s before the decay, and fast sigmoid. Under
             direct coding nothing is random: loss and gradients of the first batch agree to rounding, and so do
             the losses until rounding has flipped spikes. From then on the peers differ among themselves, too:
             tinysnn must stay between the lowest and the highest of them, widened by --later.
  as timed   the layers that peer_bench.py times. snn.Leaky and torchhand subtract theta one step later, after the
             decay (u' = beta u + I - theta s): the same work in a slightly different network, so a band.
             (SpikingJelly is timed with its ATan surrogate, which trains faster: no comparison of losses.)
Rate coding draws other spikes on each side: the means over --draws seeds are compared, and must differ by no more
than the band or three standard errors. Exits with 1 if a comparison fails.
"""
import argparse, json, os, statistics, subprocess, sys, tempfile
import numpy as np
import torch, torch.nn.functional as F
from networks import CHANNELS, HIDDEN, HandLIF, JellyLIF, Network, TorchLIF

MAKERS = {"torchhand": HandLIF, "snntorch": TorchLIF, "spikingjelly": JellyLIF}


def bench(a, *extra):
    command = [a.bench, "--net", a.net, "--T", str(a.T), "--coding", a.coding, "--data", a.data, *extra]
    command += ["--isa", a.isa] if a.isa else []
    out = subprocess.run(command, capture_output=True, text=True)
    if out.returncode: sys.exit("tinysnn-bench failed: " + out.stderr[-400:])
    return json.loads(out.stdout)


class Partner:
    """One peer, from tinysnn's initial parameters."""

    def __init__(self, a, lif, initial):
        self.net = Network(a.net, a.T, a.coding, lif)
        self.net.load(initial)

    def first_batch(self, images, labels):
        """Loss and gradient norms of the first batch."""
        loss = F.cross_entropy(self.net(images[:128]), labels[:128])
        loss.backward()
        return [loss.item()] + [p.grad.norm().item() for s in self.net.synapses for p in (s.weight, s.bias)]

    def curve(self, images, labels, orders):
        """The mean loss of every epoch."""
        optimizer, curve = torch.optim.Adam(self.net.parameters(), lr=1e-3), []
        for order in orders:
            total = 0.0
            for at in range(0, len(order), 128):
                ix = order[at:at + 128]
                loss = F.cross_entropy(self.net(images[ix]), labels[ix])
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                total += loss.item() * len(ix)
            curve.append(total / len(order))
        return curve


def compare(a, folder):
    """Prints the table; returns what failed."""
    a.data = os.path.join(folder, "data.u8")
    here = os.path.dirname(os.path.abspath(__file__))
    subprocess.run([sys.executable, os.path.join(here, "data.py"), a.data], check=True)
    direct = a.coding == "direct"
    ours, orders = [], []
    for seed in range(1, 2 if direct else a.draws + 1):
        ours.append(bench(a, "--curve", str(a.epochs), "--exchange", folder, "--seed", str(seed), "--init-seed", "1"))
        order = np.fromfile(os.path.join(folder, "order.u32"), dtype="<u4").astype(np.int64)
        orders.append([torch.from_numpy(o) for o in order.reshape(a.epochs, -1)])
    initial = np.fromfile(os.path.join(folder, "initial.f32"), dtype="<f4")
    raw = np.fromfile(a.data, dtype=np.uint8)
    count = raw.size // 785
    images = torch.from_numpy(raw[:count * 784].reshape(count, 784)).float() / 255.0
    labels = torch.from_numpy(raw[count * 784:].astype(np.int64))
    check = bench(a, "--check") if direct else None

    mean = lambda curves: [statistics.mean(c) for c in zip(*curves)]
    variance = lambda curves: [statistics.variance(c) / len(curves) if len(curves) > 1 else 0.0 for c in zip(*curves)]
    our_curves = [o["curve"] for o in ours]
    target, target_variance = mean(our_curves), variance(our_curves)
    print(f"\n### Losses of {a.net}, T = {a.T}, {a.coding}, {ours[0]['isa']}: mean per epoch, relative difference from tinysnn\n")
    print("| | " + " | ".join(f"epoch {e + 1}" for e in range(a.epochs)) + " | first batch |")
    print("|---" * (a.epochs + 2) + "|")
    print("| tinysnn | " + " | ".join(f"{l:.5f}" for l in target) + " | |", flush=True)
    partners = []
    for lib in a.libs.split(","):
        for timed in (False, True):
            if timed and lib == "spikingjelly": continue
            exact = direct and not timed
            curves, first = [], None
            for seed, order in enumerate(orders):
                torch.manual_seed(seed + 1)
                peer = Partner(a, lambda: MAKERS[lib](timed), initial)
                if exact: first = peer.first_batch(images, labels)
                curves.append(peer.curve(images, labels, order))
            partners.append((f"{lib}, {'as timed' if timed else 'same'}", exact, curves, first))
    exact_curves = [mean(curves) for _, exact, curves, _ in partners if exact]
    ends = [(min(c), max(c)) for c in zip(*exact_curves)]
    failures = []
    for name, exact, curves, first in partners:
        curve, worst = mean(curves), None
        differences = [c / o - 1 for c, o in zip(curve, target)]
        if exact:
            # How far this peer may lie from tinysnn while tinysnn lies between the peers.
            limits = [a.first] + [max(abs(c / (low * (1 - a.later)) - 1), abs(c / (high * (1 + a.later)) - 1))
                                  for c, (low, high) in list(zip(curve, ends))[1:]]
            mine = [check["loss"]] + check["grad_norms"]
            worst = max(abs(p - q) / max(abs(p), 1e-12) for p, q in zip(first, mine))
            if not worst <= a.gradient: failures.append(f"{name}: loss or gradients of the first batch differ by {worst:.1e}")
        else:
            errors = [3 * (v + w) ** 0.5 / o for v, w, o in zip(variance(curves), target_variance, target)]
            limits = [max(a.band, e) for e in errors]
        cells = [f"{c:.5f} ({d:+.1e} of {l:.0e})" for c, d, l in zip(curve, differences, limits)]
        print(f"| {name} | " + " | ".join(cells) + f" | {f'{worst:.1e} of {a.gradient:.0e}' if exact else ''} |", flush=True)
        if not exact:
            failures += [f"{name}: epoch {e + 1} differs by {d:+.1e}, more than {l:.1e}"
                         for e, (d, l) in enumerate(zip(differences, limits)) if not abs(d) <= l]
        elif not abs(differences[0]) <= a.first:
            failures.append(f"{name}: epoch 1 differs by {differences[0]:+.1e}, more than {a.first:.1e}")
    for e, (o, (low, high)) in enumerate(zip(target, ends)):
        if e > 0 and not low * (1 - a.later) <= o <= high * (1 + a.later):
            failures.append(f"epoch {e + 1}: {o:.5f} is not between the peers' {low:.5f} and {high:.5f}, within {a.later:.0e}")
    return failures


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--bench", required=True)
    ap.add_argument("--net", default="mlp256", choices=[*HIDDEN, *CHANNELS])
    ap.add_argument("--T", type=int, default=8)
    ap.add_argument("--coding", default="direct", choices=["direct", "rate"])
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--draws", type=int, default=3, help="rate coding: seeds on each side")
    ap.add_argument("--isa")
    ap.add_argument("--libs", default=",".join(MAKERS))
    ap.add_argument("--gradient", type=float, default=1e-3, help="same, direct: loss and gradient norms of the first batch")
    ap.add_argument("--first", type=float, default=1e-3, help="same, direct: epoch 1")
    ap.add_argument("--later", type=float, default=4e-2, help="same, direct: the epochs after it, beyond the peers' own range")
    ap.add_argument("--band", type=float, default=5e-2, help="rate coding, or as timed: every epoch")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    with tempfile.TemporaryDirectory() as folder: failures = compare(a, folder)
    for failure in failures: print("FAILED:", failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__": main()
