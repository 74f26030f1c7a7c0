import Synchronization
import Testing

@testable import SpikingNetworks

@Suite struct WorkerPoolTests {
  @Test("Every piece of a range is run once", arguments: [1, 2, 3], [0, 1, 7, 8, 9])
  func pieces(workers: Int, count: Int) {
    /// Counts calls and elements; belongs to one thread at a time.
    final class Part: @unchecked Sendable {
      var seen: [Range<Int>] = []
    }
    let parts = [Part(), Part()]
    WorkerPool(workers: workers).run(5..<5 + count, inPiecesOf: 4, with: parts) { part, piece in
      part.seen.append(piece)
    }
    let seen = parts.flatMap(\.seen).sorted { $0.lowerBound < $1.lowerBound }
    let expected = stride(from: 5, to: 5 + count, by: 4).map { $0..<min($0 + 4, 5 + count) }
    #expect(seen == expected)
  }

  @Test("Every index runs once, loop after loop", arguments: [1, 2, 3, 5])
  func everyIndexOnce(workers: Int) {
    let pool = WorkerPool(workers: workers)
    #expect(pool.workerCount == workers)
    for count in [0, 1, 2, 7, 64] {
      for _ in 0..<50 {
        let sum = Atomic<Int>(0)
        let calls = Atomic<Int>(0)
        pool.run(count) { index in
          sum.wrappingAdd(index, ordering: .relaxed)
          calls.wrappingAdd(1, ordering: .relaxed)
        }
        #expect(calls.load(ordering: .relaxed) == count)
        #expect(sum.load(ordering: .relaxed) == count * (count - 1) / 2)
      }
    }
  }

  @Test("A loop inside a loop finishes")
  func nesting() {
    let pool = WorkerPool(workers: 3)
    let calls = Atomic<Int>(0)
    for _ in 0..<20 {
      pool.run(8) { _ in
        pool.run(8) { _ in calls.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    #expect(calls.load(ordering: .relaxed) == 20 * 64)
  }

  @Test("Sleeping workers wake up")
  func wakingUp() async throws {
    let pool = WorkerPool(workers: 2)
    for _ in 0..<3 {
      try await Task.sleep(for: .milliseconds(20))
      let calls = Atomic<Int>(0)
      pool.run(100) { _ in calls.wrappingAdd(1, ordering: .relaxed) }
      #expect(calls.load(ordering: .relaxed) == 100)
    }
  }

  @Test("Two threads may use one pool")
  func sharing() async {
    let pool = WorkerPool(workers: 2)
    let total = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let calls = Atomic<Int>(0)
          for _ in 0..<200 { pool.run(10) { _ in calls.wrappingAdd(1, ordering: .relaxed) } }
          return calls.load(ordering: .relaxed)
        }
      }
      return await group.reduce(0, +)
    }
    #expect(total == 4 * 2000)
  }
}
