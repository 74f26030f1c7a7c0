import Foundation
import Testing

/// The whole line with networks of convolutions and pools.
@Suite struct ConvolutionTests {
  private static let shared = Result {
    let run = try Run.search(Configurations.images.text)
    run.folder.removeAtExit()
    return run
  }

  @Test("A search ends with an export that passes its self-test and equals the simulator")
  func search() throws {
    let run = try Self.shared.get()
    #expect(run.result.status == 0, "\(run.result.errors)")
    try CCompiler.expectSelfTestPasses(run.folder.path("run/export"))
    let summary = try run.summary
    #expect(summary["verification"]?[0]?["mismatches"] == .number(0))
    // 9 weights and a bias for each of 4 channels, 64 x 10 weights behind the pool, 10 biases.
    let parameters = 9 * 4 + 4 + 64 * 10 + 10
    #expect(summary["baseline"]?["parameter_bytes"] == .number(Double(4 * parameters)))
    #expect(
      summary["selected"]?["layers"]?.elements.map { $0["name"]?.string } == ["conv1", "dense2"]
    )
    // Every spike of the last pooled layer reaches ten outputs.
    for model in ["baseline", "selected"] {
      let spikes = try #require(summary[model]?["spikes_per_inference"]?.number)
      let synops = try #require(summary[model]?["synops_per_inference"]?.number)
      #expect(spikes > 0 && abs(synops - 10 * spikes) < 1e-6 * synops)
    }
    // All samples of the test part, besides at least 100 vectors.
    let result = try Tool.built.run("verify", "run", in: run.folder)
    #expect(result.status == 0)
    #expect(result.output.contains("classes   359/359 equal"), "\(result.output)")
  }

  @Test("Report, inspection and evaluation name what the layers are")
  func reading() throws {
    let run = try Self.shared.get()
    let report = try run.text("report.html")
    #expect(report.contains("<td>4C3 to 8x8x4</td>") && report.contains("<td>MP2 64x10</td>"))
    let inspected = try Tool.built.run("inspect", "run", in: run.folder)
    #expect(inspected.output.hasPrefix("model       4C3-MP2-10, T=4, direct, 690 parameters\n"))
    #expect(inspected.output.contains("4C3 to 8x8x4") && inspected.output.contains("MP2 64x10"))
    let json = try Tool.built.run("inspect", "run", "--format", "json", in: run.folder)
    let convolution = try JSON(json.output)["layers"]?[0]
    #expect(convolution?["structure"] == .string("4C3 to 8x8x4"))
    #expect(convolution?["kernel"]?.elements == [.number(3), .number(3)])
    #expect(convolution?["channels"] == .number(4) && convolution?["groups"] == .number(1))
    let readme = try run.text("export/README.md")
    #expect(readme.contains("| `conv1` | kernel 3 x 3, 1 to 4 channels, 8 x 8 x 4 neurons |"))
    #expect(readme.contains("| `dense2` | max of 2 x 2, 64 x 10 |"))
    let evaluated = try Tool.built.run("evaluate", "run", "--format", "json", in: run.folder)
    let selected = try run.summary["selected"]
    let report2 = try JSON(evaluated.output)
    #expect(report2["integer_accuracy"] == selected?["validation_accuracy"])
    #expect(report2["synops_per_inference"] == selected?["synops_per_inference"])
  }

  @Test("The number of threads changes no byte of a run")
  func jobs() throws {
    let run = try Run.search(Configurations.images.text, "--jobs", "3")
    let (actual, expected) = (try run.reproducible, try Self.shared.get().reproducible)
    #expect(actual == expected)
  }

  @Test(
    "Every part goes from training to an export that passes",
    arguments: Configurations.parts.map(\.name)
  )
  func parts(_ name: String) throws {
    let configuration = try #require(Configurations.parts.first { $0.name == name })
    let folder = try TemporaryFolder()
    try folder.write(configuration.text, to: "config.yaml")
    for arguments in [
      ["train", "config.yaml", "--output", "float.tsnn"], ["evaluate", "float.tsnn"],
      ["quantize", "float.tsnn", "--output", "q.tsnn"], ["evaluate", "q.tsnn", "--split", "test"],
      ["export", "q.tsnn", "--output", "export"],
    ] {
      let result = try Tool.built.run(arguments, in: folder)
      #expect(result.status == 0, "\(arguments): \(result.errors)")
    }
    try CCompiler.expectSelfTestPasses(folder.path("export"))
    let verified = try Tool.built.run("verify", "q.tsnn", in: folder)
    #expect(verified.status == 0 && verified.output.contains("359/359"), "\(verified.output)")
  }

  @Test("`evaluate` counts input spikes of a rate-coded float model as the search does")
  func rateCoding() throws {
    var configuration = Configurations.images
    configuration.coding = "rate"
    let text = configuration.text.replacing("accuracy: 0.6", with: "accuracy: 0.1")
    let run = try Run.search(text)
    #expect(run.result.status == 0, "\(run.result.errors)")
    let trained = try Tool.built.run("train", "config.yaml", in: run.folder)
    #expect(trained.status == 0, "\(trained.errors)")
    let evaluated = try Tool.built.run("evaluate", "model.tsnn", "--format", "json", in: run.folder)
    let synops = try JSON(evaluated.output)["synops_per_inference"]
    #expect(try synops == run.summary["baseline"]?["synops_per_inference"])
  }
}
