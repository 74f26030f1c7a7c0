import Synchronization

/// What is made once for each key, whichever threads ask for it.
final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let capacity: Int
  private let known = Mutex<[Key: Value]>([:])

  /// Creates a store that begins anew when it holds `capacity` values.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Returns the value of `key`, made by `make` if it is not there.
  func callAsFunction<Failure: Error>(
    _ key: Key,
    _ make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let value = known.withLock({ $0[key] }) { return value }
    // Made outside the lock: two threads may do it at once, and make the same.
    let value = try make()
    known.withLock { known in
      if known.count >= capacity { known.removeAll() }
      known[key] = value
    }
    return value
  }
}
