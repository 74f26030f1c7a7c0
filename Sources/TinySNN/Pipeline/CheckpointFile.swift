import Foundation
import SpikingNetworks

/// The file that an unfinished training leaves behind, so that it goes on where it stopped.
///
/// Two lines: a header that says which training it belongs to, and the state of the training, whose
/// hash the header has.
final class CheckpointFile {
  /// The format that this version writes; raised when the meaning of a field changes.
  static let schema = "tinysnn.checkpoint/2"

  /// The path of the file; nil keeps nothing.
  let path: String?
  private let interval: Double
  private let now: @Sendable () -> Double
  private var last: Double

  /// Names the file; without a path nothing is kept.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - interval: The seconds between two writes of a training that is not being stopped.
  ///   - now: The clock.
  init(path: String?, interval: Double, now: @escaping @Sendable () -> Double) {
    self.path = path
    self.interval = interval
    self.now = now
    last = now()
  }

  /// The first line of the file.
  private struct Header: Codable {
    var schema: String
    /// The training that the file belongs to.
    var origin: TrainingOrigin
    /// The hash of the second line: a damaged number may look like a number.
    var hash: String
  }

  /// What every version writes into the first line.
  private struct Format: Codable {
    var schema: String
  }

  /// Returns what an earlier training of `origin` left, or nil.
  ///
  /// - Throws: `InvalidCheckpoint` if the file is damaged or belongs to another training.
  func read(for origin: TrainingOrigin) throws -> TrainingCheckpoint? {
    guard let path else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      // Another worker whose training has ended may have removed it just now.
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      throw RunDirectoryError.cannotRead(path: path, reason: "it cannot be opened")
    }
    let lines = data.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
    let decoder = JSONDecoder()
    guard lines.count == 2, let format = try? decoder.decode(Format.self, from: lines[0])
    else { throw InvalidCheckpoint(path: path, reason: .damaged) }
    guard format.schema == Self.schema else {
      throw InvalidCheckpoint(path: path, reason: .schema(format.schema))
    }
    guard let header = try? decoder.decode(Header.self, from: lines[0]) else {
      throw InvalidCheckpoint(path: path, reason: .damaged)
    }
    let state = lines[1].last == UInt8(ascii: "\n") ? lines[1].dropLast() : lines[1]
    guard header.hash == FNV1a.text(of: state) else {
      throw InvalidCheckpoint(path: path, reason: .damaged)
    }
    if let difference = header.origin.difference(from: origin) {
      throw InvalidCheckpoint(path: path, reason: .otherTraining(difference))
    }
    do { return try TrainingCheckpoint(data: state) } catch {
      throw InvalidCheckpoint(path: path, reason: .damaged)
    }
  }

  /// Writes the state of the training of `origin` if it is due, or `atOnce`.
  func write(
    _ make: () -> TrainingCheckpoint,
    of origin: TrainingOrigin,
    atOnce: Bool
  ) throws {
    guard let path, atOnce || now() - last >= interval else { return }
    let state = try make().data()
    let header = Header(
      schema: Self.schema,
      origin: origin,
      hash: FNV1a.text(of: state)
    )
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let newline = Data("\n".utf8)
    // Workers of one study may train the same model.
    try AtomicFile.write(
      try encoder.encode(header) + newline + state + newline,
      to: path,
      isShared: true
    )
    last = now()
  }

  /// Removes the file of a training that has ended.
  func remove() {
    guard let path else { return }
    try? FileManager.default.removeItem(atPath: path)
  }
}
