import Synchronization
import Testing
import TinySNN

@Suite struct TerminalProgressTests {
  /// A clock set by hand, and what was written.
  private final class Terminal: Sendable {
    let now = Mutex(0.0)
    let output = Mutex("")

    func progress(_ style: TerminalProgress.Style) -> TerminalProgress {
      TerminalProgress(
        style: style,
        clock: { self.now.withLock { $0 } },
        write: { text in self.output.withLock { $0 += text } }
      )
    }

    func advance(_ seconds: Double) { now.withLock { $0 += seconds } }
    var text: String { output.withLock { $0 } }
  }

  private func run(
    _ terminal: Terminal,
    _ progress: TerminalProgress,
    trials: Int,
    phase: ProgressPhase? = nil
  ) throws {
    progress.report(.phaseStarted(phase ?? ProgressPhase(name: "searching", total: trials)))
    var counts = TrialCounts([])
    for number in 0..<trials {
      terminal.advance(0.5)
      let trial = Trial.complete(number, .with(accuracy: 0.9, bytes: 700))
      counts.add(trial)
      progress.report(
        .trialFinished(
          .init(
            trial: trial,
            counts: counts,
            best: trial,
            isBestFeasible: number > 3,
            isRecorded: false
          )
        )
      )
    }
    progress.report(.finished)
  }

  @Test("Plain lines come at every tenth, not at every trial")
  func lines() throws {
    let terminal = Terminal()
    try run(terminal, terminal.progress(.lines), trials: 40)
    let lines = terminal.text.split(separator: "\n")
    #expect(lines.first == "searching")
    #expect(lines.count == 11)
    #expect(lines.last?.contains("40/40") == true)
    #expect(lines[1] == "searching  4/40  2.0/s  18 s left  closest 700 B at 90.00 %")
    #expect(!terminal.text.contains("\u{1B}"))
  }

  @Test("The bar is redrawn on one line, and coloured only if wanted", arguments: [true, false])
  func bar(color: Bool) throws {
    let terminal = Terminal()
    try run(terminal, terminal.progress(.bar(width: 100, color: color)), trials: 20)
    #expect(terminal.text.contains("\r\u{1B}[K"))
    #expect(terminal.text.contains("\u{1B}[32m") == color)
    #expect(terminal.text.contains("10/20") && terminal.text.contains("best 700 B at 90.00 %"))
    #expect(terminal.text.split(separator: "\n").count == 2)
  }

  @Test("The total and the time of a strategy that ends by itself are the most that they can be")
  func atMost() throws {
    let terminal = Terminal()
    let phase = ProgressPhase(name: "searching", total: 40, mayEndEarly: true)
    try run(terminal, terminal.progress(.lines), trials: 12, phase: phase)
    let lines = terminal.text.split(separator: "\n")
    #expect(lines[1] == "searching  4/<=40  2.0/s  <= 18 s left  closest 700 B at 90.00 %")
    #expect(lines.last == "searching  12/<=40  2.0/s  <= 14 s left  best 700 B at 90.00 %")
  }

  @Test("Repeated work is done, too: a grid reaches its total, and a budget of other work is told")
  func duplicates() throws {
    for (total, expected) in [(20, "20/20"), (10, "20/20")] {
      let terminal = Terminal()
      let progress = terminal.progress(.lines)
      progress.report(
        .phaseStarted(.init(name: "searching", total: total, totalLimit: 20))
      )
      var counts = TrialCounts([])
      for number in 0..<20 {
        terminal.advance(1)
        var trial = Trial.complete(number, .with(accuracy: 0.9, bytes: 700))
        if number.isMultiple(of: 2) { trial.duplicateOf = 0 }
        counts.add(trial)
        progress.report(Self.finished(trial, counts))
      }
      progress.report(.finished)
      // Ten trials of the twenty cost nothing.
      #expect(terminal.text.contains("searching  \(expected)  "), "\(total): \(terminal.text)")
    }
  }

  @Test("Training before the first trial does not count for the time left, later training does")
  func trainingTime() throws {
    let terminal = Terminal()
    let progress = terminal.progress(.lines)
    progress.report(.phaseStarted(.init(name: "searching", total: 40)))
    var counts = TrialCounts([])
    func train() {
      terminal.advance(30)
      progress.report(.epoch(.init(model: "64-32-10", epoch: 1, epochs: 1, loss: 0.5)))
    }
    func finish(_ numbers: Range<Int>) {
      for number in numbers {
        terminal.advance(3)
        let trial = Trial.complete(number, .with(accuracy: 0.9, bytes: 700))
        counts.add(trial)
        progress.report(Self.finished(trial, counts))
      }
    }
    train()
    finish(0..<10)
    #expect(
      terminal.text.contains("searching  4/40  3.0 s each  1 min 48 s left"),
      "\(terminal.text)"
    )
    train()
    finish(10..<20)
    // 20 trials and a training took 90 seconds.
    #expect(
      terminal.text.contains("searching  20/40  4.5 s each  1 min 30 s left"),
      "\(terminal.text)"
    )
  }

  @Test("On a narrow terminal the bar gives way to the figures", arguments: [60, 70, 80, 100])
  func narrow(width: Int) throws {
    let terminal = Terminal()
    let phase = ProgressPhase(name: "searching", total: 400, mayEndEarly: true)
    try run(terminal, terminal.progress(.bar(width: width, color: false)), trials: 20, phase: phase)
    let lines = terminal.text.split(separator: "\r\u{1B}[K").filter { $0.contains("10/<=400") }
    #expect(!lines.isEmpty)
    for line in lines {
      #expect(line.count < width)
      #expect(line.contains("left") && line.contains("best 700 B at 90.00 %") == (width > 60))
      #expect(line.contains("░") == (width > 70))
    }
  }

  @Test("A nearest miss that was given up is told to be")
  func prunedBest() throws {
    let terminal = Terminal()
    let progress = terminal.progress(.lines)
    progress.report(.phaseStarted(.init(name: "searching", total: 4)))
    var trial = Trial.complete(0, .with(accuracy: 0.5, bytes: 700))
    trial.state = .pruned
    terminal.advance(20)
    progress.report(
      .trialFinished(
        .init(
          trial: trial,
          counts: TrialCounts([trial]),
          best: trial,
          isBestFeasible: false,
          isRecorded: false
        )
      )
    )
    progress.report(.finished)
    #expect(terminal.text.contains("closest (pruned) 700 B at 50.00 %"))
  }

  @Test("Quiet writes warnings only")
  func quiet() throws {
    let terminal = Terminal()
    let progress = terminal.progress(.quiet)
    progress.report(.message("hello"))
    progress.report(.warning("careful"))
    try run(terminal, progress, trials: 3)
    #expect(terminal.text == "warning: careful\n")
  }

  @Test("Epochs of a phase without a total make its bar")
  func epochs() {
    let terminal = Terminal()
    let progress = terminal.progress(.lines)
    progress.report(.phaseStarted(.init(name: "training")))
    for epoch in 1...4 {
      terminal.advance(2)
      progress.report(
        .epoch(.init(model: "64-32-10", epoch: epoch, epochs: 4, loss: 0.5, accuracy: 0.9))
      )
    }
    progress.report(.finished)
    #expect(
      terminal.text.contains(
        "training  2/4  2.0 s each  4.0 s left  64-32-10 loss 0.500 accuracy 90.00 %\n"
      )
    )
  }

  @Test("The style follows the terminal, NO_COLOR and --quiet")
  func style() {
    typealias Style = TerminalProgress.Style
    #expect(
      Style.choose(isTerminal: true, width: 90, noColor: nil, quiet: false)
        == .bar(width: 90, color: true)
    )
    #expect(
      Style.choose(isTerminal: true, noColor: "", quiet: false) == .bar(width: 80, color: true)
    )
    #expect(
      Style.choose(isTerminal: true, noColor: "1", quiet: false) == .bar(width: 80, color: false)
    )
    #expect(Style.choose(isTerminal: false, noColor: nil, quiet: false) == .lines)
    #expect(Style.choose(isTerminal: true, noColor: nil, quiet: true) == .quiet)
  }

  private static func finished(_ trial: Trial, _ counts: TrialCounts) -> ProgressEvent {
    .trialFinished(
      .init(trial: trial, counts: counts, best: trial, isBestFeasible: true, isRecorded: false)
    )
  }
}
