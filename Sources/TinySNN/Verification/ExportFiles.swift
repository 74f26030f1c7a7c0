import CodeGeneration
import Foundation
import SpikingNetworks

/// The files of an export as bytes: as a bundle gives them, or as they lie in a folder.
public struct ExportFiles: Sendable {
  /// The contents by name inside the folder, in the bundle's order.
  private(set) var files: [(name: String, data: Data)]

  /// Takes the files of `bundle` as they are.
  public init(_ bundle: CSourceBundle) {
    files = bundle.files.map { ($0.name, Data($0.text.utf8)) }
  }

  /// Reads the files that `bundle` consists of from `folder`.
  ///
  /// - Throws: `MissingInput` if the folder or one of the files is missing or cannot be read.
  public init(_ bundle: CSourceBundle, readFrom folder: String) throws {
    guard FileManager.default.fileExists(atPath: folder) else {
      throw MissingInput("there is no export at \(folder); `tinysnn export` writes one")
    }
    files = try bundle.files.map { file in
      let path = "\(folder)/\(file.name)"
      do { return (file.name, try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
        throw MissingInput("a file of the export is missing or cannot be read: \(path)")
      }
    }
  }

  /// The hash of names and contents, whatever their order.
  var hash: String {
    var hash = FNV1a()
    for (name, data) in files.sorted(by: { $0.name < $1.name }) {
      for bytes in [Data(name.utf8), data] {
        hash.add(UInt64(bytes.count))
        for byte in bytes { hash.add(UInt64(byte)) }
      }
    }
    return hash.text
  }

  /// Returns the names of the files whose bytes differ from those of `bundle`.
  func names(differingFrom bundle: CSourceBundle) -> [String] {
    files.filter { bundle[$0.name].map { Data($0.utf8) } != $0.data }.map(\.name)
  }

  /// Writes the files to `folder`.
  func write(to folder: URL) throws {
    for (name, data) in files {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try data.write(to: file)
    }
  }
}
