import CodeGeneration
import ContractSupport
import FixedPoint
import Foundation
import Quantization
import SpikingNetworks
import Testing

@Suite("CHeaderExporter")
struct CHeaderExporterTests {
  static let banner = ["tinysnn 0.0.0-test", "configuration 0123456789abcdef"]

  private func bundle(_ network: QuantizedNetwork, name: String = "tiny") throws -> CSourceBundle {
    try CHeaderExporter(network, name: name, banner: Self.banner).render()
  }

  @Test("renders the golden files", arguments: InputCoding.allCases)
  func snapshots(coding: InputCoding) throws {
    let network = SampleNetwork.make(
      coding: coding,
      counts: [8, 5, 3],
      readout: coding == .rate ? .spikeCount : .membrane(.sum)
    )
    let bundle = try bundle(network)
    let prefix = "tiny-\(coding.rawValue)"
    for file in bundle.files where file.name != RuntimeSource.fileName {
      try expectSnapshot(file.text, named: "\(prefix)-\(file.name)")
    }
  }

  @Test("renders the golden files of a convolutional network", arguments: InputCoding.allCases)
  func imageSnapshots(coding: InputCoding) throws {
    let bundle = try bundle(SampleNetwork.images(coding: coding))
    for file in bundle.files where file.name == "tiny.h" || file.name == "README.md" {
      try expectSnapshot(file.text, named: "tiny-images-\(coding.rawValue)-\(file.name)")
    }
  }

  @Test("ships seven files, the runtime byte for byte")
  func files() throws {
    let bundle = try bundle(SampleNetwork.make(counts: [8, 5, 3]))
    #expect(
      bundle.files.map(\.name) == [
        "tiny.h", "tinysnn_runtime.h", "tiny_vectors.h", "selftest.c", "example.c", "README.md",
        "manifest.json",
      ]
    )
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/CTinySNN/include/tinysnn_runtime.h")
    #expect(try String(contentsOf: source, encoding: .utf8) == bundle["tinysnn_runtime.h"])
  }

  @Test("gives the same bytes for the same network", arguments: 0..<8)
  func deterministic(number: Int) throws {
    let network = RandomNetworks.network(number)
    #expect(try bundle(network) == bundle(network))
  }

  @Test("writes no floating-point literal and no floating-point type", arguments: 0..<8)
  func noFloat(number: Int) throws {
    let network = RandomNetworks.network(number)
    let sources = try bundle(network).files.filter {
      $0.name.hasSuffix("h") || $0.name.hasSuffix(".c")
    }
    try #require(sources.count == 5)
    for file in sources {
      let code = file.text.replacing(/\/\*(.|\n)*?\*\//, with: " ").replacing(
        /"[^"\n]*"/,
        with: " "
      )
      #expect(code.firstMatch(of: /\b(float|double)\b/) == nil, "\(file.name)")
      let literal = code.firstMatch(
        of: /\b[0-9]+\.[0-9]*|[^0-9A-Za-z_][0-9]+[eE][-+]?[0-9]+|\B\.[0-9]/
      )
      #expect(literal == nil, "\(file.name): \(literal.map { String($0.output) } ?? "")")
    }
  }

  @Test(
    "refuses names that C cannot use",
    arguments: [
      "", "1st", "a-b", "für", "int", "class", "static", "a__b", "a_", "_a", "tinysnn_model",
      "uint8_t", "main", String(repeating: "x", count: 32),
    ]
  )
  func names(name: String) {
    #expect(throws: ExportError.self) { try CIdentifier(name) }
  }

  @Test("refuses two layers whose macros would be the same")
  func duplicateLayers() throws {
    var network = SampleNetwork.make(counts: [8, 5, 3])
    network.layers[1].name = "DENSE1"
    #expect(throws: ExportError.duplicateLayer(name: "DENSE1")) {
      try CHeaderExporter(network, name: "tiny", banner: [])
    }
  }

  @Test("refuses numbers that the runtime cannot hold")
  func numbers() throws {
    let refusals: [(reason: String, change: (inout QuantizedNetwork) -> Void)] = [
      ("256 time steps", { $0.input.timesteps = 256 }),
      ("dense1: the weights are no symmetric ones of 9 bits", { $0.layers[0].weights.bits = 9 }),
      ("dense1: the weights are no symmetric", { $0.layers[0].weights.values[0] = 8 }),
      ("dense1: guard bits 17", { $0.layers[0].guardBits = 17 }),
      ("with rounding stochastic", { $0.layers[0].guardRounding = .stochastic }),
      ("dense1: a membrane of 25 bits", { $0.layers[0].membraneBits = 25 }),
      (
        "dense1: an illegal decay of the membrane",
        {
          $0.layers[0].decay = .multiplier(
            factors: [3],
            fractionBits: 1,
            bits: 4,
            rounding: .floor
          )
        }
      ),
      ("dense1: it never fires and is not the last layer", { $0.layers[0].firing = nil }),
      ("dense1: illegal thresholds", { $0.layers[0].firing?.threshold.mantissas = [0] }),
      (
        "dense1: illegal thresholds or reset values",
        {
          $0.layers[0].firing?.reset = .zero
          $0.layers[0].firing?.resetValue =
            ScaledIntegers(bits: 16, exponent: 0, mantissas: [5_000])
        }
      ),
      (
        "dense1: a reset value, which a reset that subtracts the threshold has no use for",
        {
          $0.layers[0].firing?.resetValue =
            ScaledIntegers(bits: 16, exponent: 0, mantissas: [0])
        }
      ),
      ("dense1: illegal biases", { $0.layers[0].bias?.exponent = 30 }),
      ("dense2: its spikes are counted and it never fires", { $0.readout = .spikeCount }),
      (
        "dense2: it has 6 inputs and receives 5",
        {
          $0.layers[1].geometry = .dense(inputs: 6, units: 3)
          $0.layers[1].weights.values += [0, 0, 0]
        }
      ),
      ("it has no layers", { $0.layers = [] }),
    ]
    for (reason, change) in refusals {
      var network = SampleNetwork.make(counts: [8, 5, 3])
      change(&network)
      let error = #expect(throws: ExportError.self, "\(reason)") {
        try CHeaderExporter(network, name: "tiny", banner: [])
      }
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
  }

  @Test("ends no comment early, whatever the banner holds")
  func hostileBanner() throws {
    let exporter = try CHeaderExporter(
      SampleNetwork.make(counts: [8, 5, 3]),
      name: "tiny",
      banner: ["*/ #error out */"]
    )
    let head = try #require(exporter.render()["tiny.h"]).prefix(200)
    #expect(head.ranges(of: "*/").isEmpty)
  }
}
