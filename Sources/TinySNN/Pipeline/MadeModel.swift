import Quantization
import SpikingNetworks

/// A model that was made beside the study, from its training to its figures: a repeat of the winner, or its twin.
struct MadeModel {
  /// The integers.
  var network: QuantizedNetwork
  /// What they do on the validation samples.
  var validation: IntegerEvaluation
  /// What they do on the test samples.
  var test: IntegerEvaluation
}

extension Pipeline {
  /// Trains, quantizes and measures the model of `experiment`, which searches nothing.
  ///
  /// - Parameters:
  ///   - experiment: What to make.
  ///   - models: Keeps the float model, and the state of its training while it is interrupted.
  /// - Throws: `Interrupted`, what `CandidateFailure` explains, or the error of a file.
  func make(_ experiment: Experiment, with models: FloatModelStore) throws -> MadeModel {
    let split = models.data
    do {
      let entry = try models.train(experiment)
      let stage = IntegerStage(engine: context.engine, data: split)
      let integers = try stage(
        entry.artifact.model,
        experiment,
        calibrations: entry.calibrations
      ) { _ in
        if context.isCancelled() { throw CancellationError() }
      }
      let network = integers.network
      func measured(_ samples: SampleSet) throws -> IntegerEvaluation {
        try evaluate(network, on: samples.quantized(bits: network.input.bits))
      }
      return MadeModel(
        network: network,
        validation: try measured(split.validation),
        test: try measured(split.test)
      )
    } catch is CancellationError {
      throw Interrupted()
    }
  }
}
