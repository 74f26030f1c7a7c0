import FixedPoint
import Quantization

extension LayerQuantization {
  /// Precisions that leave everything but the weights nearly untouched.
  static func plain(
    grid: WeightGrid = .symmetric,
    weightBits: Int,
    scale: ScaleGranularity = .tensor,
    clip: ClippingRule = .max,
    membraneBits: Int = 20
  ) -> LayerQuantization {
    LayerQuantization(
      weights: WeightQuantization(
        grid: grid,
        bits: weightBits,
        scale: scale,
        clip: clip,
        rounding: .halfEven
      ),
      bias: ParameterQuantization(bits: 16, rounding: .halfEven),
      threshold: ParameterQuantization(bits: 16, rounding: .halfEven),
      decay: DecayQuantization(
        kind: .multiplier,
        bits: 31 - membraneBits,
        conversion: .halfEven,
        rounding: .halfEven
      ),
      membrane: MembraneQuantization(
        bits: membraneBits,
        guardBits: .automatic(headroom: 3),
        guardRounding: .halfEven,
        overflow: .saturate
      )
    )
  }
}
