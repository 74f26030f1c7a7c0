/// The way of weights between the order of `LayerParameters` and the kernels' padded form.
extension LayerPlan {
  /// Writes `weights` to their places in `target`, [panel][weight row][column of the panel].
  func place(_ weights: [Float], in target: UnsafeMutablePointer<Float>) {
    weights.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      forEachRun { place, index, count in
        (target + place).update(from: source + index, count: count)
      }
    }
  }

  /// Returns the weights at `source` without padding.
  func collect(_ source: UnsafePointer<Float>) -> [Float] {
    Array(unsafeUninitializedCapacity: geometry.weightCount) { target, count in
      count = geometry.weightCount
      guard let target = target.baseAddress else { return }
      forEachRun { place, index, count in
        (target + index).initialize(from: source + place, count: count)
      }
    }
  }

  /// Calls `body` with the place, the index and the length of each run of weights that lie together
  /// in both.
  private func forEachRun(_ body: (_ place: Int, _ index: Int, _ count: Int) -> Void) {
    let length = geometry.groupOutputs
    guard convolution == nil else {
      for row in 0..<weightRows {
        let column = geometry.channel(ofWeight: row * length)
        body(weightPlace(row: row, column: column), row * length, length)
      }
      return
    }
    for start in panelStarts {
      let count = min(panelColumns(start), channels - start)
      for row in 0..<weightRows {
        body(weightPlace(row: row, column: start), row * length + start, count)
      }
    }
  }
}
