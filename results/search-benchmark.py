"""The table of results/search-benchmark.sh."""
import csv, json, os, statistics, sys

out = sys.argv[1]


def summary(name):
    with open(f"{out}/{name}/summary.json") as f: return json.load(f)


def rows(name):
    with open(f"{out}/{name}/evaluations.csv") as f: return list(csv.DictReader(f))


target = 0.97
everything = [r for r in rows("enumeration") if r["state"] == "complete"]
feasible = [r for r in everything if float(r["validation_accuracy"]) >= target]
optimum = min(int(r["flash_bytes"]) for r in feasible)
whole = summary("enumeration")
time = whole["seconds"]["search"]
print(f"{whole['trials']['total']:,} candidates, {len(feasible):,} reach {target}; the smallest has {optimum:,} bytes. "
      f"Trying everything: {time:.0f} s.\n")

# Main effects: the part of the variance of bytes that each key explains by itself.
sizes = [int(r["flash_bytes"]) for r in everything]
mean, total = statistics.fmean(sizes), sum((s - statistics.fmean(sizes)) ** 2 for s in sizes)
keys = [k for k in everything[0] if k.split(".")[0] in ("network", "train", "quantize")]
print("| key | part of the variance of bytes |\n|---|---:|")
for key in keys:
    groups = {}
    for r, size in zip(everything, sizes): groups.setdefault(r[key], []).append(size)
    part = sum(len(g) * (statistics.fmean(g) - mean) ** 2 for g in groups.values()) / total
    print(f"| `{key}` | {part:.2f} |")

print("\n| strategy | seeds | found | bytes, median | above the optimum | candidates, median | seconds, median | of enumeration | of ascending |")
print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
ascending = summary("ascending-1")["seconds"]["search"]
for strategy in ("sensitivity", "evolutionary", "ascending", "random"):
    names = [n for n in sorted(os.listdir(out)) if n.startswith(strategy + "-") and os.path.exists(f"{out}/{n}/summary.json")]
    runs = [summary(n) for n in names]
    won = [r for r in runs if r["selected"]]
    bytes_ = [r["selected"]["flash_bytes"] for r in won] or [float("nan")]
    seconds = statistics.median(r["seconds"]["search"] for r in runs)
    trials = statistics.median(r["trials"]["total"] for r in runs)
    middle = statistics.median(bytes_)
    print(f"| `{strategy}` | {len(runs)} | {len(won)} | {middle:,.0f} | {100 * (middle / optimum - 1):.1f} % | {trials:,.0f} | "
          f"{seconds:.1f} | {100 * seconds / time:.1f} % | {seconds / ascending:.2f} |")
