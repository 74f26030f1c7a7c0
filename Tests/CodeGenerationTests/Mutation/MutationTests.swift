import ContractSupport
import FixedPoint
import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import CodeGeneration

@Suite("A self-test catches changes by one")
struct MutationTests {
  /// The sample networks whose numbers are changed.
  enum Sample: CaseIterable, Sendable {
    case dense
    case images
    /// Recurrence, synaptic currents, adaptive thresholds and all numbers per channel.
    case parts
    /// Values that leave every width, and are clamped or wrap.
    case saturating
    case wrapping

    func network(_ coding: InputCoding) -> QuantizedNetwork {
      switch self {
      case .dense: SampleNetwork.make(coding: coding, counts: [16, 12, 5])
      case .images: SampleNetwork.images(coding: coding)
      case .parts: SampleNetwork.parts(coding: coding)
      case .saturating: SampleNetwork.narrow(coding: coding, .saturate)
      case .wrapping: SampleNetwork.narrow(coding: coding, .wrap)
      }
    }
  }

  /// The plan of a mutant, whose numbers may be those of a faulty exporter: with padded tables under direct
  /// coding, read one weight at a time under rate coding.
  private func plan(_ mutant: QuantizedNetwork) throws -> DevicePlan {
    let least = mutant.input.coding == .direct ? 0 : WeightStorage.leastPaddedBytes
    return try DevicePlan(
      mutant,
      ranges: BoundsAnalysis.ranges(of: mutant),
      paddedFrom: least
    )
  }

  @Test(
    "of every number of a sample network, in process, but those that provably change nothing",
    arguments: InputCoding.allCases,
    Sample.allCases
  )
  func inProcess(coding: InputCoding, sample: Sample) throws {
    let network = sample.network(coding)
    let vectors = TestVectors.synthetic(for: network)
    let mutations = Mutation.all(of: network, weightStride: 1)
    let survivors = try mutations.filter { mutation in
      let runtime = DeviceRuntime(try plan(try #require(mutation.applied(to: network))))
      return vectors.vectors.allSatisfy {
        runtime.trace($0.input[...], sample: $0.sample) == $0.trace
      }
    }
    let invisible = mutations.filter { $0.isProvablyInvisible(in: network) }
    #expect(survivors == invisible, "of \(mutations.count)")
  }

  @Test("of every field of the contract")
  func fields() {
    let narrow = [Sample.saturating, .wrapping].flatMap { sample in
      InputCoding.allCases.map { sample.network($0) }
    }
    for network in narrow {
      let mutations = Mutation.all(of: network, weightStride: 1)
      let visible = Set(mutations.filter { !$0.isProvablyInvisible(in: network) })
      for width in Mutation.Width.allCases {
        #expect(visible.contains(.width(layer: 0, width, by: 1)), "\(width)")
        #expect(visible.contains(.width(layer: 0, width, by: -1)) == (width != .accumulator))
        #expect(visible.contains(.overflow(layer: 0, width)) == (width != .rise), "\(width)")
      }
      for difference in [1, -1] {
        #expect(visible.contains(.recurrenceFactor(layer: 0, by: difference)))
        #expect(visible.contains(.guardBits(layer: 0, by: difference)))
        for number in [Mutation.Number.bias, .step] {
          #expect(visible.contains(.exponent(layer: 0, number, by: difference)), "\(number)")
        }
      }
      #expect(visible.contains(.exponent(layer: 0, .threshold, by: 1)))
    }
    let parts = Sample.parts.network(.direct)
    #expect(
      Mutation.all(of: parts, weightStride: 1).contains(.exponent(layer: 0, .resetValue, by: 1))
    )
  }

  @Test(
    "of two numbers of every kind, compiled",
    .enabled(if: CCompiler.isAvailable, CCompiler.skipped),
    arguments: Sample.allCases
  )
  func compiled(sample: Sample) throws {
    let network = sample.network(.direct)
    let compiler = try #require(CCompiler())
    let all = Mutation.all(of: network, weightStride: sample == .dense ? 11 : 3)
      .filter { !$0.isProvablyInvisible(in: network) }
    // A kind is a case of a mutation; its first and its last lie in different layers, if several have it.
    let kinds = Dictionary(grouping: all) { "\($0)".prefix { $0 != "(" } }
    let chosen = kinds.values.flatMap { Set([$0[0], $0[$0.count - 1]]) }
    #expect(kinds.count >= 8 && chosen.count >= 12)
    let vectors = TestVectors.synthetic(for: network)
    let golden = try CHeaderExporter(network, name: "net", banner: []).render(vectors: vectors)
    let name = try CIdentifier("net")
    try CCompiler.withFolder(golden.files) { folder in
      for mutation in chosen {
        let mutant = try plan(try #require(mutation.applied(to: network)))
        let bundle = CHeaderExporter(mutant, name: name, origin: ExportOrigin()).render(
          vectors: vectors
        )
        let header = try #require(bundle["net.h"])
        try header.write(
          to: folder.appendingPathComponent("net.h"),
          atomically: false,
          encoding: .utf8
        )
        let built = try compiler.run(
          ["-std=c99", "-O0"] + CCompiler.withoutInlining + ["selftest.c", "-o", "selftest"],
          in: folder
        )
        try #require(built.status == 0, "\(mutation): \(built.text)")
        let result = try CCompiler.run(folder.path + "/selftest", [], in: folder)
        #expect(result.status == 1, "\(mutation) survives: \(result.text)")
        #expect(result.text.contains("FAIL "), "\(mutation): \(result.text)")
      }
    }
  }
}
