/// What the progress display knows: the phase, how far it is, and how fast.
struct ProgressState: Sendable {
  private var phase: ProgressPhase?
  private var started: Double
  private var done = 0
  /// Units that were not done now but read from a journal; they say nothing about speed.
  private var recorded = 0
  private var training: EpochProgress?
  /// The seconds that went into training before the first trial, which say nothing about what the rest takes;
  /// later trainings do: others may follow.
  private var trainingSeconds = 0.0
  private var lastStep: Double
  private var trial: TrialProgress?
  private var isChanged = false
  private var lastLine: Double
  private var lineTenth = 0
  /// When the display last showed anything.
  private(set) var lastDrawn = -Double.infinity

  /// Creates the state before the first phase.
  init(now: Double) {
    started = now
    lastStep = now
    lastLine = now
  }

  /// Takes an event in.
  mutating func take(_ event: ProgressEvent, _ now: Double) {
    switch event {
    case .phaseStarted(let next):
      self = ProgressState(now: now)
      phase = next
    case .advanced(let count): done = count
    case .epoch(let progress):
      training = progress
      if done == recorded { trainingSeconds += now - lastStep }
      lastStep = now
    case .trialFinished(let progress):
      lastStep = now
      trial = progress
      training = nil
      // Work that repeats earlier work is done, too, but does not count against the budget.
      done = progress.counts.total + progress.counts.duplicates
      if progress.isRecorded { recorded = done }
    case .message, .warning, .finished: return
    }
    isChanged = true
  }

  /// Whether a plain line is worth writing: every tenth of the phase, else every 10 seconds.
  func isLineDue(_ now: Double) -> Bool {
    if now - lastLine >= 10 { return true }
    guard now - lastLine >= 1, let total else { return false }
    return current * 10 / max(total, 1) > lineTenth
  }

  /// The status if anything changed since it was last taken.
  var unshownStatus: String? { isChanged && current > 0 ? status(lastLine, width: nil) : nil }

  /// Returns the status and remembers that it was shown; nil outside phases.
  ///
  /// - Parameters:
  ///   - now: The time in seconds.
  ///   - width: The columns to fill with the help of a bar; nil for a text without one.
  mutating func takeStatus(_ now: Double, width: Int? = nil) -> String? {
    guard phase != nil else { return nil }
    isChanged = false
    lastLine = now
    lastDrawn = now
    if let total { lineTenth = current * 10 / max(total, 1) }
    return status(now, width: width)
  }

  /// A phase without a total of its own that trains counts epochs.
  private var countsEpochs: Bool { phase?.total == nil && trial == nil && training != nil }
  private var total: Int? {
    guard !countsEpochs else { return training?.epochs }
    guard let total = phase?.total, let limit = phase?.totalLimit else { return phase?.total }
    return min(total + (trial?.counts.duplicates ?? 0), limit)
  }
  private var mayEndEarly: Bool { !countsEpochs && phase?.mayEndEarly == true }
  private var current: Int { countsEpochs ? training?.epoch ?? 0 : done }

  private func status(_ now: Double, width: Int?) -> String {
    let atMost = mayEndEarly ? "<= " : ""
    var parts = [total.map { "\(current)/\(mayEndEarly ? "<=" : "")\($0)" } ?? "\(current)"]
    let elapsed = now - started - (countsEpochs ? 0 : trainingSeconds)
    let fresh = current - (countsEpochs ? 0 : recorded)
    if fresh > 0, elapsed > 0 {
      let rate = Double(fresh) / elapsed
      parts.append(
        rate >= 1 ? "\(NumberText.fixed(rate, 1))/s" : "\(NumberText.fixed(1 / rate, 1)) s each"
      )
      if let left = secondsLeft(rate, elapsed) {
        parts.append("\(atMost)\(NumberText.duration(left)) left")
      }
    }
    if let best = bestText { parts.append(best) }
    if let training { parts.append(Self.text(training, short: countsEpochs)) }
    let name = phase?.name ?? ""
    let text = parts.joined(separator: "  ")
    guard let width, let total else { return "\(name)  \(text)" }
    // The figures say more than the bar, which takes what they leave.
    let room = min(Self.barWidth.upperBound, width - name.count - text.count - 4)
    guard room >= Self.barWidth.lowerBound else { return "\(name)  \(text)" }
    return "\(name)  \(Self.bar(current, total, room))  \(text)"
  }

  /// The columns that a bar takes.
  private static let barWidth = 4...24

  /// The best trial so far, or the closest one; of one that was given up, this is said.
  private var bestText: String? {
    guard let trial, let best = trial.best, let figures = best.evaluation else { return nil }
    let word =
      trial.isBestFeasible ? "best" : best.state == .pruned ? "closest (pruned)" : "closest"
    return "\(word) \(figures.flashBytes) B at \(NumberText.percent(figures.validationAccuracy))"
  }

  private func secondsLeft(_ rate: Double, _ elapsed: Double) -> Double? {
    let byCount = total.map { Double(max(0, $0 - current)) / rate }
    let byTime = phase?.secondsLimit.map { max(0, $0 - elapsed - trainingSeconds) }
    guard let byCount, let byTime else { return byCount ?? byTime }
    return min(byCount, byTime)
  }

  private static func bar(_ done: Int, _ total: Int, _ width: Int) -> String {
    let filled = min(width, done * width / max(total, 1))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }

  private static func text(_ training: EpochProgress, short: Bool) -> String {
    let accuracy = training.accuracy.map { " accuracy \(NumberText.percent($0))" } ?? ""
    let epochs = short ? "" : " epoch \(training.epoch)/\(training.epochs)"
    return "\(training.model)\(epochs) loss \(NumberText.fixed(training.loss, 3))\(accuracy)"
  }
}
