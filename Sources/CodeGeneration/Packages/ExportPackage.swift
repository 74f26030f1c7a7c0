/// A form of the export.
///
/// The header files always lie at the top of the export, because they are what is verified; every other
/// form is a folder beside them that holds all it needs and can be taken alone.
public enum ExportPackage: String, Codable, CaseIterable, Hashable, Sendable {
  /// Headers with an example, a self-test and a manifest.
  case header
  /// A CMake project: a library of headers, a library with one copy of the tables, tests, installation.
  case cmake
  /// A library for Arduino and PlatformIO, with two sketches.
  case arduino

  /// The folder of the package inside the export; nil for the top.
  var folder: String? {
    switch self {
    case .header: nil
    case .cmake, .arduino: rawValue
    }
  }

  /// What the package is, for people.
  var title: String {
    switch self {
    case .header: "headers with an example and a self-test"
    case .cmake: "a CMake project: `add_subdirectory`, or installed and found by `find_package`"
    case .arduino: "a library for Arduino and PlatformIO, with an example and the self-test"
    }
  }
}

extension ExportPackage {
  /// Throws `ExportError.invalidIdentifier` if the package has no place for a model called `name`.
  func check(_ name: CIdentifier) throws(ExportError) {
    switch self {
    case .header: break
    case .cmake:
      guard !ExportPackage.reservedTargets.contains(name.text.lowercased()) else {
        throw .invalidIdentifier(name: name.text, reason: "CMake has a target of this name")
      }
      try refuseSystemHeader(name)
    case .arduino:
      try refuseSystemHeader(name)
    }
  }

  /// The folder of the headers is on the search path, where `<name>.h` would take another header's place.
  private func refuseSystemHeader(_ name: CIdentifier) throws(ExportError) {
    guard !ExportPackage.systemHeaders.contains(name.text.lowercased()) else {
      throw .invalidIdentifier(
        name: name.text,
        reason: "\(name.text).h would hide a header of the system"
      )
    }
  }

  /// Targets that CMake's generators make themselves.
  private static let reservedTargets: Set<String> = [
    "all", "all_build", "clean", "edit_cache", "help", "install", "package", "package_source",
    "preinstall", "rebuild_cache", "run_tests", "test", "zero_check",
  ]

  /// Headers of C, and of Arduino's cores; file systems may not tell capitals apart.
  private static let systemHeaders: Set<String> = [
    "arduino", "assert", "binary", "complex", "ctype", "eeprom", "errno", "fenv", "float",
    "inttypes",
    "iso646", "limits", "locale", "math", "memory", "pins_arduino", "print", "printable", "setjmp",
    "signal", "spi", "stdalign", "stdarg", "stdatomic", "stdbool", "stddef", "stdint", "stdio",
    "stdlib",
    "stdnoreturn", "stream", "string", "strings", "tgmath", "threads", "time", "uchar", "wchar",
    "wctype",
    "wire", "wprogram",
  ]
}
