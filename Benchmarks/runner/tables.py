"""Markdown tables of a results file."""
from .grid import ALL_PEERS, NETS, Configuration
from .results import CANDIDATE, METRICS

NAMES = {"train": "training", "infer128": "inference, batch 128", "infer1": "inference, batch 1"}


def number(value, digits=0):
    return "-" if value is None else f"{value:,.{digits}f}"


def ratio(ours, theirs):
    return f"{ours / theirs:.1f}" if ours and theirs else "-"


def ordered(results):
    return sorted(results.keys, key=lambda k: (NETS.index(k[0]), k[1], k[2] != "rate", k[3]))


def machine(results):
    for m in results.special("machine"):
        peers = ", ".join(f"{n} {v}" for n, v in m["peers"].items() if n != "torchhand") or "none"
        print(f"{m['machine']}, {m['cpus']} CPUs, {m['memory_gib']} GiB; {m['system']}; {m['date']}; {m['swift']}; "
              f"tinysnn {m['commit']}; peers: {peers}\n")
        if "+cu" in str(m["peers"].get("torch", "")):
            print("This PyTorch is a CUDA build: as fast on the CPU, but with more than twice the memory of the CPU build. "
                  "Do not quote memory ratios from this run.\n")


def gemm(results):
    rows = results.special("gemm")
    if not rows: return
    print("### Dense product of the engine (GFLOP/s, " + rows[0]["gemm"].split(",")[0] + ")\n")
    sets = [s for s in ("baseline", "avx2", "avx512") if s in rows[0]]
    print("| threads | " + " | ".join(sets) + " |\n|---" + "|---:" * len(sets) + "|")
    for r in {r["threads"]: r for r in rows}.values():
        print(f"| {r['threads']} | " + " | ".join(number(r.get(s)) for s in sets) + " |")
    print()


def configuration(results, key):
    """All libraries of one configuration; factors say how many times tinysnn's figure is better."""
    print(f"### {Configuration(*key).title}\n")
    print("| library | train/s | b128/s | b1/s | peak MB | x train | x b128 | x b1 | x memory |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    ours = results.figures(key, "tinysnn") or {}
    notes = []
    if CANDIDATE in ours: notes.append(f"tinysnn: a candidate by post-training quantization and its evaluation on 6,000 samples, {number(ours[CANDIDATE])} samples/s")
    libs = dict.fromkeys(r["lib"] for r in results.rows(key))
    rank = lambda lib: (("tinysnn",) + ALL_PEERS).index(lib.split("+")[0])
    for lib in sorted(libs, key=rank):
        f = results.figures(key, lib)
        cells = [number(f.get(m)) for m in METRICS] + [number(f["rss"])]
        if lib == "tinysnn": cells += [""] * 4
        else: cells += [ratio(ours.get(m), f.get(m)) for m in METRICS] + [ratio(f["rss"], ours.get("rss"))]
        print(f"| {lib} | " + " | ".join(cells) + " |")
        if f["drift"] and f["drift"] > 0.05: notes.append(f"{lib}: first and last run differ by {f['drift']:.0%} in training")
        if f["disturbed"]: notes.append(f"{lib}: fewer than 5 undisturbed repetitions of {', '.join(dict.fromkeys(f['disturbed']))}")
    print()
    for note in notes: print(f"- {note}")
    if notes: print()


def overview(results):
    """How many times faster tinysnn is than each peer: default mode / fastest mode."""
    keys = ordered(results)
    peers = [p for p in ALL_PEERS if results.rows(base=p)]
    if not peers: return
    for metric in METRICS + ("rss",):
        title = NAMES.get(metric, "peak memory in training (how many times less; default mode / smallest of all modes)")
        print(f"### tinysnn against each peer: {title}" + ("" if metric == "rss" else " (x default mode / x fastest mode)") + "\n")
        print("| configuration | " + " | ".join(peers) + " |\n|---" + "|---:" * len(peers) + "|")
        for key in keys:
            ours, cells = results.figures(key, "tinysnn"), []
            for p in peers:
                peer = results.peer(key, p)
                pair = [(peer[m] or {}).get(metric) for m in ("default", "fastest")] if peer else [None, None]
                mine = ours.get(metric) if ours else None
                cells.append(" / ".join(ratio(v, mine) if metric == "rss" else ratio(mine, v) for v in pair))
            print(f"| {Configuration(*key).title} | " + " | ".join(cells) + " |")
        print()


def instruction_sets(results):
    """tinysnn on every instruction set, beside the fastest mode of any peer."""
    keys = [k for k in ordered(results) if results.rows(k, lib="tinysnn+avx2") or results.rows(k, lib="tinysnn+baseline")]
    if not keys: return
    libs = ["tinysnn", "tinysnn+avx2", "tinysnn+baseline"]
    print("### tinysnn restricted to other instruction sets: samples/s (x the fastest mode of any peer)\n")
    for metric in METRICS:
        print(f"{NAMES[metric].capitalize()}:\n\n| configuration | fastest peer | fastest set | avx2 | baseline |\n|---|---:|---:|---:|---:|")
        for key in keys:
            peers = [results.peer(key, p) for p in ALL_PEERS]
            best = max(((p["fastest"].get(metric) or 0, p["names"].get(metric, "")) for p in peers if p), default=(0, ""))
            cells = []
            for lib in libs:
                mine = (results.figures(key, lib) or {}).get(metric)
                cells.append(f"{number(mine)} ({ratio(mine, best[0])})" if mine else "-")
            print(f"| {Configuration(*key).title} | {number(best[0]) + ' ' + best[1] if best[0] else '-'} | " + " | ".join(cells) + " |")
        print()


def errors(results):
    for r in results.special("error"): print(f"FAILED: {' '.join(r['args'])}: {r['error'][-300:]}\n")


def report(results):
    """Everything, in the order in which it is read."""
    from . import verdicts
    machine(results)
    gemm(results)
    for key in ordered(results): configuration(results, key)
    overview(results)
    instruction_sets(results)
    for r in results.special("curves"): print(r["curves"].strip() + "\n")
    errors(results)
    verdicts.report(results)
