import Foundation

/// Everything that a training needs to go on after an epoch as if it had never stopped.
///
/// A continued training gives the bytes of an undisturbed one. Draws are addressed by epoch and sample, so no
/// generator has a state to keep.
public struct TrainingCheckpoint: Codable, Hashable, Sendable {
  /// The training that the checkpoint belongs to.
  public let identity: TrainingIdentity
  /// The parameters after the last epoch, normalisations unfolded.
  public let parameters: NetworkParameters
  /// One record per epoch so far.
  public let history: [EpochRecord]
  /// The parameters of the best epoch so far, unfolded; nil unless the options select them.
  public let best: NetworkParameters?
  /// The moments and averages of the optimizer.
  let memory: OptimizerMemory
  /// What is pruned; nil without pruning.
  let mask: PruningMask?
  /// The number of optimizer steps so far, from which the optimizer's scalars follow.
  let steps: Int

  init(
    identity: TrainingIdentity,
    parameters: NetworkParameters,
    history: [EpochRecord],
    best: NetworkParameters?,
    memory: OptimizerMemory,
    mask: PruningMask? = nil,
    steps: Int
  ) {
    self.identity = identity
    self.parameters = parameters
    self.history = history
    self.best = best
    self.memory = memory
    self.mask = mask
    self.steps = steps
  }

  /// The number of epochs that are done.
  public var epochs: Int { history.count }
}

extension TrainingCheckpoint {
  /// Returns the checkpoint as JSON, arrays as base64; equal checkpoints give equal bytes.
  public func data() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf",
      negativeInfinity: "-inf",
      nan: "nan"
    )
    return try encoder.encode(self)
  }

  /// Reads what `data()` returns; throws `NetworkError.invalidCheckpoint` for anything else.
  public init(data: Data) throws(NetworkError) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf",
      negativeInfinity: "-inf",
      nan: "nan"
    )
    do {
      self = try decoder.decode(TrainingCheckpoint.self, from: data)
    } catch {
      throw .invalidCheckpoint("it is damaged, or of another version")
    }
  }

  /// Throws `NetworkError.invalidCheckpoint` unless the checkpoint belongs to the training `identity`.
  func check(_ identity: TrainingIdentity) throws(NetworkError) {
    if let difference = self.identity.difference(from: identity) {
      throw .invalidCheckpoint(difference)
    }
    let isComplete = (best != nil) == (identity.options.selection == .best)
    let batch = identity.options.batch
    let isWhole =
      history.map(\.epoch) == Array(1...max(1, epochs))
      && steps == epochs * ((identity.sampleCount + batch - 1) / batch)
    guard isComplete, isWhole, epochs <= identity.options.epochs else {
      throw .invalidCheckpoint("its parts do not belong together")
    }
    try memory.check(identity.options)
    try checkMask(identity)
    try identity.spec.check(parameters)
    if let best { try identity.spec.check(best) }
  }

  /// Throws `NetworkError.invalidCheckpoint` unless the mask is one of the last epoch.
  private func checkMask(_ identity: TrainingIdentity) throws(NetworkError) {
    let plan: PruningPlan? =
      if let pruning = identity.options.pruning {
        try PruningPlan(identity.spec, pruning)
      } else { nil }
    let sizes = mask?.layers.map(\.count)
    let counts = plan?.prunedCounts(inEpoch: epochs - 1, of: identity.options.epochs)
    guard sizes == plan?.unitCounts, mask?.counts == counts else {
      throw .invalidCheckpoint("it prunes other synapses or channels than its training options")
    }
  }
}
