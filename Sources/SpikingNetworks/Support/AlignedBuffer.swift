import Foundation

/// Zeroed memory of fixed size, aligned to a cache line.
///
/// The owner of a buffer says who writes when: the engine's parallel parts write disjoint pieces. Large buffers
/// ask for huge pages: with small ones, whose places in physical memory are a matter of luck, the same
/// training of a million weights runs at half its speed in one process out of two (measured).
final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  let count: Int
  private let owner: Memory

  /// Creates a buffer with memory of its own.
  convenience init(_ count: Int) {
    self.init(count, Memory(byteCount: count * MemoryLayout<Element>.stride), offset: 0)
  }

  private init(_ count: Int, _ owner: Memory, offset: Int) {
    base = (owner.start + offset).bindMemory(to: Element.self, capacity: count)
    self.count = count
    self.owner = owner
  }

  /// Creates buffers of the given numbers of elements that lie together in memory.
  static func together(_ counts: [Int]) -> [AlignedBuffer] {
    // Arrays that are read side by side must not lie a multiple of a page apart: their lines would
    // compete for the same sets of the L1 cache.
    let gap = 192
    let sizes = counts.map { ($0 * MemoryLayout<Element>.stride + 63) / 64 * 64 + gap }
    let owner = Memory(byteCount: sizes.reduce(0, +))
    var offset = 0
    return zip(counts, sizes).map { count, size in
      defer { offset += size }
      return AlignedBuffer(count, owner, offset: offset)
    }
  }

  /// Sets every byte to 0.
  func clear() {
    UnsafeMutableRawPointer(base).initializeMemory(
      as: UInt8.self,
      repeating: 0,
      count: count * MemoryLayout<Element>.stride
    )
  }
}

/// A piece of zeroed memory, given back with its last buffer.
private final class Memory: Sendable {
  nonisolated(unsafe) let start: UnsafeMutableRawPointer

  private static let hugePage = 2 << 20

  init(byteCount: Int) {
    let bytes = max(64, (byteCount + 63) / 64 * 64)
    let isLarge = bytes >= Memory.hugePage
    start = .allocate(byteCount: bytes, alignment: isLarge ? Memory.hugePage : 64)
    #if os(Linux)
      // What is left over behind the last whole huge page stays in small ones. Without huge pages it works, too.
      if isLarge { madvise(start, bytes / Memory.hugePage * Memory.hugePage, MADV_HUGEPAGE) }
    #endif
    start.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  deinit { start.deallocate() }
}

/// Returns `width` rounded up to the multiple of 16 that the kernels ask for.
func padded(_ width: Int) -> Int { (width + 15) / 16 * 16 }
