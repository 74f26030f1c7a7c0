/// The synapses from one input to the neurons of one output position: a run of consecutive weights.
public struct SynapseRun: Hashable, Sendable {
  /// The index of the first current that is reached, before the pooling of the currents.
  public let firstCurrent: Int
  /// The index of the first weight.
  public let firstWeight: Int
  /// The number of consecutive currents and weights.
  public let count: Int

  /// Creates a run.
  @inlinable
  public init(firstCurrent: Int, firstWeight: Int, count: Int) {
    self.firstCurrent = firstCurrent
    self.firstWeight = firstWeight
    self.count = count
  }
}

extension LayerGeometry {
  /// Calls `body` with every run of synapses that leaves element `index` of `input`.
  ///
  /// Sum and average pooling connect an input to the synapses of its window; inputs that a pooling
  /// drops have none.
  @inlinable
  public func forEachRun(from index: Int, _ body: (SynapseRun) -> Void) {
    let channel = index % input.channels
    let place = index / input.channels
    let y = place / input.width / inputWindow.height
    let x = place % input.width / inputWindow.width
    guard y < pooled.height, x < pooled.width else { return }
    let group = channel / groupInputs
    for row in 0..<kernel.height {
      let top = y + padding.height - row
      guard top >= 0, top.isMultiple(of: stride.height), top / stride.height < currents.height
      else { continue }
      for column in 0..<kernel.width {
        let left = x + padding.width - column
        guard left >= 0, left.isMultiple(of: stride.width), left / stride.width < currents.width
        else { continue }
        let position = top / stride.height * currents.width + left / stride.width
        body(
          SynapseRun(
            firstCurrent: position * currents.channels + group * groupOutputs,
            firstWeight: ((row * kernel.width + column) * pooled.channels + channel) * groupOutputs,
            count: groupOutputs
          )
        )
      }
    }
  }

  /// Returns the number of synapses that leave element `index` of `input`, exact at the borders.
  public func fanOut(from index: Int) -> Int {
    let place = index / input.channels
    let y = place / input.width / inputWindow.height
    let x = place % input.width / inputWindow.width
    guard y < pooled.height, x < pooled.width else { return 0 }
    func reached(_ at: Int, _ kernel: Int, _ stride: Int, _ count: Int) -> Int {
      (0..<kernel).count { offset in
        let start = at - offset
        return start >= 0 && start.isMultiple(of: stride) && start / stride < count
      }
    }
    return groupOutputs
      * reached(y + padding.height, kernel.height, stride.height, currents.height)
      * reached(x + padding.width, kernel.width, stride.width, currents.width)
  }

  /// The output channel that weight `index` belongs to.
  @inlinable
  public func channel(ofWeight index: Int) -> Int {
    let inputChannel = index / groupOutputs % pooled.channels
    return inputChannel / groupInputs * groupOutputs + index % groupOutputs
  }
}
