import CVectorKernels
import Foundation
import Synchronization

/// A fixed number of threads that share the iterations of a loop.
///
/// The calling thread is one of the workers; the others spin briefly between loops, so that pieces
/// of a few microseconds pay, and then sleep. A loop that is started while another one runs on the
/// same pool (from inside an iteration, or from another thread) runs on its own thread alone: nesting
/// cannot deadlock. Which worker takes which iteration is not determined, so an iteration's result
/// must not depend on it.
public final class WorkerPool: Sendable {
  /// The number of workers, the calling thread included.
  public let workerCount: Int
  private let crew: Crew
  private let busy = Atomic<Bool>(false)

  /// Creates a pool of `workers` threads; 1 is a plain loop.
  ///
  /// At least 1.
  public init(workers: Int) {
    precondition(workers >= 1, "a pool needs a worker")
    workerCount = workers
    crew = Crew()
    for number in 1..<max(1, workers) {
      let thread = Thread { [crew] in crew.serve() }
      thread.name = "tinysnn worker \(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  deinit { crew.dismiss() }

  /// Calls `body` once with each of 0..<`count`, and returns after the last call has returned.
  public func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
    guard workerCount > 1, count > 1,
      busy.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing)
        .exchanged
    else {
      for index in 0..<max(0, count) { body(index) }
      return
    }
    crew.run(count, body)
    busy.store(false, ordering: .releasing)
  }

  /// Calls `body` once with each piece of `range`, `size` long but for the last.
  ///
  /// - Parameter parts: What the pieces work with; each part is in the hands of one thread at a time.
  func run<Part: Sendable>(
    _ range: Range<Int>,
    inPiecesOf size: Int,
    with parts: [Part],
    _ body: @Sendable (Part, Range<Int>) -> Void
  ) {
    let pieces = (range.count + size - 1) / size
    run(min(parts.count, pieces)) { part in
      for piece in stride(from: part, to: pieces, by: parts.count) {
        let first = range.lowerBound + piece * size
        body(parts[part], first..<min(range.upperBound, first + size))
      }
    }
  }
}

/// What the threads of a pool share; it outlives the pool until the last thread has left.
private final class Crew: @unchecked Sendable {
  /// The loop on offer.
  ///
  /// Written while no loop is open, read only between `enter` and `leave`.
  private var body: (@Sendable (Int) -> Void)?
  private var count = 0
  /// The next iteration to take.
  private let next = Atomic<Int>(0)
  /// Bits 0..<31: workers inside the loop; bit 31: the loop is open; above: its number.
  private let state = Atomic<UInt64>(0)
  private let dismissed = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let callerSleeps = Atomic<Bool>(false)
  private let wake = NSCondition()
  private let done = NSCondition()

  private static let open: UInt64 = 1 << 31
  private static let spins = 4000

  func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      self.body = body
      self.count = count
      next.store(0, ordering: .relaxed)
      let number = (state.load(ordering: .relaxed) >> 32) &+ 1
      // Sequential consistency pairs this store with the sleeper's own store in `rest`: either the
      // sleeper sees the loop or this thread sees the sleeper.
      state.store(number << 32 | Crew.open, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
        wake.lock()
        wake.broadcast()
        wake.unlock()
      }
      work(body)
      // Closed to late comers; those inside are waited for.
      state.bitwiseAnd(~Crew.open, ordering: .sequentiallyConsistent)
      awaitEmpty()
      self.body = nil
    }
  }

  private func work(_ body: @Sendable (Int) -> Void) {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
    }
  }

  private var isEmpty: Bool { state.load(ordering: .sequentiallyConsistent) & 0x7fff_ffff == 0 }

  private func awaitEmpty() {
    for _ in 0..<Crew.spins {
      if isEmpty { return }
      vk_pause()
    }
    done.lock()
    callerSleeps.store(true, ordering: .sequentiallyConsistent)
    while !isEmpty { done.wait() }
    callerSleeps.store(false, ordering: .sequentiallyConsistent)
    done.unlock()
  }

  /// Holds the closure no longer than the loop is open: `run` lends it without letting it escape.
  @inline(never)
  private func workOnOffer() {
    if let body { work(body) }
  }

  /// The life of a helper thread.
  func serve() {
    var last: UInt64 = 0
    while true {
      var current = state.load(ordering: .acquiring)
      var spins = 0
      while current & Crew.open == 0 || current >> 32 == last {
        if dismissed.load(ordering: .relaxed) { return }
        spins += 1
        if spins > Crew.spins {
          sleep(unlessPast: last)
          spins = 0
        }
        vk_pause()
        current = state.load(ordering: .acquiring)
      }
      last = current >> 32
      guard enter(last) else { continue }
      workOnOffer()
      leave()
    }
  }

  /// Joins loop `number` unless it has been closed.
  private func enter(_ number: UInt64) -> Bool {
    var current = state.load(ordering: .acquiring)
    while current & Crew.open != 0, current >> 32 == number {
      let (exchanged, original) = state.compareExchange(
        expected: current,
        desired: current + 1,
        ordering: .sequentiallyConsistent
      )
      if exchanged { return true }
      current = original
    }
    return false
  }

  private func leave() {
    let left = state.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue
    guard left & 0x7fff_ffff == 0, callerSleeps.load(ordering: .sequentiallyConsistent) else {
      return
    }
    done.lock()
    done.broadcast()
    done.unlock()
  }

  private func sleep(unlessPast last: UInt64) {
    wake.lock()
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    while true {
      let current = state.load(ordering: .sequentiallyConsistent)
      if current & Crew.open != 0 && current >> 32 != last { break }
      if dismissed.load(ordering: .sequentiallyConsistent) { break }
      wake.wait()
    }
    sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    wake.unlock()
  }

  func dismiss() {
    wake.lock()
    dismissed.store(true, ordering: .sequentiallyConsistent)
    wake.broadcast()
    wake.unlock()
  }
}
