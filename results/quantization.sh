#!/usr/bin/env bash
# Accuracy over weight grids, widths and rounding modes: post-training quantization and quantization-aware training
# of the MNIST networks, measured on test data. Goes on where it was interrupted; cells of another program or model are
# made again.
#   results/quantization.sh OUTPUT_FOLDER [NAME...]     NAME: mnist, mnist-conv; needs python3 and TINYSNN_DATA_DIR
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:?"usage: results/quantization.sh OUTPUT_FOLDER [NAME...]"}
shift
names=("$@")
[ ${#names[@]} -gt 0 ] || names=(mnist mnist-conv)
mkdir -p "$out"
swift build -c release --product tinysnn >&2
tool=$(swift build -c release --show-bin-path)/tinysnn

grids="symmetric:2 symmetric:3 symmetric:4 symmetric:5 symmetric:6 symmetric:7 symmetric:8 symmetric:16
twos_complement:2 twos_complement:3 twos_complement:4 twos_complement:5 twos_complement:6 twos_complement:7
twos_complement:8 twos_complement:16 power_of_two:3 power_of_two:4 power_of_two:5 ternary:2 binary:1"
# Every neuron parameter and the membranes take 8 bits at most. Membranes that are read out use all of them.
declare -A last=([mnist]=dense2 [mnist-conv]=dense3)
common=(--set quantize.weights.clip=mse --set quantize.bias.bits=8 --set quantize.threshold.bits=8
  --set quantize.decay.bits=8 --set quantize.membrane.bits=8)

# cell NAME GRID BITS MODE ORIGIN: one quantized model and its figures, unless they are there already.
cell() {
  local name=$1 grid=$2 bits=$3 mode=$4 origin=$5 file="$out/$1-$2-$3-$4" settings=()
  if [ -s "$file.json" ] && grep -q "\"origin\": \"$origin\"" "$file.json"; then return; fi
  if [ "$mode" = qat ]; then
    settings=(--set quantize.method=qat --set quantize.qat.epochs=3 --set quantize.qat.lr=0.001
      --set quantize.weights.rounding=half_even)
    # Its scale is a power of two, which training cannot move.
    [ "$grid" = twos_complement ] || settings+=(--set quantize.qat.step=learned)
  else
    settings=(--set "quantize.weights.rounding=$mode")
  fi
  local start status=0
  start=$(date +%s.%N)
  "$tool" quantize "$out/$name.tsnn" --set "quantize.weights.grid=$grid" --set "quantize.weights.bits=$bits" \
    "${common[@]}" --set "quantize.layers.${last[$name]}.membrane.guard=auto:0" "${settings[@]}" --output "$file.tsnn" --quiet >/dev/null 2>"$file.log" || status=$?
  # A model that cannot be is a result; anything else ends the run.
  [ $status -eq 0 ] || [ $status -eq 65 ] || { cat "$file.log" >&2; exit $status; }
  local seconds
  seconds=$(python3 -c "import time; print('%.1f' % (time.time() - $start))")
  if [ $status -eq 0 ]; then
    "$tool" evaluate "$file.tsnn" --split test --format json --quiet >"$file.test.json"
    "$tool" inspect "$file.tsnn" --format json >"$file.inspect.json"
  fi
  python3 results/quantization.py row "$file" "$seconds" "$name" "$grid" "$bits" "$mode" "$origin"
  rm -f "$file.tsnn" "$file.test.json" "$file.inspect.json"
  echo "$name $grid $bits $mode: $seconds s" >&2
}

for name in "${names[@]}"; do
  if [ ! -s "$out/$name.tsnn" ] || [ -e "$out/$name.tsnn.checkpoint" ]; then
    "$tool" train "configs/$name.yaml" --output "$out/$name.tsnn" --resume --quiet >/dev/null
  fi
  "$tool" evaluate "$out/$name.tsnn" --split test --format json --quiet >"$out/$name.float.json"
  "$tool" inspect "$out/$name.tsnn" --format json >"$out/$name.inspect.json"
  # What all cells of a table have in common.
  origin=$(cat "$tool" "$out/$name.tsnn" | sha256sum | cut -c 1-16)
  for spec in $grids; do
    for mode in floor half_up half_even stochastic qat; do
      cell "$name" "${spec%:*}" "${spec#*:}" "$mode" "$origin"
    done
  done
  python3 results/quantization.py table "$out" "$name"
done
