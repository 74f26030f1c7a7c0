/// Describes the output of a rectified linear unit, y = max(0, u), u its current.
public enum Rectifier: String, Codable, CaseIterable, Hashable, Sendable {
  /// max(0, u); the derivative is 1 for u > 0, else 0.
  case none
  /// floor(max(0, u)), the spikes that an integrate-and-fire neuron of threshold 1 emits for a charge u.
  ///
  /// The backward pass goes straight through the floor: the derivative is that of `none`. Sorbaro, Liu, Bortone,
  /// Sheik: *Optimizing the energy consumption of spiking neural networks for neuromorphic applications*,
  /// Front. Neurosci. 14, 2020 (arXiv 1912.01268).
  case floor
}

extension NetworkSpec {
  /// Whether the network has no time and hands on numbers instead of spikes: all layers but the last rectify.
  public var isRectified: Bool { layers.contains { $0.neuron.rectifier != nil } }
}
