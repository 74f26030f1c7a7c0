/// The step sizes of a layer's weights where training moves them: learned step size quantization
/// (LSQ).
///
/// Esser et al., *Learned step size quantization*, ICLR 2020 (arXiv 1902.08153). What the optimizer
/// moves is p = s / s0, s0 the scale that training began with, so that one learning rate suits
/// scales of any size; its gradient is the paper's divided by s0, so that plain gradient descent
/// takes the paper's step.
final class LearnedScales: Sendable {
  /// [width]: p of each channel; all lanes are one number where the layer shares it.
  let array: ParameterArray
  private let initial: [Double]

  /// The part of its initial value that a scale keeps: it stays positive whatever a step does.
  private static let smallest: Float = 0.01

  init(_ scales: [Double], width: Int) {
    initial = scales
    array = ParameterArray(
      .weightScale,
      count: width,
      forTraining: true,
      range: LearnedScales.smallest...Float.greatestFiniteMagnitude
    )
    array.values.base.update(repeating: 1, count: width)
  }

  /// Whether all channels have one scale.
  var isShared: Bool { initial.count == 1 }

  /// The scales, one or one per channel.
  var scales: [Double] { initial.indices.map { Double(array.values.base[$0]) * initial[$0] } }

  /// Sets the gradient from `sums`, dL/ds by channel.
  ///
  /// - Parameters:
  ///   - weights: The number of weights of one channel.
  ///   - highest: The highest point of the grid.
  func setGradient(_ sums: [Double], weights: Int, highest: Int) {
    let count = isShared ? weights * sums.count : weights
    let factor = 1 / Double(count * highest).squareRoot()
    let total = sums.reduce(0, +)
    for channel in sums.indices {
      let slope = isShared ? total / initial[0] : sums[channel] / initial[channel]
      array.gradient.base[channel] = Float(slope * factor)
    }
  }
}
