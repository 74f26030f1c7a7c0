#!/usr/bin/env bash
# Makes the decoder costs of docs/numerics.md again: code size and stack of exported models on Cortex-M0 for each grid,
# width and storage of one table of weights in one kind of layer, everything else equal. Needs arm-none-eabi-gcc
# (package gcc-arm-none-eabi).
#   results/decoder-cost.sh
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
swift build -c release --product tinysnn >&2
tool=$(swift build -c release --show-bin-path)/tinysnn

# Code and stack of `run` of the export in $work/export.
compile() {
  cat >"$work/export/run.c" <<'C'
#include "m.h"
#if defined(M_ENCODING_KEY_LOW)
#define RUN(state, input) m_run(state, input, 1U)
#else
#define RUN(state, input) m_run(state, input)
#endif
uint16_t run(m_state_t *state, const uint8_t *input);
uint16_t run(m_state_t *state, const uint8_t *input) { return RUN(state, input); }
C
  (cd "$work" && arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb -std=c99 -Os -fstack-usage -c export/run.c -o run.o)
  code=$(arm-none-eabi-size -A "$work/run.o" | awk '/^\.text/ { sum += $2 } END { print sum }')
  stack=$(awk -F'\t' '$2 > most { most = $2 } END { print most }' "$work/run.su")
}

# measure KIND NETWORK LAYER [TABLE]: one line for each decoder of the layer's weights, or of the recurrent ones, which
# its descriptor alone chooses. What the tables hold is of no matter: nothing is run. A kind of groups has no sparse
# rows.
measure() {
  local kind=$1 network=$2 layer=$3 tail='},$' grid bits storage plain code stack
  # In the descriptor the factor R follows the recurrent weights, an end of line the others.
  [ "${4-}" != recurrence ] || tail='}, [0-9]*U,$'
  "$tool" quantize "$work/$network.tsnn" --quiet --output "$work/model.tsnn" --set quantize.weights.bits=8 \
    --set quantize.weights.scale=tensor --set quantize.membrane.bits=20 --set quantize.membrane.guard=0 >/dev/null
  rm -rf "$work/export"
  "$tool" export "$work/model.tsnn" --output "$work/export" --name m >/dev/null
  cp "$work/export/m.h" "$work/original.h"
  [ "$kind" != direct-groups ] || group "$work/original.h"
  while read -r grid bits storage; do
    [[ $kind != *groups ]] || [ "$storage" = DENSE ] || continue
    sed "s/{TINYSNN_[A-Z_]*, M_${layer}_WEIGHT_BITS, TINYSNN_[A-Z0-9_]*\($tail\)/{TINYSNN_$grid, ${bits}U, TINYSNN_$storage\1/" \
      "$work/original.h" >"$work/export/m.h"
    grep -qF "{TINYSNN_$grid, ${bits}U, TINYSNN_$storage}" "$work/export/m.h"
    compile
    [ "$grid $bits $storage" != "OFFSET 8 DENSE" ] || plain=$code
    printf '%-13s  %-15s  %4d  %-8s  %10d  %22d  %12d\n' \
      "$kind" "$grid" "$bits" "$storage" "$code" $((code - plain)) "$stack"
  done <<'DECODERS'
OFFSET 8 DENSE
OFFSET 2 DENSE
OFFSET 3 DENSE
OFFSET 4 DENSE
OFFSET 5 DENSE
OFFSET 6 DENSE
OFFSET 7 DENSE
OFFSET 16 DENSE
OFFSET 2 PADDED
OFFSET 3 PADDED
OFFSET 4 PADDED
TERNARY 2 PADDED
BINARY 1 PADDED
POWER_OF_TWO 3 DENSE
POWER_OF_TWO 4 DENSE
POWER_OF_TWO 5 DENSE
TERNARY 2 DENSE
BINARY 1 DENSE
OFFSET 2 SPARSE_2
OFFSET 3 SPARSE_2
OFFSET 4 SPARSE_2
OFFSET 5 SPARSE_2
OFFSET 6 SPARSE_2
OFFSET 7 SPARSE_2
OFFSET 8 SPARSE_2
OFFSET 16 SPARSE_2
POWER_OF_TWO 3 SPARSE_2
POWER_OF_TWO 4 SPARSE_2
POWER_OF_TWO 5 SPARSE_2
TERNARY 2 SPARSE_2
OFFSET 8 SPARSE_4
OFFSET 4 SPARSE_4
TERNARY 2 SPARSE_4
DECODERS
}

# group HEADER: the windows of conv1, which sees one channel, become those of four channels with a group each: no
# data set has samples of several channels.
group() {
  sed -i '/ m_conv1_window = {/,/};/ {
    s/^    8U, 1U, 1U, 8U, 8U, 1U,$/    8U, 1U, 1U, 8U, 8U, 4U,/
    s/^    1U, 4U, M_CONV1_CHANNELS,/    1U, 1U, M_CONV1_CHANNELS,/
  }' "$1"
  grep -qF '    8U, 1U, 1U, 8U, 8U, 4U,' "$1"
  grep -qF '    1U, 1U, M_CONV1_CHANNELS,' "$1"
}

# network NAME LAYERS [CODING]: a small trained network whose first layers are LAYERS.
network() {
  cat >"$work/$1.yaml" <<YAML
dataset: {kind: digits}
input: {bits: 4, timesteps: 4, coding: ${3-direct}}
network:
$2
  - dense: {units: 10}
  - readout: membrane
train: {epochs: 2}
YAML
  "$tool" train "$work/$1.yaml" --quiet --output "$work/$1.tsnn" >/dev/null
}

network direct '  - dense: {units: 16}
  - lif: {}'
network rate '  - dense: {units: 16}
  - lif: {}' rate
network recurrent '  - dense: {units: 16, recurrent: true}
  - lif: {}
  - dense: {units: 12, recurrent: true}
  - lif: {}'
network dense '  - dense: {units: 16}
  - lif: {}
  - dense: {units: 12}
  - lif: {}'
network conv '  - conv: {channels: 4, kernel: 3}
  - lif: {}
  - conv: {channels: 4, kernel: 3}
  - lif: {}'
network pooled '  - conv: {channels: 4, kernel: 3}
  - lif: {}
  - pool: {kind: sum, size: 2}
  - conv: {channels: 4, kernel: 3}
  - lif: {}'
network groups '  - conv: {channels: 4, kernel: 3}
  - lif: {}
  - depthwise: {kernel: 3}
  - lif: {}'
echo "layer          grid             bits  storage   code bytes  more than 8 bits dense  stack of run"
# The other tables keep their 8 bits. What begins with `direct` reads the integers of a sample, `rate` draws spikes, the
# others read spikes.
measure direct direct DENSE1
measure rate rate DENSE1
measure dense dense DENSE2
measure direct-rec recurrent DENSE1 recurrence
measure recurrent recurrent DENSE2 recurrence
measure beside-rec recurrent DENSE2
measure direct-conv conv CONV1
measure conv conv CONV2
measure pooled pooled CONV2
measure direct-groups conv CONV1
measure groups groups DEPTHWISE2
