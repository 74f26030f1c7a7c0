import SpikingNetworks

extension EvaluationOutcome {
  /// The outcome itself, or a failure if a figure is no finite number, which no journal can hold.
  var finite: EvaluationOutcome {
    switch self {
    case .failed: return self
    case .complete(let figures), .pruned(let figures):
      let numbers =
        [
          figures.validationAccuracy, figures.synopsPerInference, figures.spikesPerInference,
          figures.floatAccuracy, figures.memoryFraction, figures.energyFraction,
        ]
        + (figures.energy.map { energy in EnergyModel.allCases.map { energy[$0] } } ?? [])
      return numbers.allSatisfy(\.isFinite)
        ? self : .failed(reason: "a figure is not a finite number")
    }
  }
}
