import CTinySNN
import Quantization

/// Untyped memory for numbers of up to 32 bits, with the value semantics of an array.
struct ByteBuffer {
  private var words: [UInt32]

  init(byteCount: Int) {
    words = [UInt32](repeating: 0, count: max(1, (byteCount + 3) / 4))
  }

  mutating func clear() {
    for index in words.indices { words[index] = 0 }
  }

  mutating func withBytes<Result>(_ body: (UnsafeMutableRawPointer?) -> Result) -> Result {
    words.withUnsafeMutableBytes { body($0.baseAddress) }
  }

  func withReadOnlyBytes<Result>(_ body: (UnsafeRawPointer?) -> Result) -> Result {
    words.withUnsafeBytes { body($0.baseAddress) }
  }

  func load(_ index: Int, _ type: StorageType) -> Int32 {
    withReadOnlyBytes { tinysnn_load($0, UInt16(index), type.code) }
  }
}

extension [UInt8]? {
  /// Calls `body` with the table, or with nil if there is none.
  func withTable<Result>(_ body: (UnsafePointer<UInt8>?) -> Result) -> Result {
    guard let table = self else { return body(nil) }
    return table.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
