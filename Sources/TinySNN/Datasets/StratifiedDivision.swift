import SpikingNetworks

/// A seeded division of labelled samples that keeps the share of every class.
struct StratifiedDivision {
  /// The positions that were not taken, ascending.
  private(set) var rest: [Int]
  private var classes: [[Int]]

  /// What an order of samples is drawn for: different purposes draw from different addresses.
  enum Purpose: Int {
    case parts, folds
  }

  /// Orders the samples of each class at random; `seed` and the labels decide everything.
  init(labels: [UInt8], classCount: Int, seed: UInt64) {
    classes = StratifiedDivision.shuffledClasses(
      labels: labels,
      classCount: classCount,
      seed: seed,
      for: .parts
    )
    rest = Array(labels.indices)
  }

  /// Returns the positions of the samples of each class, in random order.
  static func shuffledClasses(
    labels: [UInt8],
    classCount: Int,
    seed: UInt64,
    for purpose: Purpose
  ) -> [[Int]] {
    let random = Philox(seed: seed, stream: .split)
    var classes = Array(repeating: [Int](), count: classCount)
    for (index, label) in labels.enumerated() { classes[Int(label)].append(index) }
    return classes.enumerated().map { label, members in
      // A label is below 256.
      random.permutation(members.count, sample: 256 * purpose.rawValue + label).map { members[$0] }
    }
  }

  /// Takes `count` samples out and returns their positions, ascending.
  ///
  /// Each class gives its share of what is left, rounded down; what is missing then comes from the
  /// classes with the largest remainders, the lowest class first.
  /// - Precondition: `count` is at most `rest.count`.
  mutating func take(_ count: Int) -> [Int] {
    let total = rest.count
    precondition(count <= total, "cannot take \(count) of \(total) samples")
    guard count > 0 else { return [] }
    var shares = classes.map { $0.count * count / total }
    let remainders = classes.map { $0.count * count % total }
    let order = classes.indices.sorted { (remainders[$0], $1) > (remainders[$1], $0) }
    for label in order.prefix(count - shares.reduce(0, +)) { shares[label] += 1 }
    var taken: [Int] = []
    for label in classes.indices {
      taken += classes[label].prefix(shares[label])
      classes[label].removeFirst(shares[label])
    }
    taken.sort()
    rest = classes.flatMap { $0 }.sorted()
    return taken
  }
}
