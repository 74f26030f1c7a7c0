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

  /// Returns the leak of membranes with decays `betas`: one, or one per channel.
  ///
  /// A multiplier uses the largest f for which every D = round((1 - beta) * 2^f) still fits its bits, so
  /// that few bits are spent on leading zeros. A D of 0 is no leak.
  func decay(betas: [Double], _ quantization: DecayQuantization) -> IntegerDecay {
    let leaks = betas.map { 1 - $0 }
    guard leaks.contains(where: { $0 > 0 }) else { return .none }
    let draws = leaks.indices.map { draw(.decay, $0) }
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

  /// The largest f of a decay multiplier: keeps v * D + 2^f inside 32 bits for every legal width.
  static let largestFractionBits = 24
}
