"""The rows and tables of results/quantization.sh."""
import json, os, sys

MODES = ("floor", "half_up", "half_even", "stochastic", "qat")


def read(path):
    with open(path) as f: return json.load(f)


def write(path, value):
    """Aside, then in one step: an interrupted run leaves no half row."""
    with open(path + ".part", "w") as f: json.dump(value, f, indent=1, sort_keys=True)
    os.replace(path + ".part", path)


def row(file, seconds, name, grid, bits, mode, origin):
    result = {"name": name, "grid": grid, "bits": int(bits), "mode": mode, "seconds": float(seconds),
              "origin": origin}
    if os.path.exists(file + ".test.json"):
        test, model = read(file + ".test.json"), read(file + ".inspect.json")
        result.update(accuracy=test["integer_accuracy"], spikes=test["spikes_per_inference"],
                      synops=test["synops_per_inference"], flash=model["flash_bytes"], ram=model["ram_bytes"])
    else:
        with open(file + ".log") as f: result["failure"] = f.read().strip()
    write(file + ".json", result)


def table(folder, name):
    float_model, shape = read(f"{folder}/{name}.float.json"), read(f"{folder}/{name}.inspect.json")
    rows = [read(f"{folder}/{f}") for f in sorted(os.listdir(folder))
            if f.startswith(name + "-") and f.endswith(".json") and "." not in f[:-5]]
    rows = [r for r in rows if r.get("name") == name]
    cells = {(r["grid"], r["bits"], r["mode"]): r for r in rows}
    float_bytes = 4 * shape["parameters"] + shape["float_state_bytes"]
    print(f"### {name}\n")
    print(f"Float: {float_model['float_accuracy']:.4f} on test data, {shape['parameters']:,} parameters, "
          f"{float_model['spikes_per_inference']:.0f} spikes and {float_model['synops_per_inference']:.0f} synaptic operations, "
          f"{float_bytes:,} bytes with its state. Cells: test accuracy, spikes / synaptic operations per inference.\n")
    print("| grid | bits | " + " | ".join(MODES) + " | flash, `qat` | RAM, `qat` | float / integer bytes, `qat` |")
    print("|---|---:|" + "---|" * len(MODES) + "---:|---:|---:|")
    for grid, bits in dict.fromkeys((r["grid"], r["bits"]) for r in sorted(rows, key=order)):
        texts = []
        for mode in MODES:
            r = cells.get((grid, bits, mode))
            texts.append("-" if not r else "failed" if "failure" in r
                         else f"{r['accuracy']:.4f}, {r['spikes']:.0f} / {r['synops']:.0f}")
        best = cells.get((grid, bits, "qat"), {})
        sizes = ["-"] * 3
        if "flash" in best:
            sizes = [f"{best['flash']:,}", f"{best['ram']:,}", f"{float_bytes / (best['flash'] + best['ram']):.1f}"]
        print(f"| {grid} | {bits} | " + " | ".join(texts + sizes) + " |")
    total = sum(r["seconds"] for r in rows)
    print(f"\n{len(rows)} cells, {total / 60:.0f} minutes.")
    for r in rows:
        if "failure" in r: print(f"- {r['grid']} {r['bits']} {r['mode']}: {r['failure']}")
    print()


def order(r):
    grids = ("symmetric", "twos_complement", "power_of_two", "ternary", "binary")
    return grids.index(r["grid"]), -r["bits"]


if __name__ == "__main__":
    {"row": row, "table": table}[sys.argv[1]](*sys.argv[2:])
