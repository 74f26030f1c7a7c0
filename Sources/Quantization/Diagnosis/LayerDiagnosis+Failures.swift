extension LayerDiagnosis {
  /// The reasons for which no network with this layer is of use; empty if there is none.
  ///
  /// - Parameters:
  ///   - samples: The number of samples that were run.
  ///   - timesteps: The number of steps of each; a decay matters from the second one on.
  func failures(samples: Int, timesteps: Int) -> [String] {
    var reasons: [String] = []
    let seen = samples == 1 ? "1 sample" : "\(samples) samples"
    if let float = floatFiring, let integer = integerFiring {
      if integer.rate == 0 && float.rate > 0 {
        reasons.append("it went silent: no spike on \(seen)")
      }
      if integer.rate == 1 && float.rate < 1 {
        reasons.append("it is saturated: every neuron fires in every step of \(seen)")
      }
    }
    if timesteps > 1 { reasons += decay.failures("membrane") }
    if timesteps > 1 { reasons += synapticDecay?.failures("synaptic current") ?? [] }
    if let thresholds, thresholds.low == thresholds.count, thresholds.error.rootMeanSquare > 0.5 {
      reasons.append(
        "its thresholds collapsed: all lie below one unit of the accumulator, and they are off by more "
          + "than half"
      )
    }
    return reasons.map { "\(name): \($0)" }
  }
}

extension DecayFigures {
  /// The reasons for which the leak of `state` is of no use.
  ///
  /// A leak that is gone everywhere ruins a layer that forgets half of its state or more in a step, one that takes
  /// all ruins a layer that keeps half or more; between them, it is one error among others.
  fileprivate func failures(_ state: String) -> [String] {
    if lost == count && floatLeak >= 0.5 {
      return [
        "its \(state) no longer leaks, and loses \(percent(floatLeak)) in a step of the float model"
      ]
    }
    if total == count && floatLeak <= 0.5 {
      return [
        "its \(state) forgets everything, and keeps \(percent(1 - floatLeak)) in a step of the float model"
      ]
    }
    return []
  }

  private func percent(_ part: Double) -> String { "\(Int((part * 100).rounded())) %" }
}
