import SpikingNetworks

extension ReferenceNetwork {
  /// Whether rounding could decide about a spike, the winner of a pool or a jump of the surrogate.
  ///
  /// Winners that are exactly equal are no close call: equal windows are equal in any precision, and the
  /// first one wins.
  func hasCloseCalls(_ trace: Trace, distance: Double) -> Bool {
    layers.indices.contains { index in
      let (layer, part) = (layers[index], trace.layers[index])
      if layer.spec.neuron.firing != nil {
        for margin in part.margins.joined().joined() {
          if abs(margin) < distance { return true }
          if case .boxcar(let width) = options.surrogate,
            abs(abs(margin) - width / 2) < distance
          {
            return true
          }
        }
      }
      if let rectifier = layer.spec.neuron.rectifier {
        for u in part.margins.joined().joined() {
          let jump = rectifier == .floor ? max(0, u.rounded()) : 0
          if abs(u - jump) < distance { return true }
        }
      }
      if let pool = layer.inputPool, pool.kind == .max, index > 0,
        hasCloseWinner(pool, trace.layers[index - 1].margins, distance)
      {
        return true
      }
      return layer.currentPool.map { hasCloseWinner($0, part.scaled, distance) } ?? false
    }
  }

  private func hasCloseWinner(
    _ pool: ReferencePooling,
    _ order: ReferenceSignal,
    _ distance: Double
  ) -> Bool {
    order.joined().contains { values in
      let largest = pool.largest(values)
      return pool.windows.indices.contains { window in
        pool.windows[window].contains { member in
          let difference = values[largest[window]] - values[member]
          return difference != 0 && difference < distance
        }
      }
    }
  }
}
