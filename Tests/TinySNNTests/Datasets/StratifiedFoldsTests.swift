import SpikingNetworks
import Testing

@testable import TinySNN

private let nowhere = DatasetLocator(dataDirectory: "/nowhere", environment: [:])

@Suite("Folds")
struct StratifiedFoldsTests {
  private let labels = (0..<503).map { UInt8($0 * $0 % 7) }

  private func folds(_ count: Int, seed: UInt64 = 3) -> [[Int]] {
    let folds = StratifiedFolds(labels: labels, classCount: 7, count: count, seed: seed)
    return (0..<count).map { folds.members(of: $0) }
  }

  @Test(
    "Every sample is in exactly one fold, and the others are all but that one",
    arguments: 2...11
  )
  func partition(count: Int) {
    let members = folds(count)
    #expect(members.joined().sorted() == Array(0..<503))
    let folds = StratifiedFolds(labels: labels, classCount: 7, count: count, seed: 3)
    for fold in 0..<count {
      let others = folds.others(than: fold)
      #expect((members[fold] + others).sorted() == Array(0..<503))
      #expect(others == others.sorted() && members[fold] == members[fold].sorted())
    }
  }

  @Test("Sizes and shares of every class differ by at most one", arguments: 2...11)
  func shares(count: Int) throws {
    let members = folds(count)
    func spread(_ numbers: [Int]) -> Int { (numbers.max() ?? 0) - (numbers.min() ?? 0) }
    #expect(spread(members.map(\.count)) <= 1)
    for label in 0..<7 as Range<UInt8> {
      #expect(spread(members.map { $0.count { labels[$0] == label } }) <= 1)
    }
  }

  @Test("Folds are a function of the seed, and not the order that a division draws")
  func seeds() {
    #expect(folds(5) == folds(5))
    #expect(folds(5) != folds(5, seed: 4))
    func order(_ purpose: StratifiedDivision.Purpose) -> [[Int]] {
      StratifiedDivision.shuffledClasses(labels: labels, classCount: 7, seed: 3, for: purpose)
    }
    for (first, second) in zip(order(.parts), order(.folds)) where first.count > 1 {
      #expect(first != second && first.sorted() == second.sorted())
    }
  }

  @Test("The test parts of all folds are the embedded digits, whatever the validation part")
  func digits() throws {
    let all = try EmbeddedDigits.load()
    func samples(_ sets: [SampleSet]) -> [[UInt8]] {
      sets.flatMap { set in (0..<set.count).map { [set.labels[$0]] + set.input($0) } }
        .sorted { $0.lexicographicallyPrecedes($1) }
    }
    let splits = try (0..<5).map { index in
      try DatasetLoader.load(
        DatasetConfig(
          kind: .digits,
          validation: .count(100 + index),
          folds: FoldConfig(count: 5, index: index)
        ),
        seed: 1,
        locator: nowhere
      )
    }
    #expect(
      splits[2].summary == "digits (test: fold 2 of 5): 1336 train, 102 validation, 359 test"
    )
    #expect(samples(splits.map(\.split.test)) == samples([all]))
    for split in splits.map(\.split) {
      #expect(samples([split.train, split.validation, split.test]) == samples([all]))
    }
    let fraction = DatasetConfig(
      kind: .digits,
      validation: .fraction(0.25),
      folds: FoldConfig(count: 5, index: 2)
    )
    let other = try DatasetLoader.load(fraction, seed: 1, locator: nowhere).split
    #expect(other.test == splits[2].split.test)
    // A fraction counts the samples outside of the fold.
    #expect(other.validation.count == 360)
  }

  @Test("More folds than samples are refused")
  func tooMany() {
    let set = SampleSet(
      shape: SampleShape(height: 1, width: 1),
      classCount: 2,
      maximum: 1,
      inputs: [0, 1],
      labels: [0, 1]
    )
    let parts = DatasetParts(train: set, test: nil)
    let error = #expect(throws: DatasetError.self) {
      try parts.fold(FoldConfig(count: 3, index: 0), seed: 1, name: "few")
    }
    #expect(
      error?.description == "few: expected at least 3 samples for 3 folds, found 2"
    )
  }
}
