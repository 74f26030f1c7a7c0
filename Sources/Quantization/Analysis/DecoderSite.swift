/// The code of the device that a decoder of weights is part of: its cost differs.
public enum DecoderSite: CaseIterable, Hashable, Sendable {
  /// A dense layer's matrix, or recurrent weights: a row for each input.
  case dense
  /// A kernel that moves over its input: a row for each place of the kernel and input channel.
  case convolution
  /// A kernel whose channels form groups: the outputs of a channel start at any bit of a row.
  case grouped
}
