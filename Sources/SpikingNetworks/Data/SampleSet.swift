/// Labelled samples of equal shape, held as unsigned integers in one flat array.
///
/// A sample has one value per input, or it is a sequence of frames of spikes (events).
public struct SampleSet: Hashable, Sendable {
  /// The shape of one sample.
  public var shape: SampleShape
  /// The number of classes; labels are 0..<classCount.
  public var classCount: Int
  /// The largest value an input can take; the real value of an input is `value / maximum`.
  public var maximum: Int
  /// The samples one after the other, `sampleBytes` each: values, or the bits of frames.
  public var inputs: [UInt8]
  /// The class of each sample.
  public var labels: [UInt8]
  /// The number of frames of spikes of a sample; nil for samples of one value per input.
  public var frameCount: Int?

  /// Creates a set.
  ///
  /// - Parameters:
  ///   - shape: The shape of one sample, or of one frame.
  ///   - classCount: The number of classes.
  ///   - maximum: The largest value of an input; 1 for frames of spikes.
  ///   - inputs: The samples one after the other.
  ///   - labels: The class of each sample.
  ///   - frameCount: The number of frames of a sample, laid out as `SpikeFrames`; nil for values.
  /// - Precondition: `inputs.count == labels.count * sampleBytes`, and spikes have the maximum 1.
  public init(
    shape: SampleShape,
    classCount: Int,
    maximum: Int,
    inputs: [UInt8],
    labels: [UInt8],
    frameCount: Int? = nil
  ) {
    self.shape = shape
    self.classCount = classCount
    self.maximum = maximum
    self.inputs = inputs
    self.labels = labels
    self.frameCount = frameCount
    precondition(inputs.count == labels.count * sampleBytes)
    precondition(frameCount == nil || maximum == 1, "a spike is 0 or 1")
  }

  /// The layout of a sample as frames of spikes; nil for samples of one value per input.
  public var frames: SpikeFrames? {
    frameCount.map { SpikeFrames(inputs: shape.count, count: $0) }
  }

  /// The bytes of one sample: one per value, or one bit per spike.
  public var sampleBytes: Int { frames?.sampleBytes ?? shape.count }

  /// The number of samples.
  public var count: Int { labels.count }

  /// The values of sample `index`, or the bytes of its frames.
  public func input(_ index: Int) -> ArraySlice<UInt8> {
    let size = sampleBytes
    return inputs[index * size..<(index + 1) * size]
  }

  /// Returns the samples at `indices`, in that order.
  public func selecting(_ indices: [Int]) -> SampleSet {
    var selected: [UInt8] = []
    selected.reserveCapacity(indices.count * sampleBytes)
    for index in indices { selected += input(index) }
    return SampleSet(
      shape: shape,
      classCount: classCount,
      maximum: maximum,
      inputs: selected,
      labels: indices.map { labels[$0] },
      frameCount: frameCount
    )
  }

  /// Returns these samples followed by those of `other`.
  ///
  /// - Precondition: Both have the same shape, classes, range and frames.
  public func joined(with other: SampleSet) -> SampleSet {
    precondition(
      shape == other.shape && classCount == other.classCount && maximum == other.maximum
        && frameCount == other.frameCount
    )
    var joined = self
    joined.inputs += other.inputs
    joined.labels += other.labels
    return joined
  }

  /// Returns the set with inputs of `bits` bits: q = round_half_up(value * (2^bits - 1) / maximum).
  ///
  /// Trainer, simulator and device all see these integers; the exported header carries the same
  /// formula as a macro. Frames of spikes stay what they are.
  public func quantized(bits: Int) -> SampleSet {
    let target = (1 << bits) - 1
    guard frameCount == nil, target != maximum else { return self }
    let table = SampleSet.levels(from: maximum, to: target)
    var result = self
    result.maximum = target
    result.inputs = inputs.map { table[Int($0)] }
    return result
  }

  /// Returns the values up to `target` for each of 0...255, of which `maximum` is the largest that occurs.
  static func levels(from maximum: Int, to target: Int) -> [UInt8] {
    (0...255).map { value in
      UInt8(min(target, (2 * value * target + maximum) / (2 * maximum)))
    }
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
