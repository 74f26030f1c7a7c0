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
    get throws { try spec.hash(with: parameters) }
  }
}

extension NetworkSpec {
  /// Returns the hash of the structure with `parameters`, 32 hexadecimal digits.
  ///
  /// - Throws: `NetworkError` where the parameters do not fit, or one is not finite.
  func hash(with parameters: NetworkParameters) throws -> String {
    try check(parameters)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return FNV1a.text(of: try encoder.encode(self) + encoder.encode(parameters))
  }
}

extension Teacher {
  /// Throws `NetworkError` where the teacher has nothing to say to `student`, which learns by `distillation`.
  func check(_ student: NetworkSpec, _ distillation: DistillationSpec) throws(NetworkError) {
    try spec.validate()
    try spec.check(parameters)
    try student.checkTeacher(spec, distillation)
  }
}

extension NetworkSpec {
  /// Throws `NetworkError.invalidOptions` where a network of the structure `teacher` has nothing to say to this one, which
  /// learns by `distillation`.
  public func checkTeacher(
    _ teacher: NetworkSpec,
    _ distillation: DistillationSpec
  ) throws(NetworkError) {
    func require(_ condition: Bool, _ text: String) throws(NetworkError) {
      guard condition else { throw .invalidOptions("the teacher " + text) }
    }
    let (theirs, own) = (teacher.input, input)
    try require(
      theirs.shape == own.shape,
      "sees samples of the shape \(theirs.shape.text), the network of \(own.shape.text)"
    )
    // These read the same values; any other coding has samples of its own form.
    let valued: Set<InputCoding> = [.direct, .rate]
    try require(
      valued.isSuperset(of: [theirs.coding, own.coding]) || theirs == own,
      "reads samples by the coding \(theirs.coding.rawValue) in \(theirs.timesteps) steps, the network by "
        + "\(own.coding.rawValue) in \(own.timesteps)"
    )
    try require(
      teacher.classCount == classCount,
      "knows \(teacher.classCount) classes, the network \(classCount)"
    )
    guard distillation.features > 0 else { return }
    let (shapes, ownShapes) = (teacher.hiddenShapes, hiddenShapes)
    try require(!ownShapes.isEmpty, "has no hidden layer of the network to compare its own with")
    try require(
      shapes == ownShapes,
      "has hidden layers of \(shapes.map(\.text).joined(separator: ", ")) neurons, the network of "
        + "\(ownShapes.map(\.text).joined(separator: ", ")); distillation.features compares equal ones"
    )
  }

  /// The neurons of every layer but the last.
  fileprivate var hiddenShapes: [SampleShape] { geometries.dropLast().map(\.neurons) }
}
