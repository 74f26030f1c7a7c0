extension LayerGeometry: Codable {
  private enum CodingKeys: String, CodingKey {
    case input, kernel, stride, padding, groups, channels
    case inputWindow = "input_window"
    case currentWindow = "current_window"
  }

  /// Decodes what `encode(to:)` writes, and measures what follows from it.
  ///
  /// - Throws: `DecodingError` for numbers far from any layer, whose products could leave 64 bits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func check(_ numbers: [Int], _ key: CodingKeys) throws {
      guard numbers.allSatisfy({ (0...65_536).contains($0) }) else {
        throw DecodingError.dataCorruptedError(
          forKey: key,
          in: container,
          debugDescription: "expected numbers in 0...65536"
        )
      }
    }
    func number(_ key: CodingKeys) throws -> Int {
      let value = try container.decode(Int.self, forKey: key)
      try check([value], key)
      return value
    }
    func extent(_ key: CodingKeys) throws -> Extent {
      let value = try container.decode(Extent.self, forKey: key)
      try check([value.height, value.width], key)
      return value
    }
    let input = try container.decode(SampleShape.self, forKey: .input)
    try check([input.channels, input.height, input.width], .input)
    self.init(
      input: input,
      inputWindow: try extent(.inputWindow),
      kernel: try extent(.kernel),
      stride: try extent(.stride),
      padding: try extent(.padding),
      groups: try number(.groups),
      channels: try number(.channels),
      currentWindow: try extent(.currentWindow)
    )
  }

  /// Encodes the numbers that determine all others.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(input, forKey: .input)
    try container.encode(inputWindow, forKey: .inputWindow)
    try container.encode(kernel, forKey: .kernel)
    try container.encode(stride, forKey: .stride)
    try container.encode(padding, forKey: .padding)
    try container.encode(groups, forKey: .groups)
    try container.encode(channels, forKey: .channels)
    try container.encode(currentWindow, forKey: .currentWindow)
  }
}
