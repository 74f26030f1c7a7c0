/// The FNV-1a hash in 128 bits: it notices mistakes and damage, and is no protection against forgery.
public struct FNV1a: Sendable {
  private var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

  /// Creates the hash of nothing.
  public init() {}

  /// Takes in a number as one unit; a byte is one in the original definition.
  public mutating func add(_ unit: UInt64) {
    hash = (hash ^ UInt128(unit)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
  }

  /// The hash of what was taken in, as 32 hexadecimal digits.
  public var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// Returns the hash of `bytes` as 32 hexadecimal digits.
  public static func text(of bytes: some Sequence<UInt8>) -> String {
    var hash = FNV1a()
    for byte in bytes { hash.add(UInt64(byte)) }
    return hash.text
  }
}
