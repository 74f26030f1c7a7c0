import CBoards
import Foundation

/// The sources that programs on boards, and their emulators, are built from; they are part of this binary.
enum BoardFiles {
  /// Writes them to `folder`.
  static func write(to folder: URL) throws {
    var file = tinysnn_board_files()
    while let entry = file?.pointee, let name = entry.name, let text = entry.text {
      let url = folder.appendingPathComponent(String(cString: name))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(String(cString: text).utf8).write(to: url)
      file = file?.advanced(by: 1)
    }
  }
}
