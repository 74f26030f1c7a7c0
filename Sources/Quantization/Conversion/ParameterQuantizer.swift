import FixedPoint
import Foundation
import SpikingNetworks

/// Turns thresholds, biases, decays and reset values into integers on a membrane's scale.
struct ParameterQuantizer {
  /// Random numbers for stochastic conversion: (what, index) to 0..<1.
  let draw: (Parameter, Int) -> Double

  /// What a draw is for; the raw value is the step of the random address.
  enum Parameter: Int {
    case weight, bias, threshold, decay
  }

  /// Returns m * 2^e for `values` with unsigned m, e the smallest exponent that fits the largest value.
  func thresholds(_ values: [Double], _ quantization: ParameterQuantization) -> ScaledIntegers {
    scaled(values, limit: (1 << quantization.bits) - 1, quantization, .threshold)
  }

  /// Returns m * 2^e for `values` with signed m of range ±(2^(bits-1) - 1).
  func biases(_ values: [Double], _ quantization: ParameterQuantization) -> ScaledIntegers {
    scaled(values, limit: (1 << (quantization.bits - 1)) - 1, quantization, .bias)
  }

  private func scaled(
    _ values: [Double],
    limit: Int,
    _ quantization: ParameterQuantization,
    _ kind: Parameter
  ) -> ScaledIntegers {
    let peak = values.reduce(0) { max($0, abs($1)) }
    var exponent = 0
    while peak / Double(1 << exponent) > Double(limit), exponent < 30 { exponent += 1 }
    let unit = Double(1 << exponent)
    let mantissas = values.enumerated().map { index, value in
      let rounded = quantization.rounding.rounding(value / unit, draw: draw(kind, index))
      return Int32(min(max(rounded, -limit), limit))
    }
    return ScaledIntegers(bits: quantization.bits, exponent: exponent, mantissas: mantissas)
  }

  /// Returns the leak of a membrane with decay `beta`.
  ///
  /// A multiplier uses the largest f for which D = round((1 - beta) * 2^f) still fits its bits, so
  /// that few bits are spent on leading zeros. A D of 0 is no leak.
  func decay(beta: Double, _ quantization: DecayQuantization) -> IntegerDecay {
    let leak = 1 - beta
    guard leak > 0 else { return .none }
    switch quantization.kind {
    case .multiplier:
      let limit = (1 << quantization.bits) - 1
      let uniform = draw(.decay, 0)
      var best = (factor: 0, fractionBits: 0)
      for fractionBits in 0...Self.largestFractionBits {
        let factor = quantization.conversion.rounding(
          leak * Double(1 << fractionBits),
          draw: uniform
        )
        guard factor <= limit else { break }
        best = (min(factor, 1 << fractionBits), fractionBits)
      }
      guard best.factor > 0 else { return .none }
      return .multiplier(
        factor: best.factor,
        fractionBits: best.fractionBits,
        bits: quantization.bits,
        rounding: quantization.rounding
      )
    case .shift:
      let distance = quantization.conversion.rounding(-log2(leak), draw: draw(.decay, 0))
      return .shift(
        distance: min(max(distance, 0), (1 << quantization.bits) - 1),
        bits: quantization.bits,
        rounding: quantization.rounding
      )
    }
  }

  /// The largest f of a decay multiplier: keeps v * D + 2^f inside 32 bits for every legal width.
  static let largestFractionBits = 24
}
