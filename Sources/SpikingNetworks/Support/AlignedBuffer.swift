/// Zeroed memory of fixed size, aligned to a cache line.
///
/// The owner of a buffer says who writes when: the engine's parallel parts write disjoint pieces.
final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  let count: Int
  private let memory: UnsafeMutableRawPointer

  init(_ count: Int) {
    let bytes = max(64, (count * MemoryLayout<Element>.stride + 63) / 64 * 64)
    memory = .allocate(byteCount: bytes, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    base = memory.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  /// Sets every byte to 0.
  func clear() {
    memory.initializeMemory(
      as: UInt8.self,
      repeating: 0,
      count: count * MemoryLayout<Element>.stride
    )
  }

  deinit { memory.deallocate() }
}

/// Returns `width` rounded up to the multiple of 16 that the kernels ask for.
func padded(_ width: Int) -> Int { (width + 15) / 16 * 16 }
