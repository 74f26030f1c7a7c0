/// What decides every bit of a training, apart from the samples themselves.
public struct TrainingIdentity: Codable, Hashable, Sendable {
  /// The structure.
  public let spec: NetworkSpec
  /// How to train.
  public let options: TrainingOptions
  /// The number of training samples.
  public let sampleCount: Int
  /// The number of validation samples; 0 without.
  public let validationCount: Int
  /// The float kernels, whose sums differ in their last bits.
  public let instructionSet: InstructionSet
  /// The hash of the teacher; nil where none has a part in the loss.
  public let teacher: String?
  /// The hash of the parameters that it starts from; nil where they are drawn.
  public let start: String?

  /// Returns what differs from `other`, for a person, or nil for the same training.
  func difference(from other: TrainingIdentity) -> String? {
    if spec != other.spec { return "it belongs to another network" }
    if options != other.options { return "it was made with other training options" }
    if sampleCount != other.sampleCount {
      return "it saw \(sampleCount) training samples, and now there are \(other.sampleCount)"
    }
    if validationCount != other.validationCount {
      return
        "it saw \(validationCount) validation samples, and now there are \(other.validationCount)"
    }
    if instructionSet != other.instructionSet {
      return "it was made with the kernels for \(instructionSet), not \(other.instructionSet)"
    }
    if teacher != other.teacher { return "it learned from another teacher" }
    if start != other.start { return "it started from other parameters" }
    return nil
  }
}
