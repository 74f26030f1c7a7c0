/// Memory that a kernel writes to, between guards that no kernel may touch.
///
/// Elements begin as the guards' value: what a kernel forgets to write shows up as well.
final class GuardedBuffer<Element: BitwiseCopyable & Equatable & ExpressibleByIntegerLiteral> {
  private static var margin: Int { 96 }
  private static var sentinel: Element { 113 }
  private let memory: UnsafeMutablePointer<Element>
  private let slack: Int
  let count: Int

  /// - Parameter slack: the elements behind the end that the kernel may overwrite.
  init(_ contents: [Element], slack: Int = 0) {
    count = contents.count
    self.slack = slack
    let whole = GuardedBuffer.margin * 2 + count + slack
    memory = .allocate(capacity: whole)
    memory.initialize(repeating: GuardedBuffer.sentinel, count: whole)
    for (index, element) in contents.enumerated() {
      memory[GuardedBuffer.margin + index] = element
    }
  }

  convenience init(count: Int, slack: Int = 0) {
    self.init(Array(repeating: GuardedBuffer.sentinel, count: count), slack: slack)
  }

  deinit {
    memory.deallocate()
  }

  var base: UnsafeMutablePointer<Element> { memory + GuardedBuffer.margin }

  var contents: [Element] { prefix(count) }

  func prefix(_ length: Int) -> [Element] {
    Array(UnsafeBufferPointer(start: base, count: length))
  }

  /// Whether both guards hold what they held.
  var isIntact: Bool {
    let end = base + count + slack
    return (0..<GuardedBuffer.margin).allSatisfy {
      memory[$0] == GuardedBuffer.sentinel && end[$0] == GuardedBuffer.sentinel
    }
  }

  /// Whether nothing at all was written to a buffer without contents.
  var isUntouched: Bool {
    isIntact && contents.allSatisfy { $0 == GuardedBuffer.sentinel }
  }
}
