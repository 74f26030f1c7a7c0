#!/usr/bin/env bash
# Makes the decoder costs of docs/numerics.md again: code size and stack of an exported two-layer model on Cortex-M0
# for each weight width, everything else equal. Needs arm-none-eabi-gcc (package gcc-arm-none-eabi).
#   results/decoder-cost.sh
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
swift build -c release >&2
tool=$(swift build -c release --show-bin-path)/tinysnn

"$tool" train --quiet --output "$work/float.tsnn" >/dev/null
echo "bits  code bytes  more per layer than 8 bits  stack of run"
for bits in 8 2 3 4 5 6 7 16; do
  "$tool" quantize "$work/float.tsnn" --quiet --output "$work/model.tsnn" \
    --set "quantize.weights.bits=$bits" --set quantize.weights.scale=tensor \
    --set quantize.membrane.bits=20 --set quantize.membrane.guard=0 >/dev/null
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
  printf '%4d  %10d  %26d  %12d\n' "$bits" "$code" $(((code - plain) / 2)) "$stack"
done
