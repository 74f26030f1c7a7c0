import Synchronization

/// Tells a person at a terminal, or a log file, how the work goes.
///
/// At a terminal one line is redrawn: bar, rate, time left, best so far. Elsewhere plain lines come at
/// sensible intervals. What is written where, and what time it is, are the caller's.
public final class TerminalProgress: ProgressReporter {
  /// How progress looks.
  public enum Style: Hashable, Sendable {
    /// One line that is redrawn, `width` columns wide, with or without colour.
    case bar(width: Int, color: Bool)
    /// Plain lines.
    case lines
    /// Only warnings.
    case quiet

    /// Returns the style for a stream: a bar on terminals, plain lines elsewhere.
    ///
    /// - Parameters:
    ///   - isTerminal: Whether somebody looks at the stream.
    ///   - width: The columns of the terminal.
    ///   - noColor: The value of `NO_COLOR`, which any text but the empty one switches on.
    ///   - quiet: Whether the user asked for silence.
    public static func choose(
      isTerminal: Bool,
      width: Int = 80,
      noColor: String?,
      quiet: Bool
    ) -> Style {
      if quiet { return .quiet }
      return isTerminal ? .bar(width: width, color: (noColor ?? "").isEmpty) : .lines
    }
  }

  private let style: Style
  private let write: @Sendable (String) -> Void
  private let clock: @Sendable () -> Double
  private let state: Mutex<ProgressState>

  /// Creates a reporter.
  ///
  /// - Parameters:
  ///   - style: How it looks.
  ///   - clock: Returns seconds since any moment, never running backwards.
  ///   - write: Takes the text to show, line feeds included; usually writes to standard error.
  public init(
    style: Style,
    clock: @escaping @Sendable () -> Double,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.style = style
    self.clock = clock
    self.write = write
    self.state = Mutex(ProgressState(now: clock()))
  }

  /// Shows what the event changes, at most ten times a second.
  public func report(_ event: ProgressEvent) {
    let now = clock()
    state.withLock { state in
      let text =
        switch style {
        case .quiet: quietText(event)
        case .lines: lineText(event, &state, now)
        case .bar(let width, let color): barText(event, &state, now, width, color)
        }
      if !text.isEmpty { write(text) }
    }
  }

  private func quietText(_ event: ProgressEvent) -> String {
    guard case .warning(let text) = event else { return "" }
    return "warning: \(text)\n"
  }

  private func lineText(_ event: ProgressEvent, _ state: inout ProgressState, _ now: Double)
    -> String
  {
    var text = ""
    if Self.endsPhase(event), let last = state.unshownStatus { text += last + "\n" }
    state.take(event, now)
    switch event {
    case .phaseStarted(let phase): text += phase.name + "\n"
    case .message(let message): text += message + "\n"
    case .warning(let message): text += "warning: \(message)\n"
    case .finished: break
    case .advanced, .epoch, .trialFinished:
      if state.isLineDue(now), let line = state.takeStatus(now) { text += line + "\n" }
    }
    return text
  }

  private func barText(
    _ event: ProgressEvent,
    _ state: inout ProgressState,
    _ now: Double,
    _ width: Int,
    _ color: Bool
  ) -> String {
    let clear = "\r\u{1B}[K"
    var text = ""
    if Self.endsPhase(event) {
      // The line of the phase that ends stays on the screen.
      if let last = state.takeStatus(now) { text += clear + Self.clipped(last, width) + "\n" }
    }
    state.take(event, now)
    switch event {
    case .message(let message): text += clear + message + "\n"
    case .warning(let message):
      let head = color ? "\u{1B}[33mwarning:\u{1B}[0m" : "warning:"
      text += clear + head + " \(message)\n"
    case .finished: return text + clear
    case .phaseStarted, .advanced, .epoch, .trialFinished:
      if case .phaseStarted = event {} else if now - state.lastDrawn < 0.1 { return text }
    }
    if let line = state.takeStatus(now, width: width - 1) {
      let clipped = Self.clipped(line, width)
      text += clear + (color ? Self.colored(clipped) : clipped)
    }
    return text
  }

  private static func endsPhase(_ event: ProgressEvent) -> Bool {
    switch event {
    case .phaseStarted, .finished: true
    default: false
    }
  }

  private static func clipped(_ line: String, _ width: Int) -> String {
    String(line.prefix(max(20, width - 1)))
  }

  /// Colours the filled part of the bar.
  private static func colored(_ line: String) -> String {
    guard let start = line.firstIndex(of: "█"), let end = line.lastIndex(of: "█") else {
      return line
    }
    return line[..<start] + "\u{1B}[32m" + line[start...end] + "\u{1B}[0m"
      + line[line.index(after: end)...]
  }
}
