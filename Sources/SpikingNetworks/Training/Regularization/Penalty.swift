/// What a regularizer punishes.
///
/// Each value is divided by what it is at most, or is a mean, so that one strength means the same in networks of
/// different size. n are the spikes of a neuron in a sample, r = n / T its rate over T steps; unless a case says
/// otherwise the value is that of one sample, of which the loss has the mean, and the layers are the hidden ones.
/// The gradient of n reaches the spike of every step alike, through the surrogate.
public enum Penalty: Codable, Hashable, Sendable {
  /// The spiking synaptic penalty, which makes a network spend fewer synaptic operations.
  ///
  ///     1 / (p * sum_l psi_l N_l T) * sum_l psi_l sum_{t,i} s_{l,i,t}^p
  ///
  /// over the layers l with N_l neurons of mean fan-out psi_l, a recurrent last layer among them. The sum is the
  /// number of synaptic operations; the divisor (not in the paper) is the largest number possible. p = 1 pushes
  /// on every neuron and step, p = 2 only where a spike occurred. Suetake et al.: *Spiking synaptic penalty*,
  /// Neurocomputing 2023.
  case synaptic(p: Int)
  /// The mean of r^p over neurons, p 1 or 2, or the mean over layers of each layer's mean.
  ///
  /// The synaptic penalty without weights; Louis et al., ICANN 2024 (arXiv 2406.18350), regularize activations so.
  case spikes(p: Int, scope: PenaltyScope)
  /// The mean over layers of sum n / sqrt(N sum n^2), in 0...1; 0 for a silent layer.
  ///
  /// Scale-invariant: it moves spikes to fewer neurons, and says nothing of their number. Hoyer, JMLR 2004.
  case hoyer
  /// The mean over layers of (sum n)^2 / (N sum n^2), in 0...1; 0 for a silent layer.
  ///
  /// Yang et al., *DeepHoyer*, ICLR 2020; on activations Kurtz et al., ICML 2020. Narduzzi et al., ICASSP 2022
  /// (arXiv 2204.01460), have such penalties on activations in front of a conversion.
  case hoyerSquare
  /// The squared relative deviation ((S - S0) / S0)^2 of the mean number S of synaptic operations in the samples
  /// of a batch from a target S0, over the layers of `synaptic`, fan-outs exact.
  ///
  /// In scope `layer` the mean of the layers' own deviations, each layer's share of S0 in proportion to the
  /// largest number it can cause. Sorbaro et al., Front. Neurosci. 14:662, 2020
  /// (arXiv 1912.01268).
  case operations(target: OperationTarget, scope: PenaltyScope, sides: PenaltySides)
  /// The mean over neurons of (r - target)^2, r the mean rate of a neuron in the samples of a batch.
  ///
  /// `below` alone is a floor that keeps neurons alive (the later code of Sorbaro et al.).
  case firingRate(target: Double, sides: PenaltySides)
  /// The mean of the squared logits of a sample (Louis et al. 2024). It has no
  /// layers.
  case logits
  /// Half the sum of the squared weights, recurrent ones included, of all layers, the last one too.
  ///
  /// Not divided by their number: the gradient of a weight w is then strength * w in any network. Coupled: an
  /// optimizer treats it like the rest of the gradient, unlike the weight decay of AdamW.
  case weightDecay
  /// The mean over neurons and steps of max(0, m - upper)^2 + max(0, lower - m)^2.
  ///
  /// m is the membrane in thresholds of its neuron, rises of adaptive thresholds apart, after integration and
  /// before reset; lower <= 0 <= upper. At most one such penalty for a layer.
  case membrane(lower: Double, upper: Double)
}
