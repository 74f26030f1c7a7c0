/// Returns the element of `names` that `text` is most probably a misspelling of, or nil.
///
/// The distance is Levenshtein's; at most one change in three characters counts as a misspelling.
func nearestName(to text: String, in names: [String]) -> String? {
  let candidates = names.map { (name: $0, distance: editDistance(text, $0)) }
  guard let best = candidates.min(by: { $0.distance < $1.distance }),
    best.distance <= max(1, max(text.count, best.name.count) / 3)
  else { return nil }
  return best.name
}

/// Returns the number of insertions, deletions and replacements between two texts.
func editDistance(_ first: String, _ second: String) -> Int {
  let columns = Array(second)
  var previous = Array(0...columns.count)
  for (row, character) in first.enumerated() {
    var current = [row + 1]
    for (column, other) in columns.enumerated() {
      let replaced = previous[column] + (character == other ? 0 : 1)
      current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
    }
    previous = current
  }
  return previous[columns.count]
}
