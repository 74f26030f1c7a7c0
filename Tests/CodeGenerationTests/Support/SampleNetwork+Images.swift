import ContractSupport
import FixedPoint
import Quantization
import SpikingNetworks

extension SampleNetwork {
  /// A small classifier of 8 x 8 images that uses most of what windows can do: a padded convolution with
  /// pooled currents, a depthwise one behind summed spikes with decays and thresholds per channel, and
  /// a dense readout behind spikes pooled by OR.
  static func images(coding: InputCoding = .direct) -> QuantizedNetwork {
    var random = RandomNetworks(number: 11)
    let shape = SampleShape(height: 8, width: 8)
    let first = LayerGeometry(
      input: shape,
      kernel: Extent(3),
      padding: Extent(1),
      channels: 4,
      currentWindow: Extent(2)
    )
    let second = LayerGeometry(
      input: first.neurons,
      inputWindow: Extent(2),
      kernel: Extent(2),
      padding: Extent(1),
      groups: 4,
      channels: 8
    )
    let third = LayerGeometry(
      input: second.neurons,
      inputWindow: Extent(2),
      kernel: Extent(1),
      channels: 3
    )
    func layer(
      _ name: String,
      _ geometry: LayerGeometry,
      _ inputPool: PoolKind?,
      guardBits: Int,
      decay: IntegerDecay,
      thresholds: [Int32]
    ) -> QuantizedLayer {
      QuantizedLayer(
        name: name,
        geometry: geometry,
        inputPool: inputPool,
        weights: QuantizedWeights(
          grid: .symmetric,
          bits: 4,
          values: (0..<geometry.weightCount).map { _ in Int16(random.integer(-6...7)) },
          scales: thresholds.count > 1
            ? (0..<geometry.channels).map { 0.0625 * Double($0 + 1) } : [0.0625]
        ),
        guardBits: guardBits,
        guardRounding: .halfUp,
        bias: ScaledIntegers(
          bits: 4,
          exponent: 1,
          mantissas: (0..<geometry.channels).map { _ in Int32(random.integer(-3...3)) }
        ),
        decay: decay,
        firing: thresholds.isEmpty
          ? nil
          : IntegerFiring(
            threshold: ScaledIntegers(bits: 8, exponent: 1, mantissas: thresholds),
            reset: .subtract
          ),
        membraneBits: 12,
        overflow: .saturate
      )
    }
    return QuantizedNetwork(
      input: InputSpec(shape: shape, coding: coding, bits: coding.bits(4), timesteps: 8),
      encodingSeed: 42,
      layers: [
        layer(
          "conv1",
          first,
          nil,
          guardBits: coding == .direct ? -3 : 0,
          decay: .multiplier(factors: [12], fractionBits: 6, bits: 4, rounding: .halfUp),
          thresholds: [coding == .direct ? 20 : 6]
        ),
        layer(
          "conv2",
          second,
          .sum,
          guardBits: 0,
          decay: .multiplier(
            factors: [0, 3, 5, 7, 9, 11, 13, 15],
            fractionBits: 4,
            bits: 4,
            rounding: .halfEven
          ),
          thresholds: (0..<8).map { Int32(3 + $0 / 2) }
        ),
        layer(
          "dense1",
          third,
          .max,
          guardBits: 2,
          decay: .shift(distances: [2, 3, 4], bits: 3, rounding: .floor),
          thresholds: []
        ),
      ],
      readout: .membrane(.sum)
    )
  }
}
