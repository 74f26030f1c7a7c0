import Foundation

/// Collects timed repetitions as the peers' script does.
///
/// Warm-up first, whose last part says how many units (optimizer steps, epochs, calls) a repetition
/// needs; then repetitions. One during which other processes used more than 4 % of a CPU is dirty and
/// is repeated; if fewer than five stay clean, the dirty ones count too and the result says so.
struct Repetitions {
  /// The number of repetitions wanted.
  let wanted: Int
  /// The shortest repetition, in seconds.
  let shortest: Double
  /// The shortest warm-up, in seconds.
  let warmup: Double
  /// The samples of one unit.
  let samplesPerUnit: Int

  private var state: State = .first
  private var firstSeconds = 0.0
  private var unitsPerRepetition = 1
  private var done = 0
  private var start = now()
  private var foreign = MachineLoad.foreignSeconds()
  private var clean: [Double] = []
  private var dirty: [Double] = []

  private enum State {
    case first, settling, warming, measuring
  }

  /// Starts the clock of the first unit.
  init(wanted: Int, shortest: Double, warmup: Double, samplesPerUnit: Int) {
    self.wanted = wanted
    self.shortest = shortest
    self.warmup = warmup
    self.samplesPerUnit = samplesPerUnit
  }

  /// Notes the end of one unit and returns whether another one is wanted.
  ///
  /// The clock of the next unit starts when the call returns.
  mutating func unitEnded() -> Bool {
    done += 1
    let seconds = now() - start
    switch state {
    case .first:
      firstSeconds = seconds
      begin(.settling)
    case .settling:
      begin(.warming)
    case .warming:
      guard done >= 2, seconds >= warmup else { break }
      unitsPerRepetition = max(1, Int((shortest / (seconds / Double(done))).rounded(.up)))
      begin(.measuring)
    case .measuring:
      guard done >= unitsPerRepetition else { break }
      take(seconds)
      begin(.measuring)
    }
    return clean.count < wanted && clean.count + dirty.count < 5 * wanted
  }

  /// The figures of all repetitions.
  func timing(stepsPerUnit: Int) -> Timing {
    let values = (clean.count < 5 ? clean + dirty : clean).sorted()
    return Timing(
      cleanRepetitions: clean.count,
      samplesPerSecond: median(values),
      slowest: values.first ?? 0,
      fastest: values.last ?? 0,
      stepsPerRepetition: unitsPerRepetition * stepsPerUnit,
      firstSeconds: firstSeconds
    )
  }

  private mutating func take(_ seconds: Double) {
    let rate = Double(done * samplesPerUnit) / seconds
    if MachineLoad.foreignSeconds() - foreign < 0.02 + 0.04 * seconds {
      clean.append(rate)
    } else {
      dirty.append(rate)
      Thread.sleep(forTimeInterval: 0.5)
    }
  }

  private mutating func begin(_ next: State) {
    state = next
    done = 0
    foreign = MachineLoad.foreignSeconds()
    start = now()
  }

  private func median(_ sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}

/// Returns seconds of a clock that never goes back.
func now() -> Double {
  Double(DispatchTime.now().uptimeNanoseconds) / 1e9
}
