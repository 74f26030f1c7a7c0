import Quantization
import SpikingNetworks

/// Synthetic inputs with what the network must do on them: the golden content of a self-test.
///
/// They hold no sample of any data set, so no licence of one enters firmware.
public struct TestVectors: Hashable, Sendable {
  /// One input and its outcome.
  public struct Vector: Hashable, Sendable {
    /// The input integers; of events the frames of spikes.
    public var input: [UInt8]
    /// The number of the sample in the rate coding.
    public var sample: Int
    /// What the network does.
    public var trace: SimulationTrace

    /// Creates a vector.
    public init(input: [UInt8], sample: Int, trace: SimulationTrace) {
      self.input = input
      self.sample = sample
      self.trace = trace
    }
  }

  /// The vectors.
  public var vectors: [Vector]

  /// The smallest and the largest number of synthetic vectors.
  public static let countRange = 16...32

  /// Creates a set of vectors.
  public init(vectors: [Vector]) {
    self.vectors = vectors
  }

  /// Chooses vectors from a pool such that every input takes its maximum (of events: spikes) in one of them, and every
  /// neuron which fires on any candidate of the pool fires on a chosen one.
  ///
  /// Beyond that, vectors are preferred which make more single weights visible: a weight is visible
  /// where its input is active and the accumulator stands at a boundary of the guard rounding.
  /// - Parameters:
  ///   - network: The network.
  ///   - reference: What the network does on an input; by default `IntegerSimulator`.
  public static func synthetic(
    for network: QuantizedNetwork,
    reference: ((ArraySlice<UInt8>, Int) -> SimulationTrace)? = nil
  ) -> TestVectors {
    let simulator = IntegerSimulator(network)
    let reference = reference ?? { simulator.trace($0, sample: $1) }
    let pool = VectorPool(network).candidates
    func vector(_ index: Int) -> Vector {
      Vector(input: pool[index], sample: index, trace: reference(pool[index][...], index))
    }
    // The traces of a large pool would fill the memory: those that are chosen are made again.
    let synapses = network.layers.map { SynapseTable($0.geometry) }
    let shown = pool.indices.map {
      VectorCoverage(of: network, showing: vector($0), synapses)
    }
    var covered = VectorCoverage(of: network)
    var unused = Array(pool.indices)
    var chosen: [Vector] = []
    while chosen.count < countRange.upperBound, !unused.isEmpty {
      // The first of the best: the choice depends on nothing but the pool.
      var best = (position: 0, gain: (activity: -1, weights: 0))
      for (position, index) in unused.enumerated() {
        let gain = covered.gain(of: shown[index])
        if gain > best.gain { best = (position, gain) }
      }
      if best.gain == (0, 0) && chosen.count >= countRange.lowerBound { break }
      let index = unused.remove(at: best.position)
      covered.formUnion(shown[index])
      chosen.append(vector(index))
    }
    return TestVectors(vectors: chosen)
  }

  /// Returns `count` random inputs of several densities, a function of the network alone.
  public static func randomInputs(for network: QuantizedNetwork, count: Int) -> [[UInt8]] {
    VectorPool.random(network, count: count)
  }
}
