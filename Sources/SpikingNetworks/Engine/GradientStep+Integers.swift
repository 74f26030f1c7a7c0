extension GradientPiece {
  /// Turns the gradient of the quantized weights into that of the parameters: the straight-through
  /// estimator.
  ///
  /// Bengio et al., arXiv 1308.3432. With fixed scales a weight that was clamped loses a gradient
  /// that would push it further out; with learned ones every gradient outside, as the paper of LSQ
  /// has it.
  ///
  /// - Parameter sums: [width], written: the sums of dL/d(s q) * d(s q)/ds of each channel over the
  ///   piece; nil with fixed scales.
  func passThrough(_ network: NetworkState, sums: UnsafeMutablePointer<Double>?) {
    let state = network.layers[layer]
    guard let integers = state.integers else { return }
    let plan = state.plan
    sums?.update(repeating: 0, count: plan.width)
    func block(_ array: ParameterArray, _ columns: Range<Int>, place: Int, rows: Int) -> Block {
      Block(
        parameters: array.values.base + place,
        gradient: array.gradient.base + place,
        rows: rows,
        columns: columns,
        integers: integers
      )
    }
    switch part {
    case .weights(let rows):
      for start in plan.panelStarts {
        let columns = start..<start + plan.panelColumns(start)
        let place = start * plan.weightRows + rows.lowerBound * columns.count
        block(state.weights, columns, place: place, rows: rows.count)
          .run(integers.weights.base + place, scale: integers.scale.base, sums: sums)
      }
    case .panel(let start):
      let columns = start..<start + plan.panelColumns(start)
      let place = start * plan.weightRows
      block(state.weights, columns, place: place, rows: plan.weightRows)
        .run(integers.weights.base + place, scale: integers.scale.base, sums: sums)
    case .recurrentWeights(let neurons):
      guard let recurrent = state.recurrent else { return }
      let place = neurons.lowerBound * plan.width
      block(recurrent, 0..<plan.width, place: place, rows: neurons.count)
        .run(integers.recurrent.base + place, scale: integers.recurrentScale.base, sums: sums)
    case .channels: break
    }
  }
}

/// Rows of weights of some columns, in the kernels' form.
private struct Block {
  let parameters: UnsafePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  let rows: Int
  /// The channels of the columns.
  let columns: Range<Int>
  let integers: IntegerLayerState

  init(
    parameters: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>,
    rows: Int,
    columns: Range<Int>,
    integers: IntegerLayerState
  ) {
    self.parameters = UnsafePointer(parameters)
    self.gradient = gradient
    self.rows = rows
    self.columns = columns
    self.integers = integers
  }

  /// - Parameters:
  ///   - points: The integers that the parameters became.
  ///   - scale: [width]: the real value of one of their units.
  func run(
    _ points: UnsafePointer<Float>,
    scale: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Double>?
  ) {
    let (lowest, highest) = (
      integers.lowest.base + columns.lowerBound, integers.highest.base + columns.lowerBound
    )
    guard let target = sums.map({ $0 + columns.lowerBound }) else {
      return clip(lowest, highest)
    }
    let unit = scale + columns.lowerBound
    // The scale of the layer; that of recurrent points lacks their factor.
    let whole = integers.scale.base + columns.lowerBound
    for row in 0..<rows {
      let start = row * columns.count
      for column in 0..<columns.count {
        let (value, slope) = (parameters[start + column], gradient[start + column])
        let quantized = points[start + column] * unit[column]
        let isInside = value > lowest[column] && value < highest[column]
        // s * d(s q)/ds: s q - w inside, s q at and beyond the ends.
        let part = isInside ? quantized - value : quantized
        target[column] += Double(slope * part) / Double(whole[column])
        gradient[start + column] = isInside ? slope : 0
      }
    }
  }

  private func clip(_ lowest: UnsafePointer<Float>, _ highest: UnsafePointer<Float>) {
    for row in 0..<rows {
      let start = row * columns.count
      for column in 0..<columns.count {
        let (value, slope) = (parameters[start + column], gradient[start + column])
        // Choices instead of branches: the loop vectorises.
        let inward = slope < 0 ? 0 : slope
        let outward = slope > 0 ? 0 : slope
        let fromAbove = value > highest[column] ? inward : slope
        gradient[start + column] = value < lowest[column] ? outward : fromAbove
      }
    }
  }
}
