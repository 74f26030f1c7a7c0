import Dispatch
import Foundation
import Synchronization

/// Threads for tests.
enum Threads {
  /// Calls `body` on `count` threads at once and returns what it returns, in order.
  static func run<Value: Sendable>(
    _ count: Int,
    _ body: @escaping @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    let results = Mutex<[Int: Result<Value, any Error>]>([:])
    let end = DispatchGroup()
    for index in 0..<count {
      end.enter()
      Thread.detachNewThread {
        let result = Result { try body(index) }
        results.withLock { $0[index] = result }
        end.leave()
      }
    }
    end.wait()
    return try results.withLock(\.self).sorted { $0.key < $1.key }.map { try $0.value.get() }
  }
}
