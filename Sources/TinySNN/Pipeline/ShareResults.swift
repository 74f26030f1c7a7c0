import Synchronization

/// The items of a share that threads take one after the other, how many of them were done, and the error of the
/// first that failed.
final class ShareResults: Sendable {
  private let count: Int
  private let state = Mutex(State())

  private struct State {
    var next = 0
    var done = 0
    var error: (index: Int, error: any Error)?
  }

  init(count: Int) {
    self.count = count
  }

  /// Returns the next item; nil if there is none, or one has failed.
  func take() -> Int? {
    state.withLock { state in
      guard state.next < count, state.error == nil else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  /// Takes what became of item `index`: whether it was done here, or the error.
  func finish(_ index: Int, _ result: Result<Bool, any Error>) {
    state.withLock { state in
      switch result {
      case .success(let isDone): if isDone { state.done += 1 }
      case .failure(let error):
        if let known = state.error, known.index <= index { return }
        state.error = (index, error)
      }
    }
  }

  /// The items that were done here.
  var doneCount: Int { state.withLock { $0.done } }

  /// The error of the first item that failed.
  var firstError: (any Error)? { state.withLock { $0.error?.error } }
}
