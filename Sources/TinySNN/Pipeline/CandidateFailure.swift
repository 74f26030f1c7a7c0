import Quantization
import SpikingNetworks

/// Why no usable model came of a recipe: it fails a candidate of a study, and a seed of the repeats, but ends neither.
struct CandidateFailure {
  /// What is wrong, for the user.
  var reason: String

  /// Returns nil for an error of another kind, which ends the study.
  init?(_ error: any Error) {
    switch error {
    case let refusal as CandidateRefused: reason = refusal.reason
    case let failure as QuantizationFailure: reason = failure.description
    case let failure as NetworkError: reason = failure.description
    default: return nil
    }
  }
}
