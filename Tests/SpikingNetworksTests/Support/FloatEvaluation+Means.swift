import SpikingNetworks

extension FloatEvaluation {
  /// The mean synaptic operations of hidden spikes.
  var hiddenSynops: Double { mean(sampleActivity.operations) }

  /// The mean synapses behind the inputs.
  var inputSynops: Double { mean(sampleActivity.inputOperations) }

  private func mean(_ counts: [Int]) -> Double {
    Double(counts.reduce(0, +)) / Double(sampleActivity.sampleCount)
  }
}
