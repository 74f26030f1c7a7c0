import Foundation
import Synchronization

/// Reads a journal that another process writes, as it grows: every line is read once.
final class JournalFollower: Sendable {
  /// The file.
  let path: String
  private let state = Mutex(State())

  private struct State {
    var contents = JournalContents()
    /// Which file the contents come from: one with another number in its place is another journal.
    var file: ino_t?
    /// The works that the first `examined` trials are about.
    var works: Set<String> = []
    var examined = 0
    /// The trials that wait for an evaluation of their own.
    var open: [Int] = []
  }

  /// Names the journal; nothing is read yet.
  init(path: String) {
    self.path = path
  }

  /// The first line, nil before it was read.
  var header: JournalHeader? { state.withLock { $0.contents.header } }

  /// Why the study ended, nil while it has not.
  var end: StudyEnd? { state.withLock { $0.contents.end } }

  /// The trials that wait for an evaluation of their own, in number order.
  var openTrials: [Trial] {
    state.withLock { state in state.open.map { state.contents.trials[$0] } }
  }

  /// Whether the study takes no more outcomes, as the journal says now: it ended, or its folder is gone.
  var isOver: Bool {
    do { try update() } catch JournalError.missing { return true } catch {
      // Whoever works by the journal is told; an end is not to be made of it.
      return false
    }
    return end != nil
  }

  /// Reads the complete lines that were added.
  ///
  /// - Throws: `JournalError.missing`, `.corrupt` with the line, or `.system`.
  func update() throws {
    try state.withLock { try update(&$0) }
  }

  private func update(_ state: inout State) throws {
    // Opened each time: a network file system looks at the server's file then, not at what it remembers.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? JournalError.missing(path: path) : JournalError.failure("open", path)
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw JournalError.failure("read", path) }
    if state.file != status.st_ino || Int(status.st_size) < state.contents.intactBytes {
      state = State()
      state.file = status.st_ino
    }
    // Lines are only added, so that the size says whether there are new ones.
    guard Int(status.st_size) > state.contents.intactBytes else { return }
    let added: Data?
    do {
      try handle.seek(toOffset: UInt64(state.contents.intactBytes))
      added = try handle.readToEnd()
    } catch { throw JournalError.failure("read", path, code: EIO) }
    do { try state.contents.append(added ?? Data(), path: path) } catch {
      // The next look meets the same line.
      state = State()
      throw error
    }
    let trials = state.contents.trials
    for number in state.examined..<trials.count
    where state.works.insert(trials[number].id).inserted { state.open.append(number) }
    state.examined = trials.count
    state.open.removeAll { trials[$0].state != .running }
  }
}
