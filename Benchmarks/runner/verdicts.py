"""The targets, each with the configurations that it is about and what they reach."""
from .grid import Configuration, library
from .results import METRICS

CONV = ("conv32", "conv64")
MLP = ("mlp256", "mlp1000")


class Target:
    """tinysnn's `metric` is at least `factor` times that of `peer` in its `mode`."""

    def __init__(self, metric, nets, codings, peer, mode, factor, against=None, steps=None):
        self.metric, self.nets, self.codings = metric, nets, codings
        self.against, self.steps = against or metric, steps
        self.peer, self.mode, self.factor = peer, mode, factor

    @property
    def title(self):
        what = {"train": "training", "infer128": "inference b128", "infer1": "inference b1", "rss": "peak memory",
                "ptq6000": "one PTQ candidate, 6,000 samples"}[self.metric]
        scope = f"{' and '.join(self.nets)}, {' and '.join(self.codings)}"
        if self.metric == "rss": return f"{what}, {scope}: at most 1/{self.factor:g} of {self.peer}'s smallest"
        return f"{what}, {scope}: at least {self.factor:g} x {self.peer}, {self.mode} mode"

    def reached(self, results):
        """[(configuration, factor)] of the measured configurations, and what was not measured of those that were begun."""
        found, absent = [], []
        for key in results.keys:
            # The targets are about two threads, with which the peers run in every mode.
            if key[0] not in self.nets or key[2] not in self.codings or key[3] != 2: continue
            if self.steps and key[1] not in self.steps: continue
            ours, peer = results.figures(key, "tinysnn"), results.peer(key, self.peer)
            theirs = (peer or {}).get(self.mode) or {}
            mine, other = (ours or {}).get(self.metric), theirs.get(self.against)
            if mine and other: found.append((key, other / mine if self.metric == "rss" else mine / other))
            configuration = Configuration(*key)
            modes = configuration.modes(self.peer) if self.mode == "fastest" else [()]
            absent += [f"{library(self.peer, mode)}, {configuration.title}" for mode in modes
                       if not (results.figures(key, library(self.peer, mode)) or {}).get(self.against)]
        return found, absent


def targets():
    both = ("rate", "direct")
    peers = ("snntorch", "spikingjelly", "torchhand")
    result = [Target("train", ("mlp256",), ("rate",), p, "default", f) for p, f in zip(peers, (8, 6, 4))]
    result += [Target("train", ("mlp1000",), ("rate",), p, "default", f) for p, f in zip(peers, (6, 5, 4))]
    result.append(Target("train", MLP, ("direct",), "torchhand", "default", 2.5))
    result += [Target("train", CONV, both, p, "fastest", 2.5) for p in peers]
    result += [Target("infer128", MLP + CONV, both, p, "default", 7) for p in peers[:2]]
    result += [Target("infer128", MLP + CONV, both, p, "fastest", 2) for p in peers]
    result += [Target("infer1", MLP + CONV, both, p, "fastest", 10) for p in peers]
    result.append(Target("ptq6000", ("mlp256",), both, "snntorch", "default", 10, against="infer128", steps=(8,)))
    result += [Target("rss", MLP + CONV, both, p, "fastest", 4) for p in peers]
    return result


def report(results):
    """Prints a line per target: the worst configuration decides."""
    lines = []
    for target in targets():
        reached, absent = target.reached(results)
        if not reached and not absent: continue
        if not reached:
            lines.append(f"- NOT MEASURED: {target.title}")
            continue
        worst = min(reached, key=lambda pair: pair[1])
        missed = [pair for pair in reached if pair[1] < target.factor]
        verdict = "MISSED" if missed else "INCOMPLETE" if absent else "reached"
        lines.append(f"- {verdict}: {target.title}: {worst[1]:.1f} to {max(f for _, f in reached):.1f} in {len(reached)} configurations"
                     + "".join(f"\n  - {Configuration(*key).title}: {factor:.2f}" for key, factor in missed)
                     + "".join(f"\n  - not measured: {name}" for name in absent))
    if not lines: return
    print("### Targets, two threads\n\n" + "\n".join(lines) + "\n")
    rows = results.rows()
    disturbed = [r for r in rows if any(r[m]["clean_reps"] < 5 for m in METRICS if m in r)]
    if disturbed: print(f"{len(disturbed)} of {len(rows)} runs had fewer than 5 undisturbed repetitions: their ratios decide nothing.\n")
    if any("+cu" in r.get("torch", "") for r in rows): print("Peak memory is beside a CUDA build of PyTorch: not to be quoted.\n")
