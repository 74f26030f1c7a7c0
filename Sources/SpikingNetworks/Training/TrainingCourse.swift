/// The epochs of a training so far, and what follows from their accuracy on validation samples.
struct TrainingCourse {
  private(set) var history: [EpochRecord]
  /// The parameters of the best epoch; kept only if the options select them.
  private(set) var best: NetworkParameters?
  private let options: TrainingOptions

  /// Creates the course of a training that continues behind `history`.
  init(_ options: TrainingOptions, history: [EpochRecord] = [], best: NetworkParameters? = nil) {
    self.options = options
    self.history = history
    self.best = best
  }

  /// The epoch with the highest accuracy, the earlier one on a tie, from 1; the last one without accuracies.
  ///
  /// Under pruning only epochs that lack all that is to be pruned count.
  var bestEpoch: Int {
    var best: (epoch: Int, accuracy: Double)?
    for record in history {
      if let pruning = options.pruning,
        !pruning.isComplete(inEpoch: record.epoch - 1, of: options.epochs)
      {
        continue
      }
      guard let accuracy = record.validationAccuracy else { continue }
      if accuracy > best?.accuracy ?? -1 { best = (record.epoch, accuracy) }
    }
    return best?.epoch ?? history.last?.epoch ?? 0
  }

  /// The epoch whose parameters the training returns, from 1.
  var selectedEpoch: Int {
    switch options.selection {
    case .last: history.last?.epoch ?? 0
    case .best: bestEpoch
    }
  }

  /// Whether the training ends here: all epochs are done, or too many without a better accuracy.
  var isOver: Bool {
    if history.count >= options.epochs { return true }
    return options.patience > 0 && history.count - bestEpoch >= options.patience
  }

  /// Takes over an epoch that ended with `parameters`.
  mutating func append(_ record: EpochRecord, parameters: @autoclosure () -> NetworkParameters) {
    history.append(record)
    if options.selection == .best && bestEpoch == record.epoch { best = parameters() }
  }
}
