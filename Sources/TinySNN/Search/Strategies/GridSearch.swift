/// Tries every candidate of a space once, in index order.
public struct GridSearch: SearchStrategy {
  private let space: SearchSpace
  private var next = 0

  /// Creates the strategy over `space`.
  public init(space: SearchSpace) {
    self.space = space
  }

  /// Returns the next `count` candidates in index order, fewer at the end.
  public mutating func ask(_ count: Int) -> [Candidate] {
    precondition(count > 0)
    let end = next + min(count, space.count - next)
    defer { next = end }
    return (next..<end).map(space.candidate(at:))
  }
}
