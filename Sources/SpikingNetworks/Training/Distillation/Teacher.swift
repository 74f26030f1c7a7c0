import Foundation

/// A trained network whose answers another one learns from.
public struct Teacher: Hashable, Sendable {
  /// The structure; normalisations are folded before it answers.
  public let spec: NetworkSpec
  /// The parameters of `spec`.
  public let parameters: NetworkParameters

  /// Creates a teacher.
  public init(spec: NetworkSpec, parameters: NetworkParameters) {
    self.spec = spec
    self.parameters = parameters
  }

  /// Creates a teacher from a trained model.
  public init(_ model: TrainedModel) {
    self.init(spec: model.spec, parameters: model.parameters)
  }
}

extension TrainedModel {
  /// The hash of structure and parameters, 32 hexadecimal digits: what the network computes depends on nothing else.
  public var networkHash: String {
    get throws { try Teacher(self).hash }
  }
}

extension Teacher {
  /// The hash of structure and parameters, 32 hexadecimal digits.
  ///
  /// - Throws: `NetworkError.diverged` where a number is not finite.
  var hash: String {
    get throws {
      try spec.check(parameters)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return FNV1a.text(of: try encoder.encode(spec) + encoder.encode(parameters))
    }
  }
}

extension Teacher {
  /// Throws `NetworkError` where the teacher has nothing to say to `student`, which learns by `distillation`.
  func check(_ student: NetworkSpec, _ distillation: DistillationSpec) throws(NetworkError) {
    func require(_ condition: Bool, _ text: String) throws(NetworkError) {
      guard condition else { throw .invalidOptions("the teacher " + text) }
    }
    try spec.validate()
    try spec.check(parameters)
    try require(
      spec.input.shape == student.input.shape,
      "sees samples of the shape \(spec.input.shape.text), the network of \(student.input.shape.text)"
    )
    // These read the same values; any other coding has samples of its own form.
    let valued: Set<InputCoding> = [.direct, .rate]
    try require(
      valued.isSuperset(of: [spec.input.coding, student.input.coding])
        || spec.input == student.input,
      "reads samples by the coding \(spec.input.coding.rawValue) in \(spec.input.timesteps) steps, the network by "
        + "\(student.input.coding.rawValue) in \(student.input.timesteps)"
    )
    try require(
      spec.classCount == student.classCount,
      "knows \(spec.classCount) classes, the network \(student.classCount)"
    )
    guard distillation.features > 0 else { return }
    let (own, others) = (spec.hiddenShapes, student.hiddenShapes)
    try require(!others.isEmpty, "has no hidden layer of the network to compare its own with")
    try require(
      own == others,
      "has hidden layers of \(own.map(\.text).joined(separator: ", ")) neurons, the network of "
        + "\(others.map(\.text).joined(separator: ", ")); distillation.features compares equal ones"
    )
  }
}

extension NetworkSpec {
  /// The neurons of every layer but the last.
  fileprivate var hiddenShapes: [SampleShape] { geometries.dropLast().map(\.neurons) }
}

extension SampleShape {
  fileprivate var text: String { positions == 1 ? "\(channels)" : "\(channels)x\(height)x\(width)" }
}
