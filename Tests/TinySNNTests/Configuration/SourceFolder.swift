import Foundation
import SpikingNetworks
import TinySNN

/// Configurations in a folder, one of which names the other.
struct SourceFolder {
  private let folder: TemporaryDirectory
  /// The folder.
  var path: String { folder.path }

  /// Writes `teacher.yaml`, a small network of the digits.
  init() throws {
    folder = try TemporaryDirectory()
    try write("teacher.yaml", SourceFolder.teacher)
  }

  /// The text of `teacher.yaml`.
  static let teacher = """
    name: the-teacher
    seed: 11
    dataset: {kind: digits, validation: 0.3}
    input: {bits: 8, timesteps: 3}
    network:
      - dense: {units: 8}
      - lif: {beta: 0.8}
      - dense: {units: 10}
      - readout: membrane
    train: {epochs: 2, batch: 64, optimizer: {kind: adam, lr: 0.01}}
    """

  /// Returns the path of the file `name`.
  func file(_ name: String) -> String { folder.file(name) }

  /// Writes the file `name`.
  func write(_ name: String, _ text: String) throws {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(text.utf8).write(to: url)
  }

  /// Writes `student.yaml`, which learns as `distillation` says, and resolves it.
  func student(_ distillation: String, _ overrides: String...) throws -> Experiment {
    try write("student.yaml", SourceFolder.student(distillation))
    return try Experiment(contentsOfFile: file("student.yaml"), overrides: overrides)
  }

  /// The text of a configuration with the section `train.distillation`.
  static func student(_ distillation: String) -> String {
    """
    seed: 2
    dataset: {kind: digits}
    input: {bits: 4, timesteps: 2}
    network:
      - dense: {units: 6}
      - lif: {beta: 0.9}
      - dense: {units: 10}
      - readout: membrane
    train:
      epochs: 2
      batch: 64
      distillation: \(distillation)
    """
  }

  /// Returns what is wrong with `student(distillation)`, the folder left out; one line for each error.
  func errors(_ distillation: String, _ overrides: String...) throws -> [String] {
    try write("student.yaml", SourceFolder.student(distillation))
    do {
      _ = try Experiment(contentsOfFile: file("student.yaml"), overrides: overrides)
      return []
    } catch let errors as ConfigurationErrors {
      return errors.errors.map { $0.description.replacing(path + "/", with: "") }
    }
  }
}
