import Foundation

/// Maps figures to pixels along one axis, and places its ticks.
struct AxisScale: Sendable {
  /// The figures at both ends.
  let range: ClosedRange<Double>
  /// The pixels at both ends; they may fall.
  let pixels: (start: Double, end: Double)
  /// Whether equal ratios, not equal differences, are equally far apart.
  let isLogarithmic: Bool

  /// Creates a scale; logarithmic if asked for and if all figures are positive.
  init(range: ClosedRange<Double>, start: Double, end: Double, isLogarithmic: Bool = false) {
    self.range = range
    self.pixels = (start, end)
    self.isLogarithmic = isLogarithmic && range.lowerBound > 0
  }

  /// Returns the pixel of a figure.
  func pixel(_ value: Double) -> Double {
    let (low, high) = (map(range.lowerBound), map(range.upperBound))
    let part = high > low ? (map(value) - low) / (high - low) : 0.5
    return pixels.start + part * (pixels.end - pixels.start)
  }

  /// Returns about `count` round figures inside the range, for ticks.
  func ticks(_ count: Int) -> [Double] {
    let span = range.upperBound - range.lowerBound
    guard span > 0 else { return [range.lowerBound] }
    if isLogarithmic { return logarithmicTicks() }
    let rough = span / Double(max(1, count))
    let power = pow(10, floor(log10(rough)))
    let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
    let first = (range.lowerBound / step).rounded(.up)
    let last = ((range.upperBound + step * 1e-9) / step).rounded(.down)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  private func logarithmicTicks() -> [Double] {
    let first = floor(log10(range.lowerBound))
    let last = ceil(log10(range.upperBound))
    return stride(from: first, through: last, by: 1)
      .flatMap { power in [1, 2, 5].map { $0 * pow(10, power) } }
      .filter { range.contains($0) }
  }

  private func map(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }
}
