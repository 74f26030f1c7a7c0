import SpikingNetworks

/// Which samples an experiment uses and how they are divided.
public struct DatasetConfig: Codable, Hashable, Sendable {
  /// The data set.
  public var kind: DatasetKind
  /// The samples held back for selection; a fraction counts all samples that are divided.
  public var validation: SampleAmount
  /// The samples held back for the final report, counted likewise; nil if something else is the test part.
  public var test: SampleAmount?
  /// The fold of all samples that is the test part; nil for none.
  public var folds: FoldConfig?
  /// The speaker of `fsdd` whose recordings are the test part; nil for none.
  public var speaker: FSDDSpeaker?
  /// What the recordings of `fsdd` become; nil for other sets.
  public var features: AudioFeatures?
  /// What the events of `n_mnist_small` become; nil for other sets.
  public var frames: EventFraming?

  /// Creates a configuration; `features` of `fsdd` and `frames` of events are the default ones.
  public init(
    kind: DatasetKind,
    validation: SampleAmount,
    test: SampleAmount? = nil,
    folds: FoldConfig? = nil,
    speaker: FSDDSpeaker? = nil
  ) {
    self.kind = kind
    self.validation = validation
    self.test = test
    self.folds = folds
    self.speaker = speaker
    features = kind == .fsdd ? AudioFeatures() : nil
    frames = kind.holdsEvents ? EventFraming() : nil
  }

  /// The shape of one sample.
  public var shape: SampleShape { features?.shape ?? frames?.shape ?? kind.shape }

  /// The name of the data set, with what is its test part if that is another than usual.
  ///
  /// For example `fsdd` or `fsdd (test: fold 0 of 5, not the official part)`.
  public var title: String {
    let part: String
    if let folds {
      part = "fold \(folds.index) of \(folds.count)"
    } else if let speaker {
      part = "speaker \(speaker.rawValue)"
    } else {
      return kind.rawValue
    }
    return
      "\(kind.rawValue) (test: \(part)\(kind.testCount == nil ? "" : ", not the official part"))"
  }
}

extension DatasetConfig {
  init(_ reader: ConfigReader) {
    kind = reader.word("kind", required: .digits)
    validation = reader.amount("validation", default: .fraction(0.2))
    folds = FoldConfig(reader.section("folds"))
    if kind == .fsdd {
      speaker = reader.take("speaker").map { reader.word($0, "speaker", default: .george) }
      features = AudioFeatures(
        reader.section("features"),
        sampleRate: FSDDRecording.sampleRate
      )
    }
    if kind.holdsEvents { frames = EventFraming(reader.section("frames")) }
    // The others have an official test part: there, `test` is an unknown key.
    if kind == .digits, folds == nil {
      test = reader.amount("test", default: .fraction(0.2))
    }
    checkTestParts(reader)
    if case .fraction(let first) = validation, case .fraction(let second)? = test,
      first + second >= 1
    {
      reader.diagnostics.report(
        "expected validation and test to leave samples for training at dataset, "
          + "found \(first) + \(second)",
        at: reader.origin,
        path: reader.path
      )
    }
  }

  /// Reports keys that choose a test part beside `folds`, which does.
  private func checkTestParts(_ reader: ConfigReader) {
    guard folds != nil else { return }
    // A resolved experiment wrote a test part that folds, assigned to it, take the place of.
    reader.dropGenerated(["test"])
    for key in ["speaker", "test"] {
      guard let node = reader.peek(key), key == "test" ? kind == .digits : kind == .fsdd,
        key != "test" || node.origin != .generated
      else { continue }
      _ = reader.take(key)
      reader.report(
        "expected no \(key) beside \(reader.path("folds")), whose fold is the test part",
        at: node.origin,
        key: key
      )
    }
  }

  /// The canonical spelling, without `augment`.
  var pairs: [(String, ConfigNode)] {
    var pairs = [("kind", ConfigNode.string(kind.rawValue)), ("validation", validation.node)]
    if let test { pairs.append(("test", test.node)) }
    if let folds { pairs.append(("folds", folds.node)) }
    if let speaker { pairs.append(("speaker", .string(speaker.rawValue))) }
    if let features { pairs.append(("features", features.node)) }
    if let frames { pairs.append(("frames", frames.node)) }
    return pairs
  }
}
