/// The threads that a study evaluates on; no result depends on how many there are.
public struct StudyWorkers: Sendable {
  /// How many candidates are evaluated at once, at least 1.
  public var jobs: Int
  /// Calls the closure with each of 0..<count, on as many threads as there are, and waits for all.
  public var parallel: @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

  /// Creates workers; `parallel` is usually the trainer's worker pool.
  public init(
    jobs: Int,
    parallel: @escaping @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void
  ) {
    precondition(jobs > 0)
    self.jobs = jobs
    self.parallel = parallel
  }

  /// One candidate after the other on the calling thread.
  public static let serial = StudyWorkers(jobs: 1) { count, body in
    for index in 0..<count { body(index) }
  }
}
