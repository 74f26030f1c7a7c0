import FixedPoint
import Foundation
import SpikingNetworks

/// Turns thresholds, biases, reset values, steps and decays into integers on a membrane's scale.
struct ParameterQuantizer {
  /// Random numbers for stochastic conversion: (what, index) to 0..<1.
  let draw: (Parameter, Int) -> Double

  /// What a draw is for; the raw value is the step of the random address.
  enum Parameter: Int {
    case weight, bias, threshold, decay, recurrentWeight, resetValue
    case synapticDecay, adaptationDecay, adaptationStep
  }

  /// Returns m * 2^e for `values`, m unsigned, e the smallest exponent that fits the largest one.
  func unsigned(
    _ values: [Double],
    _ quantization: ParameterQuantization,
    _ parameter: Parameter
  ) -> ScaledIntegers {
    scaled(values, in: 0...(1 << quantization.bits) - 1, quantization, parameter)
  }

  /// Returns m * 2^e for `values` with signed m of range ±(2^(bits-1) - 1).
  func signed(
    _ values: [Double],
    _ quantization: ParameterQuantization,
    _ parameter: Parameter
  ) -> ScaledIntegers {
    let limit = (1 << (quantization.bits - 1)) - 1
    return scaled(values, in: -limit...limit, quantization, parameter)
  }

  private func scaled(
    _ values: [Double],
    in range: ClosedRange<Int>,
    _ quantization: ParameterQuantization,
    _ parameter: Parameter
  ) -> ScaledIntegers {
    let peak = values.reduce(0) { max($0, abs($1)) }
    var exponent = 0
    while peak / Double(1 << exponent) > Double(range.upperBound), exponent < 30 { exponent += 1 }
    let unit = Double(1 << exponent)
    let mantissas = values.enumerated().map { index, value in
      // Clamped first: what is far outside has no integer, and the ends are integers.
      let clamped = min(max(value / unit, Double(range.lowerBound)), Double(range.upperBound))
      return Int32(quantization.rounding.rounding(clamped, draw: draw(parameter, index)))
    }
    return ScaledIntegers(bits: quantization.bits, exponent: exponent, mantissas: mantissas)
  }

  /// Returns the leak of a state with the decays `decays`: one, or one per channel.
  ///
  /// A multiplier uses the largest f for which every D = round((1 - decay) * 2^f) still fits its
  /// bits, so that few bits are spent on leading zeros. A D of 0 is no leak.
  func leak(
    _ decays: [Double],
    _ quantization: DecayQuantization,
    _ parameter: Parameter
  ) -> IntegerDecay {
    let leaks = decays.map { 1 - $0 }
    guard leaks.contains(where: { $0 > 0 }) else { return .none }
    let draws =
      quantization.conversion.isStochastic
      ? leaks.indices.map { draw(parameter, $0) } : leaks.map { _ in 0 }
    let limit = (1 << quantization.bits) - 1
    switch quantization.kind {
    case .multiplier:
      var best = (factors: leaks.map { _ in 0 }, fractionBits: 0)
      for fractionBits in 0...Self.largestFractionBits {
        let factors = zip(leaks, draws).map { leak, draw in
          quantization.conversion.rounding(leak * Double(1 << fractionBits), draw: draw)
        }
        guard factors.allSatisfy({ $0 <= limit }) else { break }
        best = (factors.map { min($0, 1 << fractionBits) }, fractionBits)
      }
      guard best.factors.contains(where: { $0 > 0 }) else { return .none }
      return .multiplier(
        factors: best.factors,
        fractionBits: best.fractionBits,
        bits: quantization.bits,
        rounding: quantization.rounding
      )
    case .shift:
      return .shift(
        distances: zip(leaks, draws).map { leak, draw in
          // Among channels that leak, one that does not gets the weakest leak that there is.
          guard leak > 0 else { return limit }
          return min(max(quantization.conversion.rounding(-log2(leak), draw: draw), 0), limit)
        },
        bits: quantization.bits,
        rounding: quantization.rounding
      )
    }
  }

  /// The largest f of a decay multiplier.
  ///
  /// It keeps x * D + 2^f, a product and what rounds it, inside 32 bits for every legal width: a
  /// product has at most 31 bits with its sign, or 30 bits without (`QuantizedLayer.largestProductBits`,
  /// `largestRiseProductBits`).
  static let largestFractionBits = 24
}
