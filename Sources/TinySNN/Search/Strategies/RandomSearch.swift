/// Tries the candidates of a space in a random order, each once.
///
/// The order is a keyed permutation of the indices, so that spaces of any size cost no memory.
public struct RandomSearch: SearchStrategy {
  private let space: SearchSpace
  private let permutation: IndexPermutation
  private var next = 0

  /// Creates the strategy over `space`; the order is a function of `seed`.
  public init(space: SearchSpace, seed: UInt64) {
    self.space = space
    self.permutation = IndexPermutation(count: space.count, seed: seed)
  }

  /// Returns the next `count` candidates of the permutation, fewer at the end.
  public mutating func ask(_ count: Int) -> [Candidate] {
    precondition(count > 0)
    let end = next + min(count, space.count - next)
    defer { next = end }
    return (next..<end).map { space.candidate(at: permutation[$0]) }
  }
}
