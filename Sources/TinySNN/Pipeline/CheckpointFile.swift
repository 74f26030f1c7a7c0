import Foundation
import SpikingNetworks

/// The file that an unfinished training leaves behind, so that it goes on where it stopped.
final class CheckpointFile {
  /// The seconds between two writes of a training that is not being stopped.
  static let interval = 15.0

  private let path: String?
  private let now: @Sendable () -> Double
  private var last: Double

  /// Names the file; without a path nothing is kept.
  init(path: String?, now: @escaping @Sendable () -> Double) {
    self.path = path
    self.now = now
    last = now()
  }

  /// Returns what an earlier training left, or nil.
  ///
  /// - Throws: `InvalidArtifact` if the file is damaged.
  func read() throws -> TrainingCheckpoint? {
    guard let path, FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunDirectoryError.cannotRead(path: path, reason: "it cannot be opened")
    }
    do { return try TrainingCheckpoint(data: data) } catch {
      throw InvalidArtifact(path: path, reason: "\(error)")
    }
  }

  /// Writes a checkpoint if it is due, or `atOnce`.
  func write(_ make: () -> TrainingCheckpoint, atOnce: Bool) throws {
    guard let path, atOnce || now() - last >= Self.interval else { return }
    try AtomicFile.write(make().data(), to: path)
    last = now()
  }

  /// Removes the file of a training that has ended.
  func remove() {
    guard let path else { return }
    try? FileManager.default.removeItem(atPath: path)
  }
}
