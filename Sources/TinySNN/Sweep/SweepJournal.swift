import Foundation

/// `points.jsonl`, the append-only record of a sweep: a header, then one line for each finished training.
final class SweepJournal: Sendable {
  /// The format that this version writes and reads.
  static let schema = "tinysnn.points/1"

  /// The first line.
  fileprivate struct Header: Codable {
    var schema: String
    var version: String
    var configHash: String
    var seed: UInt64
    var instructionSet: String
    var engine: Int
    var dataHash: String

    enum CodingKeys: String, CodingKey {
      case schema, version, seed, engine
      case configHash = "config_hash"
      case instructionSet = "instruction_set"
      case dataHash = "data_hash"
    }
  }

  /// What a record says.
  struct Contents: Sendable {
    /// Which sweep it belongs to; nil if the first line is not whole.
    var header: JournalHeader?
    /// The finished trainings in the order of the lines.
    var results: [SweepResult] = []
    /// The bytes up to the end of the last whole line; what follows was torn by a crash.
    var intactBytes = 0
  }

  /// What the record said when it was opened.
  let recovered: Contents
  private let file: LineFile

  /// Opens or creates the record at `path` and locks it for this process.
  ///
  /// - Throws: `JournalError.otherStudy` if it belongs to another sweep, `.locked`, `.corrupt` or `.system`.
  init(path: String, header: JournalHeader, clock: @escaping @Sendable () -> Double) throws {
    var contents = Contents()
    file = try LineFile(path: path, clock: clock) {
      contents = try Self.contents(of: path)
      if let recorded = contents.header { try header.verify(recorded, path: path) }
      return contents.intactBytes
    }
    recovered = contents
    if recovered.header == nil { try file.append(Self.line(Header(header))) }
  }

  /// Appends one result and forces it to the disk: a training takes seconds, which a power cut should not take back.
  func append(_ result: SweepResult) throws {
    try file.append(Self.line(result))
    try file.synchronize()
  }

  /// Reads the record at `path` without locking it; an absent one is empty.
  ///
  /// - Throws: `JournalError.corrupt` with the line.
  static func contents(of path: String) throws -> Contents {
    guard let data = FileManager.default.contents(atPath: path) else {
      guard FileManager.default.fileExists(atPath: path) else { return Contents() }
      throw RunDirectoryError.cannotRead(path: path, reason: "it cannot be opened")
    }
    var contents = Contents()
    var keys: Set<SweepTraining.Key> = []
    let decoder = JSONDecoder()
    // What follows the last line feed is no line.
    for (index, line) in data.split(separator: 0x0A, omittingEmptySubsequences: false)
      .dropLast().enumerated()
    {
      do {
        if index == 0 {
          contents.header = try JournalHeader(decoder.decode(Header.self, from: line))
        } else {
          let result = try decoder.decode(SweepResult.self, from: line)
          guard keys.insert(result.key).inserted else {
            throw JSONScanner.SyntaxError(message: "a second outcome of one training")
          }
          contents.results.append(result)
        }
      } catch {
        throw JournalError.corrupt(path: path, line: index + 1, problem: Self.problem(error))
      }
      contents.intactBytes += line.count + 1
    }
    return contents
  }

  private static func problem(_ error: any Error) -> String {
    (error as? JSONScanner.SyntaxError)?.message ?? (error as? DecodingError)?.reason ?? "\(error)"
  }

  private static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension SweepJournal.Header {
  fileprivate init(_ header: JournalHeader) {
    self.init(
      schema: SweepJournal.schema,
      version: header.version,
      configHash: header.configHash,
      seed: header.seed,
      instructionSet: header.instructionSet,
      engine: header.engine,
      dataHash: header.dataHash
    )
  }
}

extension JournalHeader {
  fileprivate init(_ header: SweepJournal.Header) throws {
    guard header.schema == SweepJournal.schema else {
      throw JSONScanner.SyntaxError(
        message: "schema '\(header.schema)', this version reads '\(SweepJournal.schema)'"
      )
    }
    self.init(
      configHash: header.configHash,
      version: header.version,
      seed: header.seed,
      instructionSet: header.instructionSet,
      engine: header.engine,
      dataHash: header.dataHash
    )
  }
}
