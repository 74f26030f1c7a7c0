import SpikingNetworks

/// Something that a person who waits wants to know.
public enum ProgressEvent: Hashable, Sendable {
  /// A part of the work begins; it ends where the next begins or at `.finished`.
  case phaseStarted(ProgressPhase)
  /// `count` units of the phase are done so far, for phases that are neither epochs nor trials.
  case advanced(to: Int)
  /// An epoch of a training ended.
  case epoch(EpochProgress)
  /// A trial of the study ended.
  case trialFinished(TrialProgress)
  /// A line for the user.
  case message(String)
  /// A line that the user should not miss.
  case warning(String)
  /// All work is done, or was given up; nothing more is drawn.
  case finished
}

/// A part of the work.
public struct ProgressPhase: Hashable, Sendable {
  /// What is done, for example `searching`.
  public var name: String
  /// How many units it has, nil if that is not known.
  public var total: Int?
  /// To how many units work that repeats earlier work, and so is done for nothing, may raise the total; nil if
  /// it never does.
  public var totalLimit: Int?
  /// Whether the phase may end before all units are done: the total is then the most that there can be.
  public var mayEndEarly: Bool
  /// After how many seconds it ends at the latest, nil if there is no limit.
  public var secondsLimit: Double?

  /// Creates a phase.
  public init(
    name: String,
    total: Int? = nil,
    totalLimit: Int? = nil,
    mayEndEarly: Bool = false,
    secondsLimit: Double? = nil
  ) {
    self.name = name
    self.total = total
    self.totalLimit = totalLimit
    self.mayEndEarly = mayEndEarly
    self.secondsLimit = secondsLimit
  }
}

/// How far one training is.
public struct EpochProgress: Hashable, Sendable {
  /// Which network is trained, for example `64-32-10`.
  public var model: String
  /// The epochs done, from 1.
  public var epoch: Int
  /// The epochs to do.
  public var epochs: Int
  /// The mean training loss of the epoch.
  public var loss: Double
  /// The validation accuracy after it, 0...1, nil if it was not measured.
  public var accuracy: Double?

  /// Creates the progress of a training.
  public init(model: String, epoch: Int, epochs: Int, loss: Double, accuracy: Double? = nil) {
    self.model = model
    self.epoch = epoch
    self.epochs = epochs
    self.loss = loss
    self.accuracy = accuracy
  }

  /// Creates the progress of the training of `model` after the epoch of `record`.
  init(_ model: String, _ record: EpochRecord, of epochs: Int) {
    self.init(
      model: model,
      epoch: record.epoch,
      epochs: epochs,
      loss: record.loss,
      accuracy: record.validationAccuracy
    )
  }
}

/// How far a study is.
public struct TrialProgress: Hashable, Sendable {
  /// The trial that just ended.
  public var trial: Trial
  /// How many trials are in each state now.
  public var counts: TrialCounts
  /// The best trial so far, also one that was given up early; nil if none has figures.
  public var best: Trial?
  /// Whether the best trial reaches the target and keeps the constraints.
  public var isBestFeasible: Bool
  /// Whether the trial was not run now but read from the journal.
  public var isRecorded: Bool

  /// Creates the progress of a study.
  public init(
    trial: Trial,
    counts: TrialCounts,
    best: Trial?,
    isBestFeasible: Bool,
    isRecorded: Bool
  ) {
    self.trial = trial
    self.counts = counts
    self.best = best
    self.isBestFeasible = isBestFeasible
    self.isRecorded = isRecorded
  }
}
