import SpikingNetworks

/// The samples of a data set before any are held back for selection.
struct DatasetParts: Sendable {
  /// The samples to train and to select on.
  var train: SampleSet
  /// The samples to report on; nil if they are still among the others.
  var test: SampleSet?

  /// Returns the parts with one fold of all samples as the test part, whichever part they were in.
  ///
  /// - Throws: If there are fewer samples than folds; `name` is the data set's name in the error.
  func fold(_ fold: FoldConfig, seed: UInt64, name: String) throws(DatasetError) -> DatasetParts {
    let all = test.map(train.joined) ?? train
    guard all.count >= fold.count else {
      throw DatasetError(
        file: name,
        message: "expected at least \(fold.count) samples for \(fold.count) folds, "
          + "found \(all.count)"
      )
    }
    let folds = StratifiedFolds(
      labels: all.labels,
      classCount: all.classCount,
      count: fold.count,
      seed: seed
    )
    return DatasetParts(
      train: all.selecting(folds.others(than: fold.index)),
      test: all.selecting(folds.members(of: fold.index))
    )
  }
}
