/// A folder of C sources in memory: file names with their texts, in the order to present them.
public struct CSourceBundle: Hashable, Sendable {
  /// One file.
  public struct File: Hashable, Sendable {
    /// The name inside the folder.
    public var name: String
    /// The contents, ending with a line feed.
    public var text: String

    /// Creates a file.
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// The files.
  public var files: [File]

  /// Creates a bundle.
  public init(files: [File]) {
    self.files = files
  }

  /// The text of the file called `name`, or nil.
  public subscript(name: String) -> String? {
    files.first { $0.name == name }?.text
  }
}
