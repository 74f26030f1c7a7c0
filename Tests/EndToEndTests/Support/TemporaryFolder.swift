import Foundation
import Synchronization

/// A folder of its own for one test, removed with its content afterwards.
final class TemporaryFolder: Sendable {
  /// Where it is.
  let url: URL

  /// Creates an empty folder.
  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("tinysnn-e2e-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Removes the folder at the end of the process: for folders that several tests share.
  func removeAtExit() {
    Self.shared.withLock { paths in
      if paths.isEmpty {
        atexit {
          let paths = TemporaryFolder.shared.withLock { $0 }
          for path in paths { try? FileManager.default.removeItem(atPath: path) }
        }
      }
      paths.append(url.path)
    }
  }
  private static let shared = Mutex<[String]>([])

  /// Returns the path of the file or folder `name`.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Whether there is a file or folder `name`.
  func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Writes a text file; folders on the way are created.
  func write(_ text: String, to name: String) throws {
    try write(Data(text.utf8), to: name)
  }

  /// Writes a file; folders on the way are created.
  func write(_ data: Data, to name: String) throws {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try data.write(to: file)
  }

  /// Reads a file.
  func data(_ name: String) throws -> Data {
    try Data(contentsOf: url.appendingPathComponent(name))
  }

  /// Reads a text file.
  func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }

  /// Returns the paths of all files at or below `name`, relative to it and sorted.
  func files(below name: String) throws -> [String] {
    let below = FileManager.default.enumerator(atPath: path(name))?.compactMap { $0 as? String }
    return (below ?? []).filter { file in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path(name) + "/" + file, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }
}
