/// What an optimizer remembers of the steps before, beside the parameters: moments and averages.
struct OptimizerMemory: Codable, Hashable, Sendable {
  /// The memory of one array of parameters, in the kernels' padded form.
  ///
  /// What the optimizer does not use is empty.
  struct Part: Hashable, Sendable {
    var role: ParameterRole
    var first: [Float]
    var second: [Float]
    var average: [Float]
  }

  /// The parts in the order of `NetworkState.arrays`.
  var parts: [Part]

  /// Copies the memory of a training with `options` out of `network`.
  init(_ network: NetworkState, _ options: TrainingOptions) {
    func copy(_ buffer: AlignedBuffer<Float>, _ isUsed: Bool) -> [Float] {
      isUsed ? Array(UnsafeBufferPointer(start: buffer.base, count: buffer.count)) : []
    }
    parts = network.arrays.map { array in
      Part(
        role: array.role,
        first: copy(array.first, true),
        second: copy(array.second, options.optimizer.hasSecondMoment),
        average: copy(array.average, options.averaging > 0)
      )
    }
  }

  /// Throws `NetworkError.invalidCheckpoint` unless each part holds what `options` use, and nothing else.
  func check(_ options: TrainingOptions) throws(NetworkError) {
    let isWhole = parts.allSatisfy { part in
      !part.first.isEmpty && part.second.isEmpty != options.optimizer.hasSecondMoment
        && part.average.isEmpty != (options.averaging > 0)
    }
    guard isWhole else {
      throw .invalidCheckpoint("the optimizer's memory is not that of its training options")
    }
  }

  /// Copies the memory back; throws `NetworkError.invalidCheckpoint` where the sizes differ.
  func restore(to network: NetworkState) throws(NetworkError) {
    let arrays = network.arrays
    let fits =
      arrays.count == parts.count
      && zip(arrays, parts).allSatisfy { array, part in
        array.role == part.role && part.first.count == array.count
          && [part.second, part.average].allSatisfy { $0.isEmpty || $0.count == array.count }
      }
    guard fits else { throw .invalidCheckpoint("the optimizer's memory has other sizes") }
    for (array, part) in zip(arrays, parts) {
      func copy(_ values: [Float], to buffer: AlignedBuffer<Float>) {
        for (index, value) in values.enumerated() { buffer.base[index] = value }
      }
      copy(part.first, to: array.first)
      copy(part.second, to: array.second)
      copy(part.average, to: array.average)
    }
  }
}

extension OptimizerMemory.Part: Codable {
  private enum CodingKeys: String, CodingKey {
    case role, first, second, average
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func floats(_ key: CodingKeys) throws -> [Float] {
      try container.decodeIfPresent(PackedFloats.self, forKey: key)?.values ?? []
    }
    self.init(
      role: try container.decode(ParameterRole.self, forKey: .role),
      first: try floats(.first),
      second: try floats(.second),
      average: try floats(.average)
    )
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(role, forKey: .role)
    for (key, values) in [(CodingKeys.first, first), (.second, second), (.average, average)]
    where !values.isEmpty {
      try container.encode(PackedFloats(values), forKey: key)
    }
  }
}

extension OptimizerSpec {
  /// Whether the optimizer keeps second moments.
  fileprivate var hasSecondMoment: Bool {
    switch self {
    case .adam, .adamW: true
    case .sgd: false
    }
  }
}
