/// How training takes synapses or channels away, more and more of them from epoch to epoch.
///
/// Masks are made at the beginning of every epoch from the parameters of that moment, layer by layer. What is
/// pruned is 0, its moving average too, and stays 0: a mask keeps all that the one before it had, and adds the
/// least of the rest, on ties the lower index.
public struct PruningSpec: Codable, Hashable, Sendable {
  /// What is taken away.
  public var kind: PruningKind
  /// The part of each layer's synapses or channels that is pruned at the end, in 0..<1.
  public var sparsity: Double
  /// When pruning begins, as a part of all epochs in 0...1.
  public var start: Double
  /// When the last ones are pruned, as a part of all epochs in `start`...1; the last epoch at the latest.
  public var end: Double
  /// The names of the layers that are pruned, or nil for all that can be.
  public var layers: [String]?

  /// Creates a pruning.
  public init(
    kind: PruningKind,
    sparsity: Double,
    start: Double = 0.2,
    end: Double = 0.8,
    layers: [String]? = nil
  ) {
    self.kind = kind
    self.sparsity = sparsity
    self.start = start
    self.end = end
    self.layers = layers
  }
}

/// Describes what pruning takes away.
public enum PruningKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// Single synapses of the smallest magnitude, recurrent ones and those of the readout too.
  ///
  /// Biases stay. Han et al., *Learning both weights and connections*, NeurIPS 2015 (arXiv 1506.02626).
  case magnitude
  /// Whole channels of hidden layers (neurons of dense ones), which the trained network then lacks.
  ///
  /// A channel counts for the Euclidean norm of the weights that enter it, its bias included, times the norm of
  /// those that leave it; normalisations are folded into them.
  case channels
}

extension PruningSpec {
  /// Returns the part of each layer that is pruned in epoch `epoch`, which counts from 0, of `epochs`.
  ///
  /// s(t) = sparsity * (1 - (1 - (t - t0) / (t1 - t0))^3) between t0 = start * epochs and t1 = end * epochs, the
  /// latter at most the last epoch. Zhu and Gupta, *To prune, or not to prune*, 2017 (arXiv 1710.01878).
  public func sparsity(inEpoch epoch: Int, of epochs: Int) -> Double {
    guard !isComplete(inEpoch: epoch, of: epochs) else { return sparsity }
    let first = start * Double(epochs)
    guard Double(epoch) > first else { return 0 }
    let rest = 1 - (Double(epoch) - first) / (lastChange(of: epochs) - first)
    return sparsity * (1 - rest * rest * rest)
  }

  /// Whether nothing more is pruned after the beginning of `epoch`, which counts from 0, of `epochs`.
  func isComplete(inEpoch epoch: Int, of epochs: Int) -> Bool {
    Double(epoch) >= lastChange(of: epochs)
  }

  private func lastChange(of epochs: Int) -> Double {
    min(end * Double(epochs), Double(epochs - 1))
  }

  /// Throws `NetworkError.invalidOptions` where a number is out of range.
  func validate() throws(NetworkError) {
    func require(_ condition: Bool, _ text: String) throws(NetworkError) {
      guard condition else { throw .invalidOptions(text) }
    }
    try require((0..<1).contains(sparsity), "the sparsity of pruning must be in 0..<1")
    try require(
      start >= 0 && start <= end && end <= 1,
      "pruning must start in 0...1 and end between its start and 1"
    )
  }
}
