import Foundation
import Synchronization

/// An append-only file of lines that survives `kill -9` and belongs to one process at a time.
///
/// Every line is one `write(2)`. A line that a crash tore has no line feed and is cut off when the file is opened
/// again. A lock that the system releases with the process keeps a second process out, so that no stale lock can be
/// left.
final class LineFile: Sendable {
  /// The file.
  let path: String
  private let state: Mutex<State>

  /// An open file and how many bytes of it count.
  private struct State {
    var descriptor: Int32
    var length: Int
    var unsyncedLines = 0
    var lastSync: Double
    /// Whether a part of a line stands at the end that could not be taken back.
    var isTorn = false
  }

  /// How bytes are added and taken back.
  struct Calls: Sendable {
    var write: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = { Foundation.write($0, $1, $2) }
    var truncate: @Sendable (Int32, off_t) -> Int32 = { ftruncate($0, $1) }
  }

  /// After so many lines or seconds the file is forced to the disk, which bounds what a power cut takes.
  private static let (linesPerSync, secondsPerSync) = (256, 1.0)
  private let clock: @Sendable () -> Double
  private let calls: Calls

  /// Opens or creates the file at `path`, locks it for this process, and cuts off what is no whole line.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - clock: Returns seconds, to force lines to the disk once a second; without it only their number counts.
  ///   - calls: The calls of the system.
  ///   - intactBytes: Reads the locked file and returns the bytes up to the end of its last whole line.
  /// - Throws: `JournalError.locked`, `.system`, or what `intactBytes` throws.
  init(
    path: String,
    clock: @escaping @Sendable () -> Double,
    calls: Calls = Calls(),
    intactBytes: () throws -> Int
  ) throws {
    let descriptor = try Self.openLocked(path)
    let length: Int
    do {
      length = try intactBytes()
      guard ftruncate(descriptor, off_t(length)) == 0 else {
        throw JournalError.failure("truncate", path)
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.clock = clock
    self.calls = calls
    state = Mutex(State(descriptor: descriptor, length: length, lastSync: clock()))
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

  /// Whether a process has the file at `path` open for appending; asks without waiting.
  static func isLocked(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    // Closing the file gives the lock back.
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  deinit {
    state.withLock { file in
      fsync(file.descriptor)
      close(file.descriptor)
    }
  }

  /// Appends `text` with a line feed.
  ///
  /// - Throws: `JournalError.system`, for example on a full disk; no part of the line stays then. If it
  ///   cannot be taken back, every later line is refused: it would become a part of that one.
  func append(_ text: String) throws {
    let line = Array((text + "\n").utf8)
    try state.withLock { file in
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
  func synchronize() throws {
    try state.withLock { try synchronize(&$0) }
  }

  private func synchronize(_ file: inout State) throws {
    guard file.unsyncedLines > 0 else { return }
    // Pipes and some network file systems cannot be forced; that is no reason to stop.
    if fsync(file.descriptor) != 0, errno != EINVAL, errno != ENOTSUP {
      throw JournalError.failure("synchronize", path)
    }
    file.unsyncedLines = 0
    file.lastSync = clock()
  }
}
