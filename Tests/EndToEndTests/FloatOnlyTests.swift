import Foundation
import Testing

/// Networks without an integer form: trained and evaluated, and every other command says why not.
@Suite struct FloatOnlyTests {
  @Test(
    "They are trained and evaluated; what needs integers is refused with layer and reason",
    arguments: [
      ("dense: {units: 8, recurrent: true}", "lif: {}", "dense1: recurrent synapses"),
      ("conv: {channels: 2, kernel: 3}", "synaptic: {}", "conv1: synaptic currents"),
      ("dense: {units: 8}", "alif: {}", "dense1: adaptive thresholds"),
    ]
  )
  func refused(_ synapses: String, _ neurons: String, _ reason: String) throws {
    let configuration = Configurations.Images(
      items: [synapses, neurons, "dense: {units: 10}", "readout: membrane"],
      epochs: 1
    )
    let folder = try TemporaryFolder()
    try folder.write(configuration.text, to: "config.yaml")
    let trained = try Tool.built.run("train", "config.yaml", "--output", "m.tsnn", in: folder)
    #expect(trained.status == 0, "\(trained.errors)")
    let evaluated = try Tool.built.run("evaluate", "m.tsnn", in: folder)
    #expect(evaluated.status == 0 && evaluated.output.contains("float "), "\(evaluated.errors)")
    let inspected = try Tool.built.run("inspect", "m.tsnn", in: folder)
    #expect(inspected.output.contains("integers    none; \(reason)"), "\(inspected.output)")
    for arguments in [
      ["search", "config.yaml", "--output", "run"], ["search", "config.yaml", "--dry-run"],
      ["quantize", "m.tsnn", "--output", "q.tsnn"], ["export", "m.tsnn", "--output", "out"],
      ["verify", "m.tsnn"],
    ] {
      let result = try Tool.built.run(arguments, in: folder)
      #expect(result.status == 65, "\(arguments)")
      #expect(result.errors.contains("\(reason) have no integer form"), "\(result.errors)")
    }
    #expect(try folder.files(below: "") == ["config.yaml", "m.tsnn"])
  }

  @Test("A space with and without recurrence loses the candidates that have it, and no training")
  func partly() throws {
    let configuration = Configurations.tiny
      .replacing("trials: 12", with: "trials: none")
      .replacing("kind: random", with: "kind: grid")
      .replacing(
        "    quantize.threshold.bits: [4, 8]",
        with: "    network.0.dense.recurrent: [false, true]"
      )
    let run = try Run.search(configuration)
    #expect(run.result.status == 0, "\(run.result.errors)")
    #expect(try run.summary["trials"]?["complete"] == .number(9))
    #expect(try run.summary["trials"]?["failed"] == .number(9))
    #expect(try run.text("evaluations.csv").contains("recurrent synapses have no integer form"))
    #expect(!run.result.errors.contains("16R"))
  }
}
