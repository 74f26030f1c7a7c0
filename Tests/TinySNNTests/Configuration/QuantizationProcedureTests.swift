import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// The keys of `quantize` that say how parameters become integers.
@Suite struct QuantizationProcedureTests {
  private func experiment(_ overrides: [String]) throws -> Experiment {
    try Experiment(
      yaml: """
        dataset: {kind: digits}
        network: [{dense: {units: 16}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
        """,
      file: "test",
      overrides: overrides
    )
  }

  /// The message of the only error that `overrides` give.
  private func refusal(_ overrides: [String]) throws -> String {
    do throws(ConfigurationErrors) {
      _ = try Experiment(
        yaml: """
          dataset: {kind: digits}
          network: [{dense: {units: 16}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
          """,
        file: "test",
        overrides: overrides
      )
      return "none"
    } catch {
      #expect(error.errors.count == 1, "\(error)")
      return error.errors.first?.message ?? "none"
    }
  }

  @Test("Without a word parameters are converted after training, uncorrected")
  func defaults() throws {
    let procedure = try experiment([]).quantize.procedure
    #expect(
      procedure
        == QuantizationProcedure(
          method: .postTraining,
          correction: .none,
          calibration: 256,
          removesDeadChannels: true,
          aware: AwareTrainingPlan(
            epochs: 3,
            learningRate: 0.0005,
            stepSize: .fixed,
            start: .trained
          )
        )
    )
  }

  @Test("Every key is read, written out and read again")
  func roundTrip() throws {
    let resolved = try experiment([
      "quantize.method=qat", "quantize.correction=both", "quantize.calibration=77",
      "quantize.remove_dead=false",
      "quantize.qat={epochs: 5, lr: 0.25, step: learned, start: scratch}",
    ])
    #expect(
      resolved.quantize.procedure
        == QuantizationProcedure(
          method: .aware,
          correction: .both,
          calibration: 77,
          removesDeadChannels: false,
          aware: AwareTrainingPlan(
            epochs: 5,
            learningRate: 0.25,
            stepSize: .learned,
            start: .scratch
          )
        )
    )
    #expect(try Experiment(yaml: resolved.yaml, file: "") == resolved)
  }

  @Test(
    "Wrong values are refused with what was expected",
    arguments: [
      ("method=fast", "ptq"), ("correction=weights", "threshold"), ("calibration=0", "1...1000000"),
      ("remove_dead=maybe", "true"), ("qat.epochs=0", "1...10000"), ("qat.lr=0", "above 0"),
      ("qat.step=free", "learned"), ("qat.start=later", "scratch"), ("qat.rate=1", "lr"),
    ]
  )
  func wrongValues(override: String, expected: String) throws {
    let message = try refusal(["quantize." + override])
    #expect(message.contains(expected), "\(message)")
  }

  @Test("Scales that are powers of two cannot be learned; in post-training nobody tries")
  func learnedPowersOfTwo() throws {
    let overrides = [
      "quantize.qat.step=learned", "quantize.layers.dense2.weights.grid=twos_complement",
    ]
    #expect(try refusal(overrides + ["quantize.method=qat"]).contains("twos_complement"))
    #expect(try refusal(overrides) == "none")
  }

  @Test(
    "A grid without 0 would bring pruned synapses back and is refused for layers that are pruned"
  )
  func prunedBinary() throws {
    let pruning = "train.pruning={kind: magnitude, layers: [dense1]}"
    let message = try refusal([pruning, "quantize.weights.grid=binary"])
    #expect(message.contains("quantize.weights.grid") && message.contains("dense1"), "\(message)")
    #expect(try refusal([pruning, "quantize.layers.dense1.weights.grid=binary"]) != "none")
    #expect(try refusal([pruning, "quantize.layers.dense2.weights.grid=binary"]) == "none")
    #expect(
      try refusal(["train.pruning={kind: channels}", "quantize.weights.grid=binary"]) == "none"
    )
    #expect(try refusal([pruning, "quantize.weights.grid=ternary"]) == "none")
  }

  @Test(
    "Training through integers starts at once with what the float training pruned, or prunes alike"
  )
  func prunedTraining() throws {
    func options(_ kind: String, _ start: AwareTrainingStart) throws -> TrainingOptions {
      let resolved = try experiment([
        "train.pruning={kind: \(kind), start: 0.25, end: 0.5}", "train.averaging=0.9",
        "train.select=last", "quantize.qat.start=\(start.rawValue)", "quantize.qat.lr=0.125",
      ])
      return resolved.quantize.procedure.aware.options(from: resolved.train)
    }
    let tuned = try options("magnitude", .trained)
    #expect(tuned.pruning?.start == 0 && tuned.pruning?.end == 0)
    #expect(tuned.epochs == 3 && tuned.optimizer.learningRate == 0.125)
    #expect(tuned.selection == .best && tuned.averaging == 0)
    let new = try options("magnitude", .scratch)
    #expect(new.pruning?.start == 0.25 && new.pruning?.end == 0.5)
    for start in AwareTrainingStart.allCases {
      #expect(try options("channels", start).pruning == nil)
    }
  }

  @Test("What has no effect is no part of the canonical form")
  func canonical() throws {
    func canonical(_ overrides: [String]) throws -> QuantizationProcedure {
      try experiment(overrides.map { "quantize." + $0 }).quantize.procedure.canonical
    }
    let plain = try canonical([])
    #expect(try canonical(["qat.epochs=9", "qat.start=scratch"]) == plain)
    #expect(try canonical(["calibration=9"]) == plain)
    #expect(try canonical(["remove_dead=false"]) != plain)
    let corrected = try canonical(["correction=bias"])
    #expect(corrected != plain)
    #expect(try canonical(["correction=bias", "calibration=9"]) != corrected)
    let aware = try canonical(["method=qat"])
    #expect(aware != plain)
    #expect(try canonical(["method=qat", "correction=both", "calibration=9"]) == aware)
    for change in ["qat.epochs=9", "qat.lr=0.1", "qat.step=learned", "qat.start=scratch"] {
      #expect(try canonical(["method=qat", change]) != aware, "\(change)")
    }
  }
}
