import Foundation

/// Knows where the files of data sets may lie.
///
/// A folder that the user names is the only one looked into. Otherwise `$TINYSNN_DATA_DIR` comes first
/// and the user's cache folder last. In each, a data set has a folder of its own.
public struct DatasetLocator: Hashable, Sendable {
  /// A folder with the reason why it is looked into.
  public struct Place: Hashable, Sendable {
    /// The folder that holds one folder per data set.
    public var folder: String
    /// `--data-dir`, `$TINYSNN_DATA_DIR` or `cache folder`.
    public var reason: String
  }

  /// The files of a data set.
  struct Files: Hashable, Sendable {
    /// The folder that they lie in.
    var folder: String
    /// Where the files of `DatasetKind.files` are, in that order.
    var paths: [String]
  }

  /// Where files are looked for, in order.
  public let places: [Place]

  /// Whether the user named the folder on the command line: its data are wanted, and no others.
  public let isExplicit: Bool

  /// Creates a locator.
  ///
  /// - Parameters:
  ///   - dataDirectory: The folder that the user names, or nil.
  ///   - environment: The environment variables; `TINYSNN_DATA_DIR`, `XDG_CACHE_HOME` and `HOME` count.
  public init(dataDirectory: String?, environment: [String: String]) {
    isExplicit = dataDirectory != nil
    if let dataDirectory {
      places = [Place(folder: dataDirectory, reason: "--data-dir")]
      return
    }
    var places: [Place] = []
    if let folder = environment["TINYSNN_DATA_DIR"], !folder.isEmpty {
      places.append(Place(folder: folder, reason: "$TINYSNN_DATA_DIR"))
    }
    if let folder = DatasetLocator.cacheFolder(environment) {
      places.append(Place(folder: folder, reason: "cache folder"))
    }
    self.places = places
  }

  private static func cacheFolder(_ environment: [String: String]) -> String? {
    #if os(macOS)
      return environment["HOME"].map { $0 + "/Library/Caches/tinysnn" }
    #else
      if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
        return folder + "/tinysnn"
      }
      return environment["HOME"].map { $0 + "/.cache/tinysnn" }
    #endif
  }

  /// Whether the files of `kind` are there; true for an embedded set.
  public func isAvailable(_ kind: DatasetKind) -> Bool {
    kind.folder == nil || (try? files(of: kind)) != nil
  }

  /// Returns the files of `kind`, from the first place that has any of them.
  ///
  /// - Throws: `MissingInput`, which says where was looked and how to get what is missing.
  func files(of kind: DatasetKind) throws(MissingInput) -> Files {
    guard let name = kind.folder else {
      throw MissingInput("data set \(kind.rawValue) has no files: it is part of the program")
    }
    for place in places {
      let folder = place.folder + "/" + name
      let names = kind.files
      let found = names.map { DatasetLocator.file($0, in: folder) }
      let paths = found.compactMap { $0 }
      if paths.count == names.count { return Files(folder: folder, paths: paths) }
      if !paths.isEmpty {
        let missing = zip(names, found).filter { $0.1 == nil }.map(\.0)
        throw MissingInput(
          "data set \(kind.rawValue) is incomplete: \(folder) lacks "
            + DatasetLocator.list(missing)
        )
      }
    }
    throw MissingInput(missing(kind, folder: name))
  }

  private func missing(_ kind: DatasetKind, folder: String) -> String {
    let looked = places.map { "  \($0.folder)/\(folder) (\($0.reason))" }.joined(separator: "\n")
    return """
      data set \(kind.rawValue) not found; looked in
      \(looked.isEmpty ? "  no folder: neither --data-dir, $TINYSNN_DATA_DIR nor $HOME is set" : looked)
      for \(DatasetLocator.list(kind.files)).
      Get the files from \(kind.homepage ?? "their authors") into a folder named \(folder), \
      and name its parent with --data-dir or TINYSNN_DATA_DIR.
      """
  }

  /// Returns the names, but not more than four of them.
  private static func list(_ names: [String]) -> String {
    let rest = names.count - 4
    return names.prefix(4).joined(separator: ", ")
      + (rest > 0 ? " and \(NumberText.grouped(rest)) more" : "")
  }

  /// Returns the path of `name` in `folder` if it is there, decompressed if need be.
  private static func file(_ name: String, in folder: String) -> String? {
    let plain = name.hasSuffix(".gz") ? [String(name.dropLast(3))] : []
    return ([name] + plain).map { folder + "/" + $0 }.first(where: isFile)
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }
}
