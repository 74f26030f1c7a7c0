/// The FNV-1a hash in 128 bits: it notices mistakes and damage, and is no protection against forgery.
enum FNV1a {
  /// Returns the hash of `bytes` as 32 hexadecimal digits.
  static func text(of bytes: some Sequence<UInt8>) -> String {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in bytes {
      hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
