import FixedPoint
import Foundation
import Quantization
import SpikingNetworks

/// Evaluates candidates: a float model per training recipe, then integers on validation samples.
struct QuantizationEvaluator: CandidateEvaluator {
  let experiment: Experiment
  let models: FloatModelStore

  /// Whether the time of the study is over; asked while float models are trained.
  let isTimeOver: @Sendable () -> Bool

  func canonicalKey(of candidate: Candidate) throws -> String {
    let resolved = try resolve(candidate)
    let precisions = resolved.quantizationSpec().canonical(for: resolved)
    return resolved.trainingIdentity + (try PrettyJSON.text(precisions))
  }

  func prepare(_ batch: [Candidate]) throws {
    for candidate in batch {
      guard let resolved = try? resolve(candidate) else { continue }
      do {
        _ = try models.train(resolved, isTimeOver: isTimeOver)
      } catch is NetworkError {
        // Each of its candidates fails with this reason when it is evaluated.
      }
    }
  }

  func evaluate(_ candidate: Candidate) throws -> EvaluationOutcome {
    do {
      let (_, entry, network) = try model(of: candidate)
      let result = IntegerSimulator(network).evaluate(entry.samples)
      if let silent = network.silentLayer(in: result) {
        return .failed(reason: "\(silent): no neuron fires on any validation sample")
      }
      return .complete(Evaluation(of: network, result))
    } catch let failure as QuantizationFailure {
      return .failed(reason: failure.description)
    } catch let failure as NetworkError {
      return .failed(reason: failure.description)
    }
  }

  /// Returns a candidate's float model: from memory, from the run folder, or trained now.
  func floatModel(of candidate: Candidate) throws -> FloatModelStore.Entry {
    try models.train(resolve(candidate))
  }

  /// Returns a candidate's experiment, float model and integers.
  ///
  /// - Throws: `QuantizationFailure`, `CandidateRefused`, or an error of the training.
  func model(
    of candidate: Candidate
  ) throws -> (experiment: Experiment, entry: FloatModelStore.Entry, network: QuantizedNetwork) {
    let resolved = try resolve(candidate)
    let entry = try models.train(resolved)
    let network = try Quantizer(seed: resolved.seed).quantize(
      entry.artifact.model,
      resolved.quantizationSpec()
    )
    return (resolved, entry, network)
  }

  private func resolve(_ candidate: Candidate) throws -> Experiment {
    do {
      return try experiment.applying(candidate)
    } catch {
      throw CandidateRefused(reason: "\(error)")
    }
  }
}

extension Evaluation {
  /// The figures of an integer network on validation samples.
  init(of network: QuantizedNetwork, _ result: IntegerEvaluation) {
    let footprint = MemoryFootprint(of: network)
    self.init(
      validationAccuracy: result.accuracy,
      flashBytes: footprint.flashBytes,
      ramBytes: footprint.ramBytes,
      synopsPerInference: result.synops,
      spikesPerInference: result.spikes
    )
  }
}

extension QuantizedNetwork {
  /// The name of a firing layer without a single spike, nil if all layers live.
  func silentLayer(in result: IntegerEvaluation) -> String? {
    zip(layers, result.layerSpikes).first { $0.firing != nil && $1 == 0 }?.0.name
  }
}

extension QuantizationSpec {
  /// The specification without what has no effect, so that equal work has equal text.
  func canonical(for experiment: Experiment) -> QuantizationSpec {
    var result = self
    for (index, layer) in experiment.network.layers.enumerated() {
      var precision = result.layers[index]
      if layer.neuron.beta == 1 && layer.neuron.betaTuning == .fixed {
        precision.decay = DecayQuantization(
          kind: .shift,
          bits: 1,
          conversion: .floor,
          rounding: .floor
        )
      }
      if layer.neuron.firing == nil { precision.threshold = .unused }
      // A norm folds into a bias.
      if !layer.hasBias && layer.norm == nil { precision.bias = .unused }
      if case .exactly(let count) = precision.membrane.guardBits, count >= 0 {
        precision.membrane.guardRounding = .floor
      }
      result.layers[index] = precision
    }
    return result
  }
}

extension ParameterQuantization {
  /// Stands for the precision of a parameter that a layer does not have.
  fileprivate static let unused = ParameterQuantization(bits: 2, rounding: .floor)
}
