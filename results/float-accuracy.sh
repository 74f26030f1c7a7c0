#!/usr/bin/env bash
# Trains the float networks of the MNIST and Fashion-MNIST configurations and measures them on test data, once.
#   results/float-accuracy.sh [OUTPUT_FOLDER]      needs python3, TINYSNN_DATA_DIR, and nothing else running
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-$(mktemp -d)}
mkdir -p "$out"
swift build -c release >&2
tool=$(swift build -c release --show-bin-path)/tinysnn

accuracy() { # MODEL SPLIT
  "$tool" evaluate "$1" --split "$2" --format json --quiet |
    python3 -c 'import json, sys; print("%.4f" % json.load(sys.stdin)["float_accuracy"])'
}

echo "| configuration | parameters | validation | test | seconds of training |"
echo "|---|---|---|---|---|"
for name in mnist mnist-conv fashion-mnist-conv; do
  dataset=${name%-conv}
  dataset=${dataset/-/_}
  if ! "$tool" datasets info "$dataset" >/dev/null 2>&1; then
    echo "$name was left out: no files; see \`tinysnn datasets info $dataset\`" >&2
    continue
  fi
  start=$(date +%s.%N)
  "$tool" train "configs/$name.yaml" --output "$out/$name.tsnn" --quiet >/dev/null
  seconds=$(python3 -c "import time; print('%.0f' % (time.time() - $start))")
  parameters=$("$tool" inspect "$out/$name.tsnn" --format json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["parameters"])')
  echo "| configs/$name.yaml | $parameters | $(accuracy "$out/$name.tsnn" validation) |" \
    "$(accuracy "$out/$name.tsnn" test) | $seconds |"
done
echo "models in $out" >&2
