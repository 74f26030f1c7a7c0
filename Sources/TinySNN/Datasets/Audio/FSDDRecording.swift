import SpikingNetworks

/// One recording of the Free Spoken Digit Dataset, as its file name says.
///
/// Z. Jackson et al., *Free Spoken Digit Dataset*, github.com/Jakobovski/free-spoken-digit-dataset: 3,000
/// recordings at 8 kHz, of which the first five takes of every speaker and digit are the official test part.
struct FSDDRecording: Hashable, Sendable {
  /// The digit that is spoken, 0...9.
  var digit: Int
  /// Who speaks.
  var speaker: FSDDSpeaker
  /// The number of the repetition, 0..<50.
  var take: Int

  /// The samples per second of all recordings.
  static let sampleRate = 8000
  private static let takes = 50
  private static let testTakes = 5

  /// All recordings, by digit, speaker and take.
  static let all: [FSDDRecording] = (0..<10).flatMap { digit in
    FSDDSpeaker.allCases.flatMap { speaker in
      (0..<takes).map { FSDDRecording(digit: digit, speaker: speaker, take: $0) }
    }
  }

  /// The file below the folder of the data set.
  var file: String { "recordings/\(digit)_\(speaker.rawValue)_\(take).wav" }

  /// Whether the recording tests: one of the speaker that is left out, or else of the official test part.
  func isTest(leavingOut speaker: FSDDSpeaker?) -> Bool {
    speaker.map { $0 == self.speaker } ?? (take < FSDDRecording.testTakes)
  }
}

extension FSDDRecording {
  /// Reads all recordings.
  ///
  /// - Parameters:
  ///   - files: The files of `all`, in that order.
  ///   - features: What the recordings become.
  ///   - speaker: The speaker whose recordings are the test part; nil for the official one.
  /// - Throws: `MissingInput` for a file that cannot be read, `DatasetError` for a wrong one.
  static func load(
    _ files: [String],
    features: AudioFeatures,
    leavingOut speaker: FSDDSpeaker?
  ) throws -> DatasetParts {
    let extractor = AudioFeatureExtractor(features, sampleRate: sampleRate)
    let empty = SampleSet(
      shape: features.shape,
      classCount: DatasetKind.fsdd.classCount,
      maximum: 255,
      inputs: [],
      labels: []
    )
    var (train, test) = (empty, empty)
    for (recording, file) in zip(all, files) {
      let wav = try WAVFile(contentsOfFile: file)
      guard wav.sampleRate == sampleRate else {
        throw DatasetError(
          file: file,
          message: "expected \(sampleRate) samples per second, found \(wav.sampleRate)"
        )
      }
      let (input, label) = (extractor(wav.samples), UInt8(recording.digit))
      if recording.isTest(leavingOut: speaker) {
        test.inputs += input
        test.labels.append(label)
      } else {
        train.inputs += input
        train.labels.append(label)
      }
    }
    return DatasetParts(train: train, test: test)
  }
}
