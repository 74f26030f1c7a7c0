import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks

extension ModelArtifact {
  /// Reads a model file, or the model of a run folder.
  ///
  /// - Throws: `MissingInput`, `InvalidArtifact`.
  public init(contentsOfModelOrRun path: String) throws {
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    guard exists else { throw MissingInput("there is no model or run at \(path)") }
    guard isDirectory.boolValue else {
      try self.init(contentsOfFile: path)
      return
    }
    let directory = RunDirectory(path: path)
    guard directory.contains(.model) else {
      throw MissingInput(
        "\(path) holds no model: the run is not finished, or nothing met its target"
      )
    }
    try self.init(contentsOfFile: directory.path(of: .model))
  }

  /// Writes the model to `path` in one step.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  public func write(to path: String) throws {
    try AtomicFile.write(data(), to: path)
  }

  /// Returns the exporter for the model's integers.
  ///
  /// - Parameters:
  ///   - name: The prefix of all names; nil takes the configuration's.
  ///   - packages: The forms of the export; nil takes the configuration's.
  /// - Throws: `InvalidArtifact` for a model that has no integers yet, `ExportError`.
  public func exporter(
    name: String? = nil,
    packages: [ExportPackage]? = nil
  ) throws -> CHeaderExporter {
    guard let network else {
      throw InvalidArtifact(
        path: "the model",
        reason: "its integers: \(model.spec.absenceOfIntegers)"
      )
    }
    return try CHeaderExporter(
      network,
      name: name ?? experiment.export.name,
      origin: try origin(of: network),
      packages: packages ?? experiment.export.packages
    )
  }

  /// Writes the C sources to the folder `path` and returns the names of the files.
  ///
  /// - Throws: As `exporter(name:packages:)`, and `RunDirectoryError.cannotWrite`.
  public func export(
    name: String?,
    packages: [ExportPackage]? = nil,
    to path: String
  ) throws -> [String] {
    let bundle = try exporter(name: name, packages: packages).render()
    for file in bundle.files {
      try AtomicFile.write(Data(file.text.utf8), to: "\(path)/\(file.name)")
    }
    return bundle.files.map(\.name)
  }

  /// Where an export of `network` comes from.
  ///
  /// The hash is that of the integers alone: equal networks have it in common whatever made them.
  private func origin(of network: QuantizedNetwork) throws -> ExportOrigin {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let hash = FNV1a.text(of: try encoder.encode(network))
    return ExportOrigin(
      version: provenance.version,
      configHash: provenance.configHash,
      modelHash: hash,
      lines: provenance.banner + ["model \(hash)"]
    )
  }
}

extension Provenance {
  /// The line that heads every generated file.
  fileprivate var banner: [String] {
    [
      "tinysnn \(version), configuration \(configHash), seed \(seed), data set \(dataset)"
        + (trialID.map { ", candidate \($0)" } ?? "")
    ]
  }
}
