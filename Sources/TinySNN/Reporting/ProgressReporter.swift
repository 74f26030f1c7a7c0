/// Where the library tells what it is doing: its only output channel besides the values it returns.
public protocol ProgressReporter: Sendable {
  /// Takes one event; called from any thread, one at a time for trials.
  func report(_ event: ProgressEvent)
}

/// Tells nobody.
public struct SilentProgress: ProgressReporter {
  /// Creates the reporter.
  public init() {}

  /// Does nothing.
  public func report(_ event: ProgressEvent) {}
}
