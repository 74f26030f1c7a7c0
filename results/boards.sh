#!/usr/bin/env bash
# Makes the tables of results/boards again: exports of a small digits model and of MNIST models, dense and convolutional,
# on the host and on all emulated boards, every layer compared after every step.
#
#   results/boards.sh [FOLDER [TINYSNN]]     about ten minutes; needs TINYSNN_DATA_DIR and the tools that `tinysnn verify` names
set -euo pipefail
cd "$(dirname "$0")/.."
output=${1:-results/boards}
boards=(cortex-m0 cortex-m3 cortex-m4 cortex-m7 cortex-m33 rv32imac atmega2560 atmega328p)
tool=${2:-}
if [ -z "$tool" ]; then
  swift build -c release --product tinysnn --quiet
  tool=$(swift build -c release --show-bin-path)/tinysnn
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$output"

# measure NAME MODEL SAMPLES HOST_SAMPLES: the boards on the first test samples, then the host on more of them.
measure() {
  local name=$1 model=$2 samples=$3 host=$4 code=0
  "$tool" verify "$model" --samples "$samples" "${boards[@]/#/--target=}" --quiet >"$work/$name.txt" || code=$?
  "$tool" verify "$model" --samples "$host" --target host --quiet >>"$work/$name.txt" || code=$?
  mv "$work/$name.txt" "$output/$name.txt"
  cat "$output/$name.txt"
  [ $code -eq 0 ] || { echo "$name: exit code $code" >&2; exit "$code"; }
}

# train NAME CONFIGURATION [OVERRIDES...]
train() {
  local name=$1 configuration=$2
  shift 2
  "$tool" train "$configuration" --output "$work/$name-float.tsnn" --quiet "$@" >/dev/null
  "$tool" quantize "$work/$name-float.tsnn" --output "$work/$name.tsnn" --quiet --set quantize.weights.bits=4 >/dev/null
}

"$tool" search --target-acc 0.98 --output "$work/digits" --quiet >/dev/null
measure digits "$work/digits/model.tsnn" 360 360
train mnist-dense Benchmarks/firmware/mnist.yaml
measure mnist-dense "$work/mnist-dense.tsnn" 1000 10000
train mnist-conv configs/mnist-conv.yaml --set train.epochs=6
measure mnist-conv "$work/mnist-conv.tsnn" 1000 10000
