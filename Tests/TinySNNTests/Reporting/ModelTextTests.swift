import SpikingNetworks
import Testing
import TinySNN

@Suite struct ModelTextTests {
  private func text(
    _ accuracies: [Double?],
    selected: Int? = nil,
    _ overrides: [String]
  ) throws -> [String] {
    let experiment = try Experiment.builtIn(overrides: overrides + ["train.epochs=12"])
    let shape = DatasetKind.digits.shape
    let spec = experiment.networkSpec(shape: shape)
    let history = accuracies.enumerated().map { index, accuracy in
      EpochRecord(
        epoch: index + 1,
        loss: 0.5,
        penalty: 0,
        trainAccuracy: 0.9,
        learningRate: 0.01,
        validationAccuracy: accuracy
      )
    }
    let artifact = ModelArtifact(
      provenance: Provenance(
        version: "0",
        configHash: "c0ffee",
        seed: 1,
        dataset: "digits",
        instructionSet: .baseline
      ),
      experiment: experiment,
      sampleShape: shape,
      model: TrainedModel(
        spec: spec,
        parameters: NetworkParameters(layers: []),
        history: history,
        activity: [],
        selectedEpoch: selected
      )
    )
    return ModelText(artifact).training.split(separator: "\n").map(String.init)
  }

  @Test("Training names the accuracy of each epoch and the one that it selected")
  func best() throws {
    var accuracies: [Double?] = Array(repeating: 0.9, count: 11)
    (accuracies[3], accuracies[7]) = (0.975, 0.975)
    #expect(
      try text(accuracies, selected: 4, ["train.select=best"]) == [
        "model       64-64-10, T=8, direct, 4810 parameters",
        "training    11 of 12 epochs, loss 0.5000, accuracy 90.00 %",
        "by epoch    1-10: 90.00 90.00 90.00 97.50 90.00 90.00 90.00 97.50 90.00 90.00 %",
        "            11-11: 90.00",
        "selected    epoch 4, the best on validation data (97.50 %)",
      ]
    )
  }

  @Test("The selected epoch is the one that the model says, not one computed again")
  func recorded() throws {
    let lines = try text([0.9, 0.8, 0.7], selected: 2, ["train.select=best"])
    #expect(lines.last == "selected    epoch 2, the best on validation data (80.00 %)")
  }

  @Test("Without validation figures the last epoch is named")
  func last() throws {
    let lines = try text(Array(repeating: nil, count: 12), [])
    #expect(lines.last == "selected    epoch 12, the last")
    #expect(lines.count == 3)
    #expect(
      try text([0.9, 0.8], []).last == "selected    epoch 2, the last",
      "the last one is asked for"
    )
  }
}
