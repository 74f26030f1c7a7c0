/// Returns the element of `names` that `text` is most probably a misspelling of, or nil.
///
/// At most one change in three characters counts as a misspelling.
func nearestName(to text: String, in names: [String]) -> String? {
  let candidates = names.map { (name: $0, distance: editDistance(text, $0)) }
  guard let best = candidates.min(by: { $0.distance < $1.distance }),
    best.distance <= max(1, max(text.count, best.name.count) / 3)
  else { return nil }
  return best.name
}

/// Returns the number of insertions, deletions, replacements and swaps of neighbours between two texts.
func editDistance(_ first: String, _ second: String) -> Int {
  let (rows, columns) = (Array(first), Array(second))
  var distances = [Array(0...columns.count)]
  for row in rows.indices {
    var current = [row + 1]
    for column in columns.indices {
      let replaced = distances[row][column] + (rows[row] == columns[column] ? 0 : 1)
      var best = min(replaced, distances[row][column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, rows[row] == columns[column - 1], rows[row - 1] == columns[column] {
        best = min(best, distances[row - 1][column - 1] + 1)
      }
      current.append(best)
    }
    distances.append(current)
  }
  return distances[rows.count][columns.count]
}
