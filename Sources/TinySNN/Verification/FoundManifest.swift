import CodeGeneration
import Foundation

/// What the `manifest.json` of an export says that decides which files belong to it.
struct FoundManifest: Decodable {
  /// The name of the file.
  static let name = "manifest.json"

  /// The forms of the export.
  var packages: [ExportPackage]
  /// The names of the other files.
  var files: [String]

  /// Reads the manifest of `folder`; nil if there is none that can be read, which comparing the files shows.
  init?(of folder: String) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(Self.name)")),
      let manifest = try? JSONDecoder().decode(FoundManifest.self, from: data)
    else { return nil }
    self = manifest
  }
}

extension ExportFiles {
  /// Reads the files that the manifest in `folder` names; nil if there is none, or if one of them is missing.
  init?(listedIn folder: String) {
    guard let manifest = FoundManifest(of: folder) else { return nil }
    let bundle = CSourceBundle(
      files: (manifest.files + [FoundManifest.name]).map { .init(name: $0, text: "") }
    )
    guard let files = try? ExportFiles(bundle, readFrom: folder) else { return nil }
    self = files
  }
}
