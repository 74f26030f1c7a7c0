import SpikingNetworks

/// The sides of a window as the configuration spells them: one number, or rows and columns.
///
/// One number is a square, or a part of the row where the activations are a single row.
public enum WindowSides: Codable, Hashable, Sendable {
  /// One number.
  case equal(Int)
  /// Rows and columns, where one number does not say the same.
  case each(rows: Int, columns: Int)

  /// Returns the sides as an extent; `lineRows` are the rows of one number, nil for a square.
  func extent(lineRows: Int?) -> Extent {
    switch self {
    case .equal(let size): Extent(height: lineRows ?? size, width: size)
    case .each(let rows, let columns): Extent(height: rows, width: columns)
    }
  }

  /// The canonical spelling.
  var node: ConfigNode {
    switch self {
    case .equal(let size): .int(size)
    case .each(let rows, let columns): .list([.int(rows), .int(columns)])
    }
  }

  /// Creates the shortest spelling of rows and columns.
  init(rows: Int, columns: Int, lineRows: Int?) {
    self = rows == lineRows ?? columns ? .equal(columns) : .each(rows: rows, columns: columns)
  }
}

/// What a single number of a window means, and whether there can be two.
enum WindowSpelling {
  /// A square; `[rows, columns]` is possible.
  case square
  /// Part of the one row that the activations have; `[rows, columns]` is possible.
  case row
  /// Part of a row; nothing else is possible.
  case rowOnly

  /// Returns the rows that one number stands for if `single` is what one row means; nil for a square.
  func lineRows(_ single: Int) -> Int? {
    switch self {
    case .square: nil
    case .row, .rowOnly: single
    }
  }

  /// What a key in `range` expects.
  func expected(_ range: ClosedRange<Int>) -> String {
    let number = "a whole number in \(range.lowerBound)...\(range.upperBound)"
    return switch self {
    case .square, .row: number + " or [rows, columns]"
    case .rowOnly: number
    }
  }

  /// Returns the sides that `node` spells, each in `range`, or nil if it spells none.
  ///
  /// - Parameter single: The rows that one row stands for: 1 for a size, 0 for a padding.
  func sides(_ node: ConfigNode, in range: ClosedRange<Int>, single: Int) -> WindowSides? {
    func number(_ node: ConfigNode) -> Int? {
      guard case .scalar(let value) = node.content, let whole = value.wholeNumber,
        range.contains(whole)
      else { return nil }
      return whole
    }
    if let size = number(node) { return .equal(size) }
    switch (self, node.content) {
    case (.square, .sequence(let elements)), (.row, .sequence(let elements)):
      guard elements.count == 2, let rows = number(elements[0]), let columns = number(elements[1])
      else { return nil }
      return WindowSides(rows: rows, columns: columns, lineRows: lineRows(single))
    default: return nil
    }
  }
}

extension ConfigReader {
  /// Returns the sides of a window under `key`; without a default the key is required.
  func sides(
    _ key: String,
    _ spelling: WindowSpelling,
    default fallback: WindowSides? = nil
  ) -> WindowSides {
    let range = 1...255
    guard let node = take(key) else {
      return fallback ?? missing(key, spelling.expected(range), .equal(1))
    }
    return spelling.sides(node, in: range, single: 1)
      ?? wrong(node, key, spelling.expected(range), fallback ?? .equal(1))
  }
}
