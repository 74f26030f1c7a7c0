#!/usr/bin/env bash
# How small a whole model becomes at nearly equal accuracy: MNIST, 784-128-10, pruned, then trained through 4-bit weights.
#   results/memory.sh [OUTPUT_FOLDER]      needs python3 and TINYSNN_DATA_DIR
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-$(mktemp -d)}
mkdir -p "$out"
swift build -c release --product tinysnn >&2
tool=$(swift build -c release --show-bin-path)/tinysnn

"$tool" train configs/mnist.yaml --output "$out/float.tsnn" --quiet >/dev/null
"$tool" train configs/mnist.yaml --set "train.pruning={kind: magnitude, sparsity: 0.55, start: 0.1, end: 0.6}" \
  --output "$out/pruned.tsnn" --quiet >/dev/null
"$tool" quantize "$out/pruned.tsnn" --set quantize.weights.bits=4 --set quantize.weights.clip=mse \
  --set quantize.membrane.bits=8 --set quantize.layers.dense2.membrane.guard=auto:0 --set quantize.method=qat \
  --set quantize.qat.step=learned --set quantize.qat.lr=0.001 --set quantize.qat.epochs=10 \
  --output "$out/small.tsnn" --quiet >/dev/null
for split in validation test; do
  for model in float small; do
    "$tool" evaluate "$out/$model.tsnn" --split $split --format json --quiet >"$out/$model.$split.json"
  done
done
for model in float small; do "$tool" inspect "$out/$model.tsnn" --format json >"$out/$model.json"; done
python3 - "$out" <<'PY'
import json, sys
read = lambda name: json.load(open(f"{sys.argv[1]}/{name}.json"))
model, small = read("float"), read("small")
accuracy = lambda name, key: [read(f"{name}.{split}")[key] for split in ("validation", "test")]
bytes_float = 4 * model["parameters"] + model["float_state_bytes"]
bytes_small = small["flash_bytes"] + small["ram_bytes"]
print("| model | validation | test | bytes of parameters | bytes of state | all |")
print("|---|---:|---:|---:|---:|---:|")
v, t = accuracy("float", "float_accuracy")
print(f"| float32 | {v:.4f} | {t:.4f} | {4 * model['parameters']:,} | {model['float_state_bytes']:,} | {bytes_float:,} |")
v, t = accuracy("small", "integer_accuracy")
print(f"| 4 bits, 55 % pruned | {v:.4f} | {t:.4f} | {small['flash_bytes']:,} | {small['ram_bytes']:,} | {bytes_small:,} |")
print(f"\n{bytes_float / bytes_small:.1f} times smaller.")
PY
