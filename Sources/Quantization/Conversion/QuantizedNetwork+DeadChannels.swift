import FixedPoint
import SpikingNetworks

extension QuantizedNetwork {
  /// Returns the network without the hidden channels that can never fire.
  ///
  /// A channel is dead by proof if the bounds of its membrane stay below its threshold; no synapse
  /// behind it ever carries a spike, so nothing else changes. It goes with all its synapses. What
  /// is left may be dead in turn, so this is repeated until nothing changes. The last layer keeps
  /// its classes, every other layer at least one channel, and layers in groups, or in front of
  /// such, keep all of theirs.
  ///
  /// Where the bounds hold for the network's time steps only (`LayerRanges.holdsForever`), so does
  /// this.
  public func removingDeadChannels() -> QuantizedNetwork {
    var network = self
    while let smaller = network.withoutDeadChannels() { network = smaller }
    return network
  }

  /// The network without the channels that are known to be dead, or nil if there is none to remove.
  private func withoutDeadChannels() -> QuantizedNetwork? {
    let ranges = BoundsAnalysis.ranges(of: self)
    var result = self
    for index in layers.indices.dropLast() {
      let channels = result.layers[index].geometry.channels
      let next = result.layers[index + 1]
      guard result.layers[index].geometry.groups == 1, next.geometry.groups == 1 else { continue }
      let dead = Set(ranges[index].deadChannels)
      var kept = (0..<channels).filter { !dead.contains($0) }
      if kept.isEmpty { kept = [0] }
      guard kept.count < channels else { continue }
      result.layers[index + 1] = next.keeping(
        inputChannels: kept,
        of: layers[index].geometry.neurons
      )
      result.layers[index] = result.layers[index].keeping(channels: kept)
    }
    return result == self ? nil : result
  }
}

extension QuantizedLayer {
  /// The layer with the channels `kept` only, in their order.
  fileprivate func keeping(channels kept: [Int]) -> QuantizedLayer {
    let all = geometry.channels
    func select<Number>(_ numbers: [Number]) -> [Number] {
      numbers.count == all ? kept.map { numbers[$0] } : numbers
    }
    func select(_ integers: ScaledIntegers?) -> ScaledIntegers? {
      integers.map {
        ScaledIntegers(bits: $0.bits, exponent: $0.exponent, mantissas: select($0.mantissas))
      }
    }
    /// Of each row of `all` weights those that reach the channels that are kept.
    func columns(_ values: [Int16]) -> [Int16] {
      stride(from: 0, to: values.count, by: all).flatMap { row in kept.map { values[row + $0] } }
    }
    var result = self
    result.geometry = LayerGeometry(
      input: geometry.input,
      inputWindow: geometry.inputWindow,
      kernel: geometry.kernel,
      stride: geometry.stride,
      padding: geometry.padding,
      channels: kept.count,
      currentWindow: geometry.currentWindow
    )
    result.weights.values = columns(weights.values)
    result.weights.scales = select(weights.scales)
    if let values = recurrence?.values {
      result.recurrence?.values = columns(kept.flatMap { values[$0 * all..<($0 + 1) * all] })
    }
    result.bias = select(bias)
    result.decay = decay.mapNumbers(select)
    if let synapse { result.synapse?.decay = synapse.decay.mapNumbers(select) }
    if let firing, let threshold = select(firing.threshold) {
      result.firing?.threshold = threshold
      result.firing?.resetValue = select(firing.resetValue)
      if let adaptation = firing.adaptation, let step = select(adaptation.step) {
        result.firing?.adaptation?.step = step
        result.firing?.adaptation?.decay = adaptation.decay.mapNumbers(select)
      }
    }
    return result
  }

  /// The layer without the synapses from all channels of `shape` but the ones `kept`.
  fileprivate func keeping(inputChannels kept: [Int], of shape: SampleShape) -> QuantizedLayer {
    // Rows of weights are ordered like places, then channels: also where a dense layer has
    // flattened both.
    let isKept = (0..<shape.channels).map(Set(kept).contains)
    let length = geometry.groupOutputs
    var result = self
    result.weights.values = (0..<geometry.weightRows).filter { isKept[$0 % shape.channels] }
      .flatMap { weights.values[$0 * length..<($0 + 1) * length] }
    var input = geometry.input
    var kernel = geometry.kernel
    if input.channels == shape.channels {
      input.channels = kept.count
    } else {
      input = SampleShape(
        channels: input.count / shape.channels * kept.count,
        height: 1,
        width: 1
      )
      kernel = Extent(1)
    }
    result.geometry = LayerGeometry(
      input: input,
      inputWindow: geometry.inputWindow,
      kernel: kernel,
      stride: geometry.stride,
      padding: geometry.padding,
      channels: geometry.channels,
      currentWindow: geometry.currentWindow
    )
    return result
  }
}

extension IntegerDecay {
  /// The decay with its table of numbers replaced.
  fileprivate func mapNumbers(_ change: ([Int]) -> [Int]) -> IntegerDecay {
    switch self {
    case .none:
      .none
    case .multiplier(let factors, let fractionBits, let bits, let rounding):
      .multiplier(
        factors: change(factors),
        fractionBits: fractionBits,
        bits: bits,
        rounding: rounding
      )
    case .shift(let distances, let bits, let rounding):
      .shift(distances: change(distances), bits: bits, rounding: rounding)
    }
  }
}
