import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C into a flag that the library asks for between trials and epochs.
///
/// A second Ctrl-C ends the process at once; the journal is made for that too.
final class Interruption: Sendable {
  private let requested = Atomic<Bool>(false)
  private let source: any DispatchSourceSignal

  /// Starts to listen for SIGINT.
  init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [weak self] in
      guard let self, !requested.exchange(true, ordering: .relaxed) else {
        exit(ExitStatus.interrupted.rawValue)
      }
    }
    source.resume()
  }

  /// Whether the user asked to stop.
  var isRequested: Bool { requested.load(ordering: .relaxed) }
}
