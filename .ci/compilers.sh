# Sourced by .ci/strict and .ci/fuzz/run: which compilers there are and what they can.

# Sets `clang`, empty without one: in PATH, or beside `swift`, whose toolchain brings its own.
find_clang() {
  local swift
  clang=$(command -v clang || true)
  swift=$(command -v swift || true)
  if [ -z "$clang" ] && [ -n "$swift" ] && [ -x "$(dirname "$(readlink -f "$swift")")/clang" ]; then
    clang=$(dirname "$(readlink -f "$swift")")/clang
  fi
}

# can_sanitize COMPILER SANITIZERS: whether a program built with them runs.
can_sanitize() {
  local folder result=1
  [ -n "$1" ] && command -v "$1" >/dev/null || return 1
  folder=$(mktemp -d)
  echo 'int main(void) { return 0; }' >"$folder/main.c"
  "$1" "-fsanitize=$2" "$folder/main.c" -o "$folder/main" >/dev/null 2>&1 && "$folder/main" >/dev/null 2>&1 && result=0
  rm -rf "$folder"
  return $result
}

# The name of the model in an exported folder.
model_name() {
  local vectors
  vectors=("$1"/*_vectors.h)
  vectors=${vectors[0]##*/}
  echo "${vectors%_vectors.h}"
}
