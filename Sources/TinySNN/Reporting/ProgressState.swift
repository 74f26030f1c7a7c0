/// What the progress display knows: the phase, how far it is, and how fast.
struct ProgressState: Sendable {
  private var phase: ProgressPhase?
  private var started: Double
  private var done = 0
  /// Units that were not done now but read from a journal; they say nothing about speed.
  private var recorded = 0
  private var training: EpochProgress?
  /// The seconds of a study that went into training; they say nothing about the speed of trials.
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
      trainingSeconds += now - lastStep
      lastStep = now
    case .trialFinished(let progress):
      lastStep = now
      trial = progress
      training = nil
      done = progress.counts.total
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
  var unshownStatus: String? { isChanged && current > 0 ? status(lastLine, barWidth: nil) : nil }

  /// Returns the status and remembers that it was shown; nil outside phases.
  mutating func takeStatus(_ now: Double, barWidth: Int? = nil) -> String? {
    guard phase != nil else { return nil }
    isChanged = false
    lastLine = now
    lastDrawn = now
    if let total { lineTenth = current * 10 / max(total, 1) }
    return status(now, barWidth: barWidth)
  }

  /// A phase without a total of its own that trains counts epochs.
  private var countsEpochs: Bool { phase?.total == nil && trial == nil && training != nil }
  private var total: Int? { countsEpochs ? training?.epochs : phase?.total }
  private var current: Int { countsEpochs ? training?.epoch ?? 0 : done }

  private func status(_ now: Double, barWidth: Int?) -> String {
    var parts = [phase?.name ?? ""]
    if let barWidth, let total { parts.append(Self.bar(current, total, barWidth)) }
    parts.append(total.map { "\(current)/\($0)" } ?? "\(current)")
    let elapsed = now - started - (countsEpochs ? 0 : trainingSeconds)
    let fresh = current - (countsEpochs ? 0 : recorded)
    if fresh > 0, elapsed > 0 {
      let rate = Double(fresh) / elapsed
      parts.append(
        rate >= 1 ? "\(NumberText.fixed(rate, 1))/s" : "\(NumberText.fixed(1 / rate, 1)) s each"
      )
      if let left = secondsLeft(rate, elapsed) {
        parts.append("\(NumberText.duration(left)) left")
      }
    }
    if let training { parts.append(Self.text(training, short: countsEpochs)) }
    if let best = trial?.best, let figures = best.evaluation {
      let word = trial?.isBestFeasible == true ? "best" : "closest"
      parts.append(
        "\(word) \(figures.flashBytes) B at \(NumberText.percent(figures.validationAccuracy))"
      )
    }
    return parts.joined(separator: "  ")
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
