import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C, and the termination that schedulers ask for, into a flag that the library asks for between trials
/// and epochs.
///
/// The signal sources are set once and then only kept alive.
///
/// A second one ends the process at once; the journal is made for that too.
final class Interruption: @unchecked Sendable {
  private let requested = Atomic<Bool>(false)
  private let sources: [any DispatchSourceSignal]

  /// Starts to listen for SIGINT and SIGTERM.
  init() {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for source in sources {
      source.setEventHandler { [weak self] in
        guard let self, !requested.exchange(true, ordering: .relaxed) else {
          exit(ExitStatus.interrupted.rawValue)
        }
      }
      source.resume()
    }
  }

  /// Whether the user asked to stop.
  var isRequested: Bool { requested.load(ordering: .relaxed) }
}
