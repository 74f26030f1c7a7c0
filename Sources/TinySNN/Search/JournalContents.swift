import Foundation

/// What a journal says: the study, its trials, and how much of the file is intact.
public struct JournalContents: Sendable {
  /// The first line, nil if the file is empty or its first line is torn.
  public private(set) var header: JournalHeader?
  /// The trials in number order; those without an outcome are running.
  public private(set) var trials: [Trial] = []
  /// Why the study ended, nil while it has not.
  public private(set) var end: StudyEnd?
  /// The bytes up to the end of the last complete line; what follows was torn by a crash.
  public private(set) var intactBytes = 0
  private var intactLines = 0

  /// Creates the contents of an empty journal.
  public init() {}

  /// Reads a journal without locking it: a study that runs can be looked at.
  ///
  /// - Throws: `JournalError.missing`, `.corrupt` with the line, or `.system`.
  public init(contentsOf path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw JournalError.missing(path: path)
    }
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw JournalError.system(
        path: path,
        operation: "read",
        code: EIO,
        message: error.localizedDescription
      )
    }
    try self.init(parsing: data, path: path)
  }

  /// Reads the bytes of a journal; `path` is for messages.
  public init(parsing data: Data, path: String) throws {
    try append(data, path: path)
  }

  /// Takes in the complete lines of `data`, the bytes of the journal from `intactBytes` on.
  ///
  /// - Throws: `JournalError.corrupt` with the line of the whole journal; the contents are of no use then.
  mutating func append(_ data: Data, path: String) throws {
    try data.withUnsafeBytes { bytes in
      var keys = JournalKeyCache()
      var start = 0
      while let base = bytes.baseAddress, start < bytes.count,
        let feed = memchr(base + start, 0x0A, bytes.count - start)
      {
        let end = base.distance(to: UnsafeRawPointer(feed))
        do {
          let text = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
          try apply(JournalEvent(parsing: text, keys: &keys))
        } catch let error as JSONScanner.SyntaxError {
          throw JournalError.corrupt(path: path, line: intactLines + 1, problem: error.message)
        }
        intactBytes += end + 1 - start
        intactLines += 1
        start = end + 1
      }
    }
  }

  /// Takes one event in, if the order of events allows it.
  private mutating func apply(_ event: JournalEvent) throws {
    if case .study(let first) = event, header == nil { return header = first }
    guard header != nil else {
      throw JSONScanner.SyntaxError(message: "the first line is no header")
    }
    guard end == nil else { throw JSONScanner.SyntaxError(message: "an event after the end") }
    switch event {
    case .study: throw JSONScanner.SyntaxError(message: "a second header")
    case .running(let number, let id, let candidate):
      guard number == trials.count else {
        throw JSONScanner.SyntaxError(message: "trial \(number) where \(trials.count) is due")
      }
      trials.append(Trial(number: number, candidate: candidate, id: id))
    case .complete(let number, let evaluation, let original):
      try finish(number, .complete, evaluation, original)
    case .pruned(let number, let evaluation, let original):
      try finish(number, .pruned, evaluation, original)
    case .failed(let number, let reason, let original):
      try finish(number, .failed(reason: reason), nil, original)
    case .finished(let end): self.end = end
    }
  }

  private mutating func finish(
    _ number: Int,
    _ state: TrialState,
    _ evaluation: Evaluation?,
    _ original: Int?
  ) throws {
    guard trials.indices.contains(number), trials[number].state == .running else {
      throw JSONScanner.SyntaxError(message: "an outcome of trial \(number), which is not running")
    }
    trials[number].state = state
    trials[number].evaluation = evaluation
    trials[number].duplicateOf = original
  }
}
