import SpikingNetworks
import Testing

@testable import TinySNN

@Suite("Configurations of events")
struct EventConfigurationTests {
  private func yaml(
    dataset: String = "{kind: n_mnist_small}",
    input: String = "{coding: events, timesteps: 5}",
    rest: String = ""
  ) -> String {
    """
    name: test
    dataset: \(dataset)
    input: \(input)
    network:
      - dense: {units: 16}
      - lif: {beta: 0.9, threshold: 1.0}
      - dense: {units: 10}
      - readout: membrane
    \(rest)
    """
  }

  @Test("Frames have the time steps of the input, and every default is written out")
  func defaults() throws {
    let experiment = try Experiment(yaml: yaml(), file: "a")
    #expect(experiment.input == InputConfig(coding: .events, bits: 1, timesteps: 5))
    #expect(experiment.dataset.frames == EventFraming(count: 5))
    #expect(experiment.dataset.shape == SampleShape(channels: 2, height: 34, width: 34))
    #expect(experiment.yaml.contains("frames: {size: 34, polarity: split, window: recording}"))
    #expect(try Experiment(yaml: experiment.yaml, file: "b") == experiment)
    // Events are the default where the data set holds them.
    #expect(try Experiment(yaml: yaml(input: "{timesteps: 5}"), file: "a") == experiment)
  }

  @Test("Size, polarity and window decide the shape and are kept")
  func options() throws {
    let dataset =
      "{kind: n_mnist_small, frames: {size: 17, polarity: merge, window: fixed, window_ms: 250}, augment: {shift: 2}}"
    let experiment = try Experiment(yaml: yaml(dataset: dataset), file: "a")
    #expect(
      experiment.dataset.frames
        == EventFraming(size: 17, polarity: .merge, window: .fixed, milliseconds: 250, count: 5)
    )
    #expect(experiment.networkSpec(shape: experiment.dataset.shape).input.shape.count == 289)
    #expect(try Experiment(yaml: experiment.yaml, file: "b") == experiment)
    // A window of another kind drops the key that only the fixed one has.
    let changed = try Experiment(
      yaml: yaml(dataset: dataset),
      file: "a",
      overrides: ["dataset.frames={size: 17}"]
    )
    #expect(changed.dataset.frames == EventFraming(size: 17, count: 5))
  }

  @Test(
    "Wrong keys are refused with their place and what was expected",
    arguments: [
      (
        "{kind: n_mnist_small}", "{coding: direct}",
        "config.yaml:3:17: expected events at input.coding, since n_mnist_small holds events, "
          + "found 'direct'"
      ),
      (
        "{kind: digits}", "{coding: events}",
        "config.yaml:3:17: expected direct | rate at input.coding, since digits holds values, "
          + "found 'events'"
      ),
      (
        "{kind: n_mnist_small}", "{bits: 8}",
        "config.yaml:3:9: unknown key 'bits' at input; known keys: coding, timesteps"
      ),
      (
        "{kind: n_mnist_small, frames: {size: 35}}", "{}",
        "config.yaml:2:47: expected a whole number in 1...34 at dataset.frames.size, found 35"
      ),
      (
        "{kind: n_mnist_small, frames: {polarity: both}}", "{}",
        "config.yaml:2:51: expected split | merge at dataset.frames.polarity, found 'both'"
      ),
      (
        "{kind: n_mnist_small, frames: {window_ms: 10}}", "{}",
        "config.yaml:2:41: unknown key 'window_ms' at dataset.frames; did you mean 'window'?"
      ),
      (
        "{kind: digits, frames: {size: 3}}", "{}",
        "config.yaml:2:25: unknown key 'frames' at dataset; known keys: "
          + "kind, validation, folds, test, augment"
      ),
      (
        "{kind: n_mnist_small, augment: {rotate: 8}}", "{}",
        "config.yaml:2:50: expected 0 at dataset.augment.rotate, since events are shifted only, "
          + "found 8"
      ),
      (
        "{kind: n_mnist_small, test: 0.2}", "{}",
        "config.yaml:2:32: unknown key 'test' at dataset"
      ),
    ]
  )
  func errors(dataset: String, input: String, expected: String) throws {
    let errors = configurationErrors(yaml(dataset: dataset, input: input))
    #expect(errors.count == 1 && errors[0].hasPrefix(expected), "\(errors)")
  }

  @Test("The number of frames cannot be searched, whose samples are made once")
  func search() {
    let errors = configurationErrors(
      yaml(rest: "search: {space: {input.timesteps: [5, 10]}}")
    )
    #expect(
      errors.allSatisfy { $0.contains("'input.timesteps' cannot be searched with events") }
        && !errors.isEmpty,
      "\(errors)"
    )
  }

  @Test("The template of a data set of events says that they enter")
  func template() throws {
    let text = ConfigurationTemplate(dataset: .nMNISTSmall).text
    #expect(text.contains("coding: events") && !text.contains("bits: 8"))
    #expect(try Experiment(yaml: text, file: "t").input.coding == .events)
  }
}
