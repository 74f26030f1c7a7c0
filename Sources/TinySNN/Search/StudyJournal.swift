import Foundation
import Synchronization

/// The append-only record of a study, one JSON object a line, which survives `kill -9`.
///
/// Every event is one `write(2)` of a whole line. A line that a crash tore has no line feed and is cut
/// off when the journal is opened again; any other damage is an error that names the line. A lock that
/// the system releases with the process keeps a second process out, so that no stale lock can be left.
public final class StudyJournal: Sendable {
  /// The file.
  public let path: String
  /// What the journal said when it was opened.
  public let recovered: JournalContents
  private let file: Mutex<File>

  /// An open file and how many bytes of it count.
  private struct File {
    var descriptor: Int32
    var length: Int
    var unsyncedLines = 0
    var lastSync: Double
    /// Whether a part of a line stands at the end that could not be taken back.
    var isTorn = false
  }

  /// How bytes are added and taken back.
  struct FileCalls: Sendable {
    var write: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = { Foundation.write($0, $1, $2) }
    var truncate: @Sendable (Int32, off_t) -> Int32 = { ftruncate($0, $1) }
  }

  /// After so many lines or seconds the file is forced to the disk, which bounds what a power cut takes.
  private static let (linesPerSync, secondsPerSync) = (256, 1.0)
  private let clock: @Sendable () -> Double
  private let calls: FileCalls

  /// Opens or creates the journal at `path` and locks it for this process.
  ///
  /// - Parameters:
  ///   - resume: Whether an existing journal is continued; if not, it is refused.
  ///   - clock: Returns seconds, to force lines to the disk once a second; without it only their
  ///     number counts. What is in the journal does not depend on it.
  /// - Throws: `JournalError.exists`, `.locked`, `.otherStudy` if configuration or seed differ,
  ///   `.corrupt` or `.system`.
  public convenience init(
    path: String,
    header: JournalHeader,
    resume: Bool,
    clock: @escaping @Sendable () -> Double = { 0 }
  ) throws {
    try self.init(path: path, header: header, resume: resume, clock: clock, calls: FileCalls())
  }

  init(
    path: String,
    header: JournalHeader,
    resume: Bool,
    clock: @escaping @Sendable () -> Double = { 0 },
    calls: FileCalls
  ) throws {
    let descriptor = try Self.openLocked(path)
    do {
      let contents = try JournalContents(contentsOf: path)
      guard resume || contents.intactBytes == 0 else { throw JournalError.exists(path: path) }
      if let recorded = contents.header { try header.verify(recorded, path: path) }
      guard ftruncate(descriptor, off_t(contents.intactBytes)) == 0 else {
        throw JournalError.failure("truncate", path)
      }
      self.recovered = contents
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.clock = clock
    self.calls = calls
    self.file = Mutex(
      File(descriptor: descriptor, length: recovered.intactBytes, lastSync: clock())
    )
    if recovered.header == nil { try append(.study(header)) }
  }

  private static func openLocked(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw JournalError.failure("open", path) }
    var isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    for _ in 0..<10 where !isLocked && errno == EWOULDBLOCK {
      // `isLocked` of another process holds the lock for an instant, a study for longer.
      usleep(5_000)
      isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }
    guard isLocked else {
      let code = errno
      close(descriptor)
      if code == EWOULDBLOCK { throw JournalError.locked(path: path) }
      throw JournalError.failure("lock", path, code: code)
    }
    return descriptor
  }

  /// Whether a process works on the study of the journal at `path`; asks without waiting.
  public static func isLocked(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    // Closing the file gives the lock back.
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  deinit {
    file.withLock { file in
      fsync(file.descriptor)
      close(file.descriptor)
    }
  }

  /// Appends one event.
  ///
  /// - Throws: `JournalError.system`, for example on a full disk; no part of the line stays then. If it
  ///   cannot be taken back, every later event is refused: it would become a part of that line.
  public func append(_ event: JournalEvent) throws {
    let line = Array((event.json + "\n").utf8)
    try file.withLock { file in
      guard !file.isTorn else { throw JournalError.failure("write", path, code: EIO) }
      let written = line.withUnsafeBytes { calls.write(file.descriptor, $0.baseAddress, $0.count) }
      guard written == line.count else {
        // A short write means that the disk is full; the retry that would say so is not worth a torn line.
        let code = written < 0 ? errno : ENOSPC
        file.isTorn = calls.truncate(file.descriptor, off_t(file.length)) != 0
        throw JournalError.failure("write", path, code: code)
      }
      file.length += written
      file.unsyncedLines += 1
      let isDue =
        file.unsyncedLines >= Self.linesPerSync || clock() - file.lastSync >= Self.secondsPerSync
      if isDue { try synchronize(&file) }
    }
  }

  /// Forces what was appended to the disk.
  public func synchronize() throws {
    try file.withLock { try synchronize(&$0) }
  }

  private func synchronize(_ file: inout File) throws {
    guard file.unsyncedLines > 0 else { return }
    // Pipes and some network file systems cannot be forced; that is no reason to stop.
    if fsync(file.descriptor) != 0, errno != EINVAL, errno != ENOTSUP {
      throw JournalError.failure("synchronize", path)
    }
    file.unsyncedLines = 0
    file.lastSync = clock()
  }
}

extension JournalError {
  /// Returns the error of a system call that just failed.
  static func failure(
    _ operation: String,
    _ path: String,
    code: Int32 = errno
  ) -> JournalError {
    .system(
      path: path,
      operation: operation,
      code: code,
      message: String(cString: strerror(code))
    )
  }
}
