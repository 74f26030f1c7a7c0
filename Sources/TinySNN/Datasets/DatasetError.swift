/// A data file that is not what it has to be.
public struct DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, or the name of embedded data.
  public var file: String
  /// What was expected and what was found.
  public var message: String

  /// Creates an error.
  public init(file: String, message: String) {
    self.file = file
    self.message = message
  }

  /// One line: `file: message`.
  public var description: String { "\(file): \(message)" }
}
