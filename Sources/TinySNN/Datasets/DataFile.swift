import Foundation

/// A file of a data set.
enum DataFile {
  /// Returns the bytes of the file `path`.
  ///
  /// - Throws: `MissingInput` if it cannot be read.
  static func contents(ofFile path: String) throws -> Data {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MissingInput("cannot read the data file \(path)")
    }
    return data
  }
}
