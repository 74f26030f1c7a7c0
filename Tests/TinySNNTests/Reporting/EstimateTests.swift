import Testing

@testable import TinySNN

@Suite struct EstimateTests {
  private func seconds(_ overrides: [String]) throws -> Double { try estimate(overrides).seconds }

  private func estimate(_ overrides: [String]) throws -> Estimate {
    try Estimate(
      of: Experiment(
        yaml: """
          dataset: {kind: mnist}
          network: [{dense: {units: 64}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
          train: {epochs: 10}
          search: {budget: {trials: 100}, space: {quantize.weights.bits: [2, 3, 4, 5, 6, 7, 8, 16]}}
          """,
        file: "test",
        overrides: overrides
      )
    )
  }

  @Test("What a strategy that ends by itself needs is told to be the most that it can be")
  func atMost() throws {
    for strategy in ["sensitivity", "evolutionary", "ascending"] {
      let text = try estimate([
        "search.strategy.kind=\(strategy)", "search.target={accuracy: 0.9}",
      ]).text
      #expect(
        text.contains(" candidates, at most 8 to be tried, at most 1 float model\n"),
        "\(text)"
      )
      #expect(text.contains("# estimate    at most "))
    }
    for strategy in ["grid", "random", "ascending"] {
      let text = try estimate(["search.strategy.kind=\(strategy)", "search.target=none"]).text
      #expect(text.contains(" candidates, 8 to be tried, ") && !text.contains("at most"), "\(text)")
    }
  }

  @Test("Training through integers is priced for the candidates that have it, by its epochs")
  func awareTraining() throws {
    let plain = try seconds([])
    let aware = try seconds(["quantize.method=qat"])
    let both = try seconds(["search.space.quantize.method=[ptq, qat]"])
    // Eight candidates of three epochs beside one float model of ten.
    #expect(aware > 1.5 * plain)
    // As many trained ones, and as many converted ones beside them.
    #expect(both > aware && both < 1.2 * aware)
    let long = try seconds(["quantize.method=qat", "quantize.qat.epochs=30"])
    #expect(abs((long - plain) / (aware - plain) - 10) < 1e-9)
  }

  @Test("Epochs, models and candidates make a search longer")
  func size() throws {
    let plain = try seconds([])
    let long = try seconds(["train.epochs=110"])
    #expect(long > 3 * plain)
    // Two float models of 110 epochs, where there was one.
    let two = try seconds(["train.epochs=110", "search.space.train.epochs=[110, 111]"])
    #expect(two > 1.8 * long)
    #expect(try seconds(["search.budget.trials=2"]) < plain)
  }

  @Test("Networks that candidates learn from or start from cost once")
  func sources() throws {
    let plain = try seconds([])
    let teacher =
      "{input: {timesteps: 1}, train: {epochs: 20}, network: "
      + "[{dense: {units: 512}}, {relu: {}}, {dense: {units: 10}}, {readout: membrane}]}"
    let taught = try seconds(["train.distillation={config: \(teacher)}"])
    #expect(taught > 1.2 * plain)
    let two = ["train.distillation={config: \(teacher)}", "search.space.train.epochs=[10, 11]"]
    let both = try seconds(two) - seconds(["search.space.train.epochs=[10, 11]"])
    #expect(abs(both - (taught - plain)) < 1e-9 * plain)
  }
}
