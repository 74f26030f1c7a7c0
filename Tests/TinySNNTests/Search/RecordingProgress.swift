import Synchronization
import TinySNN

/// Keeps the events in the order in which they came.
final class RecordingProgress: ProgressReporter {
  private let storage = Mutex<[ProgressEvent]>([])

  var events: [ProgressEvent] { storage.withLock { $0 } }

  var trials: [TrialProgress] {
    events.compactMap { event in
      guard case .trialFinished(let progress) = event else { return nil }
      return progress
    }
  }

  /// The names of the phases in the order in which they began.
  var phases: [String] {
    events.compactMap { event in
      guard case .phaseStarted(let phase) = event else { return nil }
      return phase.name
    }
  }

  func report(_ event: ProgressEvent) { storage.withLock { $0.append(event) } }
}
