#!/usr/bin/env python3
"""What strategy, journal and bookkeeping cost, and how long a journal of 100,000 lines takes to resume.

    results/overhead.py OUTPUT_FOLDER      needs TINYSNN_DATA_DIR for MNIST; finished studies are kept

Studies run on one thread, where the driver's time is what a study takes beyond training and evaluations.
"""
import json, os, subprocess, sys, time

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
out = sys.argv[1]
os.makedirs(out, exist_ok=True)
subprocess.run(["swift", "build", "-c", "release", "--product", "tinysnn"], cwd=root, check=True, stdout=sys.stderr)
where = subprocess.run(["swift", "build", "-c", "release", "--show-bin-path"], cwd=root, check=True, capture_output=True, text=True)
tool = where.stdout.strip() + "/tinysnn"


def search(name, config, *settings, resume=False):
    folder = f"{out}/{name}"
    if not resume and os.path.exists(f"{folder}/summary.json"): return summary(name)
    command = [tool, "search", f"{root}/configs/{config}.yaml", "--jobs", "1", "--output", folder, "--resume", "--quiet"]
    for setting in settings: command += ["--set", setting]
    status = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
    if status not in (0, 3): sys.exit(f"{name}: exit {status}")
    return summary(name)


def summary(name):
    with open(f"{out}/{name}/summary.json") as f: return json.load(f)


print("| study | trials | training, s | evaluations, s | driver, s | of the study |\n|---|---:|---:|---:|---:|---:|")
for name, config, settings in [
    ("digits", "digits", []),
    ("digits, 1,000 random candidates", "digits", ["search.strategy.kind=random", "search.budget.trials=1000"]),
    ("MNIST", "mnist", []),
    ("search benchmark, sensitivity", "search-benchmark", []),
    ("search benchmark, 2,073 random candidates", "search-benchmark", ["search.strategy.kind=random", "search.budget.trials=2073"]),
]:
    run = search(name.replace(",", "").replace(" ", "-"), config, *settings)
    seconds = run["seconds"]
    driver = seconds["search"] - seconds["evaluate"]
    study = seconds["train"] + seconds["search"]
    print(f"| {name} | {run['trials']['total']:,} | {seconds['train']:.1f} | {seconds['evaluate']:.1f} | {driver:.2f} | {100 * driver / study:.1f} % |")

print("\n| journal of 50,000 digits trials | lines | resumed in, s |\n|---|---:|---:|")
for strategy in ("random", "grid", "evolutionary"):
    name = f"journal-{strategy}"
    settings = ["train.epochs=20", "search.budget.trials=50000", "search.space.network.0.dense.units=[64]",
                f"search.strategy.kind={strategy}", "search.strategy.patience=none"]
    if not os.path.exists(f"{out}/{name}/interrupted"):
        search(name, "digits", *settings)
        # As a crash right before its end leaves it.
        with open(f"{out}/{name}/journal.jsonl") as f: lines = f.readlines()
        assert '"event":"finished"' in lines[-1]
        with open(f"{out}/{name}/interrupted", "w") as f: f.writelines(lines[:-1])
    os.replace(f"{out}/{name}/interrupted", f"{out}/{name}/journal.jsonl")
    os.remove(f"{out}/{name}/summary.json")
    run = search(name, "digits", *settings, resume=True)
    with open(f"{out}/{name}/journal.jsonl") as f: count = sum(1 for _ in f)
    seconds = run["seconds"]
    # The models of a finished run are gone: the winner's is trained again, which is no part of resuming.
    print(f"| `{strategy}` | {count:,} | {seconds['search'] - seconds['evaluate']:.2f} |")
