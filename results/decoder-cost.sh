#!/usr/bin/env bash
# Makes the decoder costs of docs/numerics.md again: code size and stack of an exported two-layer model on Cortex-M0
# for each weight width of one kind of layer, everything else equal. Needs arm-none-eabi-gcc (package gcc-arm-none-eabi).
#   results/decoder-cost.sh
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
swift build -c release >&2
tool=$(swift build -c release --show-bin-path)/tinysnn

# measure KIND LAYERS SETTING...: one line for each width that `bits` stands for in the settings.
measure() {
  local kind=$1 layers=$2 bits setting settings code stack plain
  shift 2
  for bits in 8 2 3 4 5 6 7 16; do
    settings=(--set quantize.weights.scale=tensor --set quantize.membrane.bits=20 --set quantize.membrane.guard=0)
    for setting in "$@"; do settings+=(--set "${setting/%bits/$bits}"); done
    "$tool" quantize "$work/$kind.tsnn" --quiet --output "$work/model.tsnn" "${settings[@]}" >/dev/null
    "$tool" export "$work/model.tsnn" --output "$work/export" --name m >/dev/null
    cat >"$work/export/run.c" <<'C'
#include "m.h"
uint16_t run(m_state_t *state, const uint8_t *input);
uint16_t run(m_state_t *state, const uint8_t *input) { return m_run(state, input); }
C
    (cd "$work" && arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb -std=c99 -Os -fstack-usage -c export/run.c -o run.o)
    code=$(arm-none-eabi-size -A "$work/run.o" | awk '/^\.text/ { sum += $2 } END { print sum }')
    stack=$(awk -F'\t' '$2 > most { most = $2 } END { print most }' "$work/run.su")
    [ "$bits" != 8 ] || plain=$code
    printf '%-9s  %4d  %10d  %26d  %12d\n' "$kind" "$bits" "$code" $(((code - plain) / layers)) "$stack"
  done
}

# convolution KIND ITEM: a small trained network with one such layer behind the input.
convolution() {
  cat >"$work/$1.yaml" <<YAML
dataset: {kind: digits}
input: {bits: 4, timesteps: 4}
network:
  - conv: {channels: 4, kernel: 3}
  - lif: {}
  - $2
  - lif: {}
  - dense: {units: 10}
  - readout: membrane
train: {epochs: 2}
YAML
  "$tool" train "$work/$1.yaml" --quiet --output "$work/$1.tsnn" >/dev/null
}

"$tool" train --quiet --output "$work/dense.tsnn" >/dev/null
convolution conv 'conv: {channels: 4, kernel: 3}'
convolution depthwise 'depthwise: {kernel: 3}'
echo "layer      bits  code bytes  more per layer than 8 bits  stack of run"
measure dense 2 quantize.weights.bits=bits
# The other layers keep their 8 bits.
measure conv 1 quantize.layers.conv2.weights.bits=bits
measure depthwise 1 quantize.layers.depthwise2.weights.bits=bits
