import SpikingNetworks

/// A seeded division of labelled samples into folds that keeps the share of every class.
///
/// The samples of each class, in random order and one class after the other, are dealt out in turn: the sizes of the folds
/// differ by at most one, and so do their shares of each class.
struct StratifiedFolds: Sendable {
  /// The fold of each sample.
  private let folds: [Int]

  /// Divides; `labels`, `count` and `seed` decide everything.
  init(labels: [UInt8], classCount: Int, count: Int, seed: UInt64) {
    var folds = [Int](repeating: 0, count: labels.count)
    let order = StratifiedDivision.shuffledClasses(
      labels: labels,
      classCount: classCount,
      seed: seed,
      for: .folds
    ).joined()
    for (position, index) in order.enumerated() { folds[index] = position % count }
    self.folds = folds
  }

  /// The positions of the samples in fold `fold`, ascending.
  func members(of fold: Int) -> [Int] { folds.indices.filter { folds[$0] == fold } }

  /// The positions of the samples in all other folds, ascending.
  func others(than fold: Int) -> [Int] { folds.indices.filter { folds[$0] != fold } }
}
