/// Labelled samples of equal shape, held as unsigned integers in one flat array.
public struct SampleSet: Hashable, Sendable {
  /// The shape of one sample.
  public var shape: SampleShape
  /// The number of classes; labels are 0..<classCount.
  public var classCount: Int
  /// The largest value an input can take; the real value of an input is `value / maximum`.
  public var maximum: Int
  /// The samples one after the other, `count * shape.count` values.
  public var inputs: [UInt8]
  /// The class of each sample.
  public var labels: [UInt8]

  /// Creates a set.
  ///
  /// - Precondition: `inputs.count == labels.count * shape.count`.
  public init(
    shape: SampleShape,
    classCount: Int,
    maximum: Int,
    inputs: [UInt8],
    labels: [UInt8]
  ) {
    precondition(inputs.count == labels.count * shape.count)
    self.shape = shape
    self.classCount = classCount
    self.maximum = maximum
    self.inputs = inputs
    self.labels = labels
  }

  /// The number of samples.
  public var count: Int { labels.count }

  /// The values of sample `index`.
  public func input(_ index: Int) -> ArraySlice<UInt8> {
    inputs[index * shape.count..<(index + 1) * shape.count]
  }

  /// Returns the samples at `indices`, in that order.
  public func selecting(_ indices: [Int]) -> SampleSet {
    var selected: [UInt8] = []
    selected.reserveCapacity(indices.count * shape.count)
    for index in indices { selected += input(index) }
    return SampleSet(
      shape: shape,
      classCount: classCount,
      maximum: maximum,
      inputs: selected,
      labels: indices.map { labels[$0] }
    )
  }

  /// Returns the set with inputs of `bits` bits: q = round_half_up(value * (2^bits - 1) / maximum).
  ///
  /// Trainer, simulator and device all see these integers; the exported header carries the same
  /// formula as a macro.
  public func quantized(bits: Int) -> SampleSet {
    let target = (1 << bits) - 1
    guard target != maximum else { return self }
    let table = (0...255).map { value in
      UInt8(min(target, (2 * value * target + maximum) / (2 * maximum)))
    }
    var result = self
    result.maximum = target
    result.inputs = inputs.map { table[Int($0)] }
    return result
  }
}

/// Three disjoint sets: one to train on, one to select on, one to report on.
public struct DatasetSplit: Sendable {
  /// The samples that gradients see.
  public var train: SampleSet
  /// The samples that selection sees.
  public var validation: SampleSet
  /// The samples that only the final report sees.
  public var test: SampleSet

  /// Creates a split.
  public init(train: SampleSet, validation: SampleSet, test: SampleSet) {
    self.train = train
    self.validation = validation
    self.test = test
  }
}
