/// How a sample becomes the spikes of a time step: drawn from its values, or read from its frames.
public enum InputSpikes: Hashable, Sendable {
  /// Each value is the probability of a spike.
  case drawn(RateCoding)
  /// The sample consists of spikes.
  case read(SpikeFrames)

  /// Creates what makes spikes of the samples of `input`; nil under direct coding, which has none.
  ///
  /// - Parameters:
  ///   - input: What enters the network.
  ///   - seed: The key of the rate coding, stream `encoding`; without effect on events.
  public init?(_ input: InputSpec, seed: UInt64) {
    switch input.coding {
    case .direct: return nil
    case .rate: self = .drawn(RateCoding(seed: seed, stream: .encoding, maximum: input.maximum))
    case .events: self = .read(input.layout)
    }
  }

  /// Replaces `active` by the inputs that spike in `step`, in rising order.
  ///
  /// - Parameters:
  ///   - values: The bytes of the sample.
  ///   - step: The time step, counted from 0.
  ///   - sample: The sample's number in the rate coding; without effect on events.
  ///   - active: The indices of the inputs.
  public func activeInputs(
    _ values: ArraySlice<UInt8>,
    step: Int,
    sample: Int,
    into active: inout [Int32]
  ) {
    switch self {
    case .drawn(let coding):
      coding.activeInputs(values, step: step, sample: sample, into: &active)
    case .read(let frames): frames.activeInputs(values, step: step, into: &active)
    }
  }
}
