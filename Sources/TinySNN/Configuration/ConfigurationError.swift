/// One thing that is wrong with a configuration, with the place where it stands.
public struct ConfigurationError: Error, Codable, Hashable, Sendable {
  /// The file, or what stands in for one (`--set train.epochs`, `candidate`); nil if unknown.
  public var file: String?
  /// The line, from 1; nil outside a text.
  public var line: Int?
  /// The column, from 1; nil outside a text.
  public var column: Int?
  /// The dotted path of the key or of its section, empty at the top level.
  public var path: String
  /// What is wrong and what was expected, the path included.
  public var message: String

  /// Creates an error.
  public init(file: String?, line: Int?, column: Int?, path: String, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
    self.message = message
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// One line: `file:line:column: message`.
  public var description: String {
    var place: [String] = []
    if let file { place.append(file) }
    if let line, let column { place += ["\(line)", "\(column)"] }
    return place.isEmpty ? message : place.joined(separator: ":") + ": " + message
  }
}

/// All errors of one configuration; never empty.
public struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// The errors in the order of discovery.
  public var errors: [ConfigurationError]

  /// Creates a collection of at least one error.
  public init(_ errors: [ConfigurationError]) {
    self.errors = errors
  }

  /// One line per error.
  public var description: String {
    errors.map(\.description).joined(separator: "\n")
  }
}
