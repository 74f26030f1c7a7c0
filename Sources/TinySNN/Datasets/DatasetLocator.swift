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

  /// The files of a data set with an official test part.
  struct Files: Hashable, Sendable {
    var trainImages: String
    var trainLabels: String
    var testImages: String
    var testLabels: String
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

  /// The names of the files, each of which may end in `.gz`.
  private static let names = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]

  /// Returns the files of `kind`, from the first place that has any of them.
  ///
  /// - Throws: `MissingInput`, which says where was looked and how to get what is missing.
  func files(of kind: DatasetKind) throws(MissingInput) -> Files {
    guard let name = kind.folder else {
      throw MissingInput("data set \(kind.rawValue) has no files: it is part of the program")
    }
    for place in places {
      let folder = place.folder + "/" + name
      let found = DatasetLocator.names.map { name in
        [name + ".gz", name].map { folder + "/" + $0 }.first(where: DatasetLocator.isFile)
      }
      let files = found.compactMap { $0 }
      if files.count == found.count {
        return Files(
          trainImages: files[0],
          trainLabels: files[1],
          testImages: files[2],
          testLabels: files[3]
        )
      }
      if !files.isEmpty {
        let missing = zip(DatasetLocator.names, found).filter { $0.1 == nil }.map { $0.0 + ".gz" }
        throw MissingInput(
          "data set \(kind.rawValue) is incomplete: \(folder) lacks "
            + missing.joined(separator: ", ")
        )
      }
    }
    throw MissingInput(missing(kind, folder: name))
  }

  private func missing(_ kind: DatasetKind, folder: String) -> String {
    let looked = places.map { "  \($0.folder)/\(folder) (\($0.reason))" }.joined(separator: "\n")
    let files = DatasetLocator.names.map { $0 + ".gz" }.joined(separator: ", ")
    return """
      data set \(kind.rawValue) not found; looked in
      \(looked.isEmpty ? "  no folder: neither --data-dir, $TINYSNN_DATA_DIR nor $HOME is set" : looked)
      for \(files).
      Get the four files from \(kind.homepage ?? "their authors") into a folder named \(folder), \
      and name its parent with --data-dir or TINYSNN_DATA_DIR.
      """
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }
}
