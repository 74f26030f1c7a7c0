/// A size or a distance along both axes of an image; a one-dimensional signal has height 1.
public struct Extent: Codable, Hashable, Sendable {
  /// The number of rows.
  public var height: Int
  /// The number of columns.
  public var width: Int

  /// Creates an extent.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Creates a square extent.
  public init(_ size: Int) {
    self.init(height: size, width: size)
  }

  /// The number of elements it spans.
  public var area: Int { height * width }
}
