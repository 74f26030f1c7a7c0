import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

@Suite("Free Spoken Digit Dataset")
struct FSDDTests {
  /// Cheap features: two frames of 5 ms.
  private func config(
    folds: FoldConfig? = nil,
    speaker: FSDDSpeaker? = nil
  ) -> DatasetConfig {
    var config = DatasetConfig(
      kind: .fsdd,
      validation: .fraction(0.1),
      folds: folds,
      speaker: speaker
    )
    config.features?.frames = 2
    config.features?.bands = 2
    config.features?.window = 5
    return config
  }

  /// Calls `body` with a folder of 3,000 short recordings, some of which are silent.
  private func withRecordings(
    silent: (FSDDRecording) -> Bool,
    _ body: (URL, DatasetLocator) throws -> Void
  ) throws {
    let root = FileManager.default.temporaryDirectory.appending(
      path: "tinysnn-\(UUID().uuidString)"
    )
    let folder = root.appending(path: "fsdd")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "recordings"),
      withIntermediateDirectories: true
    )
    let buzz: [Int16] = (0..<60).map { $0 % 8 < 4 ? 9000 : -9000 }
    let contents = (
      WAVBytes(samples: Array(repeating: 0, count: 60)).content, WAVBytes(samples: buzz).content
    )
    for recording in FSDDRecording.all {
      try Data(silent(recording) ? contents.0 : contents.1)
        .write(to: folder.appending(path: recording.file))
    }
    try body(folder, DatasetLocator(dataDirectory: root.path, environment: [:]))
  }

  private func counts(_ set: SampleSet) -> [Int] {
    (0..<set.classCount).map { label in set.labels.count { Int($0) == label } }
  }

  /// Whether each sample is silent.
  private func silence(_ set: SampleSet) -> Set<Bool> {
    Set((0..<set.count).map { set.input($0).allSatisfy { $0 == 0 } })
  }

  @Test("There are 3,000 recordings: six speakers, ten digits, 50 takes")
  func names() {
    let all = FSDDRecording.all
    #expect(Set(all).count == 3000 && Set(all.map(\.file)).count == 3000)
    #expect(all.first?.file == "recordings/0_george_0.wav")
    #expect(all.last?.file == "recordings/9_yweweler_49.wav")
  }

  @Test("The first five takes are the official test part; folds join it with the others")
  func officialPart() throws {
    try withRecordings(silent: { $0.take < 5 }) { folder, locator in
      let loaded = try DatasetLoader.load(config(), seed: 1, locator: locator)
      #expect(loaded.summary == "fsdd: 2430 train, 270 validation, 300 test")
      #expect(counts(loaded.split.test) == Array(repeating: 30, count: 10))
      #expect(counts(loaded.split.validation) == Array(repeating: 27, count: 10))
      #expect(silence(loaded.split.test) == [true])
      #expect(silence(loaded.split.train) == [false])
      #expect(silence(loaded.split.validation) == [false])

      let folded = try DatasetLoader.load(
        config(folds: FoldConfig(count: 5, index: 4)),
        seed: 1,
        locator: locator
      )
      #expect(
        folded.summary == "fsdd (test: fold 4 of 5, not the official part): "
          + "2160 train, 240 validation, 600 test"
      )
      #expect(counts(folded.split.test) == Array(repeating: 60, count: 10))
      #expect(silence(folded.split.test) == [true, false])

      let text = try DatasetText(locator: locator).info(.fsdd)
      #expect(text.contains("file        \(folder.path)/recordings/0_george_0.wav\n"))
      #expect(text.contains("files       3,000 in \(folder.path)\n"))
    }
  }

  @Test("A speaker who is left out is the test part; a wrong or missing recording is named")
  func speaker() throws {
    try withRecordings(silent: { $0.speaker == .theo }) { folder, locator in
      let loaded = try DatasetLoader.load(config(speaker: .theo), seed: 1, locator: locator)
      #expect(
        loaded.summary == "fsdd (test: speaker theo, not the official part): "
          + "2250 train, 250 validation, 500 test"
      )
      #expect(silence(loaded.split.test) == [true])
      #expect(silence(loaded.split.train) == [false])

      let file = folder.appending(path: "recordings/3_lucas_17.wav")
      try Data(WAVBytes(sampleRate: 16_000).content).write(to: file)
      let wrong = #expect(throws: DatasetError.self) {
        try DatasetLoader.load(config(), seed: 1, locator: locator)
      }
      #expect(
        wrong?.description == "\(file.path): expected 8000 samples per second, found 16000"
      )
      for take in 17..<23 {
        try FileManager.default.removeItem(
          at: folder.appending(path: "recordings/3_lucas_\(take).wav")
        )
      }
      let missing = #expect(throws: MissingInput.self) { try locator.files(of: .fsdd) }
      #expect(
        missing?.description == "data set fsdd is incomplete: \(folder.path) lacks "
          + "recordings/3_lucas_17.wav, recordings/3_lucas_18.wav, recordings/3_lucas_19.wav, "
          + "recordings/3_lucas_20.wav and 2 more"
      )
    }
  }
}
