/// How a network learns from the answers of a teacher beside the labels.
///
///     loss = (1 - alpha) CE + alpha tau^2 KL(softmax(z_t / tau) || softmax(z_s / tau))
///            + features * mean_l mean_i (r_s - r_t)^2
///
/// per sample, with the logits z of the readouts, and the rates r = n / T of neuron i of hidden layer l, which fires
/// n times in T steps. Hinton, Vinyals and Dean, *Distilling the knowledge in a neural network*, arXiv 1503.02531;
/// hidden layers as hints: Romero et al., *FitNets*, arXiv 1412.6550.
public struct DistillationSpec: Codable, Hashable, Sendable {
  /// The softening tau of both softmaxes; above 0.
  public var temperature: Double
  /// The share of the teacher in the loss, in 0...1.
  public var alpha: Double
  /// The factor of the distance between the rates of the hidden layers; 0 compares none.
  public var features: Double

  /// Creates a description.
  public init(temperature: Double = 4, alpha: Double = 0.5, features: Double = 0) {
    self.temperature = temperature
    self.alpha = alpha
    self.features = features
  }

  /// Whether the teacher has any part in the loss.
  public var isEffective: Bool { alpha > 0 || features > 0 }
}
