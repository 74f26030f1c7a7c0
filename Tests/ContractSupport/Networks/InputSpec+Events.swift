import SpikingNetworks

extension InputCoding {
  /// Returns the bits of an input that would have `bits` under codings that take any: events have 1.
  public func bits(_ bits: Int) -> Int { self == .events ? 1 : bits }
}

extension InputSpec {
  /// The input, with events in place of rate coding of 2, 5 or 8 bits.
  ///
  /// A random network stays what it was in all but its samples.
  public var withEventsAmongRates: InputSpec {
    guard coding == .rate, bits % 3 == 2 else { return self }
    return InputSpec(shape: shape, coding: .events, bits: 1, timesteps: timesteps)
  }
}

extension SampleSet {
  /// The samples as `input` takes them: of values, events are the spikes that rate coding draws of them.
  public func entering(_ input: InputSpec, seed: UInt64 = 3) -> SampleSet {
    guard let frames = input.frames else { return self }
    let coding = RateCoding(seed: seed, maximum: maximum)
    return SampleSet(
      shape: shape,
      classCount: classCount,
      maximum: 1,
      inputs: (0..<count).flatMap { sample in
        let steps = (0..<frames.count).map {
          coding.spikes(of: self.input(sample), step: $0, sample: sample)
        }
        return frames.sample { steps[$0][$1] }
      },
      labels: labels,
      frameCount: frames.count
    )
  }
}
