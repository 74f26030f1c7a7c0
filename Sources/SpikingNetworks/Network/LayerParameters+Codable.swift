import Foundation

extension LayerParameters {
  private enum CodingKeys: String, CodingKey {
    case weights, bias
  }

  /// Decodes what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func floats(_ key: CodingKeys) throws -> [Float] {
      let data = try container.decode(Data.self, forKey: key)
      guard data.count.isMultiple(of: 4) else {
        throw DecodingError.dataCorruptedError(
          forKey: key,
          in: container,
          debugDescription: "expected base64 of 32-bit floats, found \(data.count) bytes"
        )
      }
      let bytes = [UInt8](data)
      return stride(from: 0, to: bytes.count, by: 4).map { start in
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
        return Float(bitPattern: bits)
      }
    }
    self.init(weights: try floats(.weights), bias: try floats(.bias))
  }

  /// Encodes the arrays as base64 of little-endian 32-bit floats: exact, and a third of the decimal text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func data(_ values: [Float]) -> Data {
      Data(
        values.flatMap { value in
          (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
        }
      )
    }
    try container.encode(data(weights), forKey: .weights)
    try container.encode(data(bias), forKey: .bias)
  }
}
