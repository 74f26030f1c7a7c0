import Foundation
import Testing

/// The files that processes have open, as Linux shows them.
enum OpenFiles {
  /// Whether the system shows them.
  static let areVisible = ConditionTrait.enabled(
    if: FileManager.default.fileExists(atPath: "/proc/self/fd"),
    "SKIPPED: needs /proc/self/fd"
  )

  /// The open files of this process whose paths begin with `folder`.
  static func ofThisProcess(below folder: String) -> [String] {
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return descriptors.compactMap {
      // A descriptor may be closed by another thread since it was listed.
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    .filter { $0.hasPrefix(folder) }
  }
}
