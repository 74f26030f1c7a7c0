/// What each sample of a set made a network do: counts of one inference, exact.
///
/// Float networks and networks of integers are counted by one rule (`docs/numerics.md`, 8), so that networks that fire
/// alike count alike.
public struct SampleActivity: Codable, Hashable, Sendable {
  /// The number of layers.
  public var layerCount: Int
  /// The spikes of each layer over all steps, [sample][layer].
  public var spikes: [Int]
  /// The synaptic operations that each layer receives from the spikes of other layers and of its own,
  /// [sample][layer].
  public var operations: [Int]
  /// [sample]: the inputs that are not 0 under direct coding, else the input spikes over all steps.
  public var inputs: [Int]
  /// [sample]: the synapses behind these: multiplications under direct coding, which are done once for all steps, else
  /// synaptic operations.
  public var inputOperations: [Int]

  /// Creates counts that are all 0.
  public init(samples: Int, layers: Int) {
    layerCount = layers
    spikes = Array(repeating: 0, count: samples * layers)
    operations = spikes
    inputs = Array(repeating: 0, count: samples)
    inputOperations = inputs
  }

  /// The number of samples.
  public var sampleCount: Int { inputs.count }

  /// The spikes of all layers, [sample].
  public var totalSpikes: [Int] { rowSums(spikes) }

  /// The synaptic operations of all layers, [sample]; those of an input of spikes count.
  public func totalOperations(under coding: InputCoding) -> [Int] {
    let inside = rowSums(operations)
    switch coding {
    case .direct: return inside
    case .rate, .events: return zip(inside, inputOperations).map { $0 + $1 }
    }
  }

  /// The mean of `counts`, which is [sample][layer], for layer `index`; 0 without samples.
  func mean(_ counts: [Int], ofLayer index: Int) -> Double {
    Double(stride(from: index, to: counts.count, by: layerCount).reduce(0) { $0 + counts[$1] })
      / Double(max(sampleCount, 1))
  }

  private func rowSums(_ counts: [Int]) -> [Int] {
    (0..<sampleCount).map { sample in
      counts[sample * layerCount..<(sample + 1) * layerCount].reduce(0, +)
    }
  }
}
