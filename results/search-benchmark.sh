#!/usr/bin/env bash
# How fast the strategies find the smallest model of a space whose every candidate was evaluated (MNIST).
#   results/search-benchmark.sh OUTPUT_FOLDER      needs python3 and TINYSNN_DATA_DIR; finished searches are kept
# Float models are trained once, beforehand; times are those of the searches alone.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:?"usage: results/search-benchmark.sh OUTPUT_FOLDER"}
mkdir -p "$out"
swift build -c release --product tinysnn >&2
tool=$(swift build -c release --show-bin-path)/tinysnn

# run NAME KEY=VALUE...: one search, unless it is finished.
run() {
  local name=$1 settings=() status=0
  shift
  [ -s "$out/$name/summary.json" ] && return
  # An interrupted search starts anew: its time is that of one process.
  [ "$name" = models ] || rm -rf "${out:?}/$name"
  for setting in "$@"; do settings+=(--set "$setting"); done
  "$tool" search configs/search-benchmark.yaml "${settings[@]}" --models "$out/models" --output "$out/$name" --resume --quiet \
    >/dev/null || status=$?
  # A search without a winner (3) is a result.
  [ $status -eq 0 ] || [ $status -eq 3 ] || exit $status
  echo "$name" >&2
}

# All float models, so that no search trains: one candidate of each.
run models search.strategy.kind=grid "search.space={network.0.dense.units: [40, 56, 80], train.pruning.sparsity: [0.1, 0.6]}"
for seed in 1 2 3 4 5; do
  for strategy in sensitivity evolutionary random ascending; do
    budget=none
    # A random search ends nowhere: it gets as many candidates as a twentieth of the space.
    [ $strategy = random ] && budget=2073
    # What does not draw is run once.
    [ $strategy = ascending ] && [ $seed -gt 1 ] && continue
    run "$strategy-$seed" "search.strategy.kind=$strategy" "search.strategy.seed=$seed" "search.budget.trials=$budget"
  done
done
run enumeration search.strategy.kind=grid search.early_stop=none
python3 results/search-benchmark.py "$out"
