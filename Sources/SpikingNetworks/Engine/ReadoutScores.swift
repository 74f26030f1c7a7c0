extension ShardWorkspace {
  /// Writes the logits of sample `slot`: spike counts, the mean membrane, or the last membrane.
  func logits(slot: Int, to logits: UnsafeMutablePointer<Double>) {
    let layer = layers[layers.count - 1]
    let offset = slot * layer.plan.width
    for output in 0..<layer.plan.channels {
      logits[output] =
        switch plan.spec.readout {
        case .spikeCount: Double(layer.total.base[offset + output])
        case .membrane(.sum): Double(layer.total.base[offset + output]) / Double(plan.steps)
        case .membrane(.last):
          Double(
            layer.membrane.base[(plan.steps - 1) * samples * layer.plan.width + offset + output]
          )
        }
    }
  }

  /// Returns the predicted class: the largest logit; ties of spike counts go to the larger membrane
  /// after the last step, then to the lowest class.
  func prediction(slot: Int, logits: UnsafePointer<Double>) -> Int {
    let layer = layers[layers.count - 1]
    let last = layer.last.base + slot * layer.plan.width
    let breaksTies = plan.spec.readout == .spikeCount
    var best = 0
    for output in 1..<max(1, layer.plan.channels)
    where logits[output] > logits[best]
      || (breaksTies && logits[output] == logits[best] && last[output] > last[best])
    {
      best = output
    }
    return best
  }
}
