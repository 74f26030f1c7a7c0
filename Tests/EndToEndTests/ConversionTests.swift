import Foundation
import Testing

/// A network of rectifiers becomes a spiking one on the command line.
@Suite struct ConversionTests {
  private static let rectified = """
    dataset: {kind: digits}
    input: {bits: 4, timesteps: 1}
    network: [dense: {units: 24}, relu: {}, dense: {units: 10}, readout: membrane]
    train: {epochs: 10, batch: 32, optimizer: {lr: 0.01}}

    """

  private static let spiking = """
    dataset: {kind: digits}
    input: {bits: 4, timesteps: 16}
    network: [dense: {units: 24}, if: {}, dense: {units: 10}, readout: membrane]
    train: {epochs: 0, start: {model: relu.tsnn, threshold: {kind: max}}}

    """

  @Test("Train, convert, evaluate, quantize; what rectifiers cannot do is refused")
  func conversion() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.rectified, to: "relu.yaml")
    try folder.write(Self.spiking, to: "spiking.yaml")
    func run(_ arguments: String..., status: Int32 = 0) throws -> ToolResult {
      let result = try Tool.built.run(arguments + ["--quiet"], in: folder)
      #expect(result.status == status, "\(arguments): \(result.errors)")
      return result
    }
    func accuracy(_ model: String) throws -> Double {
      let report = try JSON(try run("evaluate", model, "--format", "json").output)
      return try #require(report["float_accuracy"]?.number)
    }
    #expect(
      try run("train", "relu.yaml", "--output", "relu.tsnn").output.contains("64-24-10, relu")
    )
    let trained = try run("train", "spiking.yaml", "--output", "spiking.tsnn")
    #expect(trained.output.contains("none: the parameters are those of its start"))
    let (before, after) = (try accuracy("relu.tsnn"), try accuracy("spiking.tsnn"))
    #expect(before > 0.85 && after > before - 0.05)
    _ = try run("quantize", "spiking.tsnn", "--output", "integers.tsnn")
    let refused = try run("quantize", "relu.tsnn", status: 65)
    #expect(refused.errors.contains("rectifiers have no integers"))
    _ = try run("search", "relu.yaml", "--output", "run", status: 65)
    #expect(!folder.contains("run"))
    let other = Self.spiking.replacing("units: 24", with: "units: 23")
    try folder.write(other, to: "other.yaml")
    let misfit = try run("train", "other.yaml", "--output", "other.tsnn", status: 65)
    #expect(misfit.errors.contains("dense1 has 23 neurons"))
  }
}
