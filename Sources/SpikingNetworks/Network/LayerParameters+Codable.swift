import Foundation

extension LayerParameters: Codable {
  private enum CodingKeys: String, CodingKey {
    case weights, bias, betas, thresholds, norm
    case recurrentWeights = "recurrent_weights"
  }

  /// Decodes what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func floats(_ key: CodingKeys) throws -> [Float] {
      try container.decodeIfPresent(PackedFloats.self, forKey: key)?.values ?? []
    }
    self.init(
      weights: try container.decode(PackedFloats.self, forKey: .weights).values,
      bias: try container.decode(PackedFloats.self, forKey: .bias).values,
      recurrentWeights: try floats(.recurrentWeights),
      betas: try floats(.betas),
      thresholds: try floats(.thresholds),
      norm: try container.decodeIfPresent(BatchNormParameters.self, forKey: .norm)
    )
  }

  /// Encodes the arrays as base64 of little-endian 32-bit floats: exact, and a third of the decimal text.
  ///
  /// What a layer lacks beyond weights and bias is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(PackedFloats(weights), forKey: .weights)
    try container.encode(PackedFloats(bias), forKey: .bias)
    func optional(_ values: [Float], _ key: CodingKeys) throws {
      if !values.isEmpty { try container.encode(PackedFloats(values), forKey: key) }
    }
    try optional(recurrentWeights, .recurrentWeights)
    try optional(betas, .betas)
    try optional(thresholds, .thresholds)
    try container.encodeIfPresent(norm, forKey: .norm)
  }
}

extension BatchNormParameters: Codable {
  private enum CodingKeys: String, CodingKey {
    case scale, shift, mean, variance
  }

  /// Decodes what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func floats(_ key: CodingKeys) throws -> [Float] {
      try container.decode(PackedFloats.self, forKey: key).values
    }
    self.init(
      scale: try floats(.scale),
      shift: try floats(.shift),
      mean: try floats(.mean),
      variance: try floats(.variance)
    )
  }

  /// Encodes the arrays as base64 of little-endian 32-bit floats.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(PackedFloats(scale), forKey: .scale)
    try container.encode(PackedFloats(shift), forKey: .shift)
    try container.encode(PackedFloats(mean), forKey: .mean)
    try container.encode(PackedFloats(variance), forKey: .variance)
  }
}

/// Floats as base64 of their little-endian bytes.
struct PackedFloats: Codable {
  let values: [Float]

  init(_ values: [Float]) {
    self.values = values
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let data = try container.decode(Data.self)
    guard data.count.isMultiple(of: 4) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "expected base64 of 32-bit floats, found \(data.count) bytes"
      )
    }
    values = data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 4).map { start in
        let bits = bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let words = values.map(\.bitPattern.littleEndian)
    try container.encode(words.withUnsafeBytes { Data($0) })
  }
}
