import Quantization
import SpikingNetworks
import Synchronization

/// What is found out once about a float model for all candidates that are made of it.
final class Calibrations: Sendable {
  /// The scales of its weights.
  let scales = WeightScales()
  private let correctors = Mutex<[Int: QuantizationCorrector]>([:])

  /// Returns the corrector of `model` for the first `count` samples of `training`.
  ///
  /// - Parameters:
  ///   - model: The float model, always the same.
  ///   - count: The largest number of samples, at least one.
  ///   - training: The training samples as they were loaded.
  ///   - seed: The key of the rate coding, always the same.
  func corrector(
    of model: TrainedModel,
    calibratingOn count: Int,
    of training: SampleSet,
    seed: UInt64
  ) -> QuantizationCorrector {
    // Made under the lock: who asks at the same time needs it too.
    correctors.withLock { correctors in
      if let known = correctors[count] { return known }
      let samples = training.selecting(Array(0..<min(count, training.count)))
        .quantized(bits: model.spec.input.bits)
      let corrector = QuantizationCorrector(
        model,
        calibratingOn: count,
        of: samples,
        seed: seed
      )
      correctors[count] = corrector
      return corrector
    }
  }
}
