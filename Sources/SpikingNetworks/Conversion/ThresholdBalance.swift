/// Describes which activation of a rectified layer becomes one spike in every time step.
public enum ThresholdBalance: Codable, Hashable, Sendable {
  /// The largest one on the training samples: no neuron needs more spikes than there are steps.
  ///
  /// Diehl et al.: *Fast-classifying, high-accuracy spiking deep networks through weight and threshold
  /// balancing*, IJCNN 2015, doi 10.1109/IJCNN.2015.7280696.
  case max
  /// This percentile, in 0<...100, of the activations above 0 on the training samples; larger ones saturate.
  ///
  /// Rueckauer et al.: *Conversion of continuous-valued deep networks to efficient event-driven networks for
  /// image classification*, Front. Neurosci. 11, 2017, doi 10.3389/fnins.2017.00682.
  case percentile(Double)
  /// The number of time steps: every spike is an activation of 1, and the weights behind the first layer are
  /// copied as they are.
  ///
  /// Sorbaro et al., Front. Neurosci. 14, 2020 (arXiv 1912.01268); made for `Rectifier.floor`.
  case unit
}
