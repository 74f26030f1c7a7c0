/// The calls of a program and the stack of each function, as GCC's `-fcallgraph-info=su` says.
struct StackGraph {
  private var frames: [String: Int] = [:]
  private var calls: [String: Set<String>] = [:]

  /// Reads the files of one program.
  init(_ texts: [String]) {
    for line in texts.joined(separator: "\n").split(separator: "\n") {
      // A line is `kind: { key: "value" key: "value" ... }`.
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
      guard parts.count >= 4 else { continue }
      if line.hasPrefix("node:") {
        // The label is name, place and `56 bytes (static)`; a frame of another kind has no bound.
        for field in parts[3].split(separator: "\\").map({ $0.drop { $0 == "n" } })
        where field.hasSuffix(" bytes (static)") {
          frames[parts[1]] = Int(field.prefix { $0.isNumber })
        }
      } else if line.hasPrefix("edge:") {
        calls[parts[1], default: []].insert(parts[3])
      }
    }
  }

  /// Returns the largest number of bytes that `function` and all that it calls have on the stack at once;
  /// nil if a frame is not known or the calls form a circle.
  func bound(of function: String) -> Int? {
    let root = frames.keys.first {
      $0.split(separator: ":").last.map { $0 == function || $0.hasPrefix(function + ".") } == true
    }
    return root.flatMap { depth($0, callers: []) }
  }

  private func depth(_ function: String, callers: Set<String>) -> Int? {
    guard !callers.contains(function), let frame = frames[function] else { return nil }
    var deepest = 0
    for callee in calls[function] ?? [] {
      guard let below = depth(callee, callers: callers.union([function])) else { return nil }
      deepest = max(deepest, below)
    }
    return frame + deepest
  }
}
