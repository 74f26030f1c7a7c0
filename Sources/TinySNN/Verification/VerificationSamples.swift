/// What samples an export was run on.
public struct VerificationSamples: Codable, Hashable, Sendable {
  /// For example `test samples of digits`.
  public var source: String
  /// How many of them the target was given.
  public var count: Int
  /// How many inputs of golden vectors boards were given besides.
  public var golden: Int
  /// Whether they were made up, because the data set is not there.
  public var isSynthetic: Bool

  private enum CodingKeys: String, CodingKey {
    case source, count, golden
    case isSynthetic = "synthetic"
  }

  /// Describes samples.
  public init(source: String, count: Int, golden: Int, isSynthetic: Bool = false) {
    self.source = source
    self.count = count
    self.golden = golden
    self.isSynthetic = isSynthetic
  }
}
