/// Which fold of a cross-validation is the test part.
public struct FoldConfig: Codable, Hashable, Sendable {
  /// The number of folds, 2...100.
  public var count: Int
  /// The fold that is the test part, 0..<count.
  public var index: Int

  /// Creates a choice.
  public init(count: Int, index: Int) {
    self.count = count
    self.index = index
  }
}

extension FoldConfig {
  /// Reads the section `dataset.folds`; nil without one.
  init?(_ reader: ConfigReader) {
    guard !reader.keys.isEmpty else { return nil }
    count = reader.int("count", in: 2...100)
    index = reader.int("index", in: 0...count - 1, default: 0)
    reader.finish()
  }

  /// The canonical spelling.
  var node: ConfigNode { .map([("count", .int(count)), ("index", .int(index))]) }
}
