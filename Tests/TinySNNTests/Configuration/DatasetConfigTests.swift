import SpikingNetworks
import Testing

@testable import TinySNN

@Suite("Configuration of data sets")
struct DatasetConfigTests {
  private func yaml(_ dataset: String) -> String {
    """
    dataset: \(dataset)
    network:
      - dense: {units: 10}
      - readout: membrane
    """
  }

  private func experiment(_ dataset: String, _ overrides: [String] = []) throws -> Experiment {
    try Experiment(yaml: yaml(dataset), file: "config.yaml", overrides: overrides)
  }

  @Test(
    "The canonical text has every resolved option and parses back",
    arguments: [
      (
        "{kind: fsdd}",
        """
        kind: log_mel
        bands: 20
        frames: 32
        window_ms: 32.0
        alignment: stretch
        low_hz: 50.0
        high_hz: 4000.0
        pre_emphasis: 0.97
        reference: peak
        range_db: 60.0
        layout: rows

        """
      ),
      (
        "{kind: fsdd, features: {kind: mfcc, bands: 8, alignment: center, hop_ms: 12.5}}",
        """
        kind: mfcc
        bands: 8
        coefficients: 8
        frames: 32
        window_ms: 32.0
        alignment: center
        hop_ms: 12.5
        low_hz: 50.0
        high_hz: 4000.0
        pre_emphasis: 0.97
        reference: peak
        range_db: 60.0
        layout: rows

        """
      ),
    ]
  )
  func features(dataset: String, canonical: String) throws {
    let experiment = try experiment(dataset)
    var writer = ConfigWriter()
    if case .mapping(let entries)? = experiment.dataset.features?.node.content {
      writer.write(entries, indentation: 0)
    }
    #expect(writer.text == canonical)
    let again = try Experiment(yaml: experiment.yaml, file: "again")
    #expect(again == experiment && again.yaml == experiment.yaml)
  }

  @Test("The shape of a sample follows from its features")
  func shapes() throws {
    func shape(_ features: String) throws -> SampleShape {
      try experiment("{kind: fsdd, features: \(features)}").dataset.shape
    }
    #expect(try shape("{}") == SampleShape(height: 20, width: 32))
    #expect(try shape("{bands: 16, frames: 40}") == SampleShape(height: 16, width: 40))
    #expect(try shape("{kind: mfcc}") == SampleShape(height: 13, width: 32))
    #expect(
      try shape("{layout: channels}") == SampleShape(channels: 20, height: 1, width: 32)
    )
    let wide = try experiment("{kind: fsdd, features: {frames: 40}}")
    #expect(wide.networkSpec(shape: wide.dataset.shape).geometries[0].weightCount == 8000)
  }

  @Test("Another test part than usual is in the title, and written out")
  func titles() throws {
    #expect(try experiment("{kind: fsdd}").dataset.title == "fsdd")
    #expect(
      try experiment("{kind: fsdd, speaker: lucas}").dataset.title
        == "fsdd (test: speaker lucas, not the official part)"
    )
    let folded = try experiment("{kind: mnist, folds: {count: 4}}", ["dataset.folds.index=3"])
    #expect(folded.dataset.folds == FoldConfig(count: 4, index: 3))
    #expect(folded.dataset.title == "mnist (test: fold 3 of 4, not the official part)")
    #expect(folded.yaml.contains("folds: {count: 4, index: 3}"))
    #expect(try Experiment(yaml: folded.yaml, file: "again") == folded)
    let digits = try experiment("{kind: digits, folds: {count: 4}}")
    #expect(digits.dataset.title == "digits (test: fold 0 of 4)")
    #expect(digits.dataset.test == nil)
    #expect(try Experiment(yaml: digits.yaml, file: "again") == digits)
  }

  @Test(
    "A wrong option is refused with its place and what was expected",
    arguments: [
      (
        "{kind: mnist, folds: {index: 1}}",
        "22: missing key 'count' at dataset.folds; expected a whole number in 2...100"
      ),
      (
        "{kind: mnist, folds: {count: 1}}",
        "30: expected a whole number in 2...100 at dataset.folds.count, found 1"
      ),
      (
        "{kind: mnist, folds: {count: 5, index: 5}}",
        "40: expected a whole number in 0...4 at dataset.folds.index, found 5"
      ),
      (
        "{kind: digits, test: 0.1, folds: {count: 5}}",
        "22: expected no test beside dataset.folds, whose fold is the test part"
      ),
      (
        "{kind: fsdd, speaker: theo, folds: {count: 5}}",
        "23: expected no speaker beside dataset.folds, whose fold is the test part"
      ),
      (
        "{kind: fsdd, speaker: thea}",
        "23: expected george | jackson | lucas | nicolas | theo | yweweler at dataset.speaker, "
          + "found 'thea'"
      ),
      (
        "{kind: mnist, features: {}}",
        "15: unknown key 'features' at dataset; known keys: kind, validation, folds, augment"
      ),
      (
        "{kind: fsdd, test: 0.1}",
        "14: unknown key 'test' at dataset; known keys: kind, validation, folds, speaker, "
          + "features, augment"
      ),
      (
        "{kind: fsdd, features: {kind: mel}}",
        "31: expected log_mel | mfcc at dataset.features.kind, found 'mel'"
      ),
      (
        "{kind: fsdd, features: {hop_ms: 10}}",
        "25: unknown key 'hop_ms' at dataset.features; known keys: kind, bands, frames, "
          + "window_ms, alignment, low_hz, high_hz, pre_emphasis, reference, range_db, layout"
      ),
      (
        "{kind: fsdd, features: {low_hz: 3000, high_hz: 300}}",
        "48: expected dataset.features.high_hz above low_hz, which is 3000.0, found 300.0"
      ),
      (
        "{kind: fsdd, features: {window_ms: 8, bands: 32}}",
        "46: expected bands wide enough to hold a frequency of the transform, which are 125.0 Hz "
          + "apart, at dataset.features.bands: fewer bands or a longer window_ms; found 32"
      ),
    ]
  )
  func wrong(dataset: String, expected: String) {
    // "dataset: " is nine characters wide.
    let column = (Int(expected.prefix { $0 != ":" }) ?? 0) + 9
    let message = expected.drop { $0 != ":" }
    #expect(configurationErrors(yaml(dataset)) == ["config.yaml:1:\(column)\(message)"])
  }
}
