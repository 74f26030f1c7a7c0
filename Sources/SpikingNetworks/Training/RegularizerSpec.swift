/// A penalty added to the task loss.
public enum RegularizerSpec: Codable, Hashable, Sendable {
  /// The spiking synaptic penalty, which makes a network spend fewer synaptic operations.
  ///
  ///     penalty = strength / (p * sum_l psi_l N_l T) * sum_l psi_l sum_{t,i} s_{l,i,t}^p
  ///
  /// per sample, over the hidden layers l with N_l neurons of fan-out psi_l, T steps. The sum is the
  /// number of synaptic operations; the divisor (not in the paper) is the largest number possible, so
  /// that one strength means the same in networks of different size. p = 1 pushes on every neuron and
  /// step, p = 2 only where a spike occurred. With `ramp` the strength grows linearly,
  /// strength * (epoch + 1) / epochs. Suetake et al.: *Spiking synaptic penalty*, Neurocomputing 2023.
  case synaptic(strength: Double, p: Int, ramp: Bool)
}
