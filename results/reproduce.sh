#!/usr/bin/env bash
# Makes the figures of results/README.md again: eight seeds of the built-in search and one MNIST search.
#   results/reproduce.sh [OUTPUT_FOLDER]      MNIST is left out, aloud, where TINYSNN_DATA_DIR has none
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-$(mktemp -d)}
swift build -c release >&2
tool=$(swift build -c release --show-bin-path)/tinysnn

row() { # NAME FOLDER: one line of the table from summary.json
  python3 - "$1" "$2/summary.json" <<'PY'
import json, sys
name, path = sys.argv[1:]
s = json.load(open(path))
m, b, t, twin = s["selected"], s["baseline"], s["trials"], s.get("twin")
spikes = m["spikes_per_inference"]
if twin and "spikes_per_inference" in twin:
    others = twin["spikes_per_inference"]
    saved = f"{others:.1f} | {100 * (1 - spikes / others):.0f} %"
elif twin:
    saved = "failed | -"
else:
    saved = "- | -"
errors = sum(v["mismatches"] for v in s["verification"])
inputs = sum(v["vectors"] for v in s["verification"])
print(f"| {name} | {m['validation_accuracy']:.4f} | {m['test_accuracy']:.4f} | {b['test_accuracy']:.4f} "
      f"| {m['flash_bytes']} | {b['parameter_bytes'] / m['flash_bytes']:.1f} | {m['ram_bytes']} "
      f"| {spikes:.1f} | {saved} | {t['complete']} | {errors} of {inputs} | {s['seconds']['total']:.1f} |")
PY
}

echo "| run | validation | test | float test | flash bytes | float / flash | RAM bytes | spikes | of the twin | fewer | complete | mismatches | seconds |"
echo "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
for seed in 1 2 3 4 5 6 7 8; do
  "$tool" search --target-acc 0.98 --seed "$seed" --quiet --output "$out/digits-$seed" >/dev/null
  row "digits, seed $seed" "$out/digits-$seed"
done
if "$tool" datasets info mnist >/dev/null 2>&1; then
  "$tool" search configs/mnist.yaml --target-acc 0.98 --quiet --output "$out/mnist-1" >/dev/null
  row "mnist, seed 1" "$out/mnist-1"
else
  echo "MNIST was left out: no files; see \`tinysnn datasets info mnist\`" >&2
fi
echo "runs in $out" >&2
