import CodeGeneration
import ContractSupport
import Foundation
import Quantization
import SpikingNetworks
import Testing

@Suite("A self-test catches changes by one")
struct MutationTests {
  /// The sample networks whose numbers are changed.
  enum Sample: CaseIterable, Sendable {
    case dense
    case images
    /// Recurrence, synaptic currents, adaptive thresholds and all numbers per channel.
    case parts

    func network(_ coding: InputCoding) -> QuantizedNetwork {
      switch self {
      case .dense: SampleNetwork.make(coding: coding, counts: [16, 12, 5])
      case .images: SampleNetwork.images(coding: coding)
      case .parts: SampleNetwork.parts(coding: coding)
      }
    }
  }

  @Test(
    "of every number of a sample network, in process",
    arguments: InputCoding.allCases,
    Sample.allCases
  )
  func inProcess(coding: InputCoding, sample: Sample) throws {
    let network = sample.network(coding)
    let vectors = TestVectors.synthetic(for: network)
    let mutations = Mutation.all(of: network, weightStride: 1)
    let survivors = try mutations.filter { mutation in
      let mutant = try #require(mutation.applied(to: network))
      let runtime = try DeviceRuntime(mutant)
      return vectors.vectors.allSatisfy {
        runtime.trace($0.input[...], sample: $0.sample) == $0.trace
      }
    }
    #expect(survivors.isEmpty, "\(survivors.count) of \(mutations.count): \(survivors)")
  }

  @Test(
    "of 50 numbers, compiled",
    .enabled(if: CCompiler.isAvailable, CCompiler.skipped),
    arguments: Sample.allCases
  )
  func compiled(sample: Sample) throws {
    let network = sample.network(.direct)
    let compiler = try #require(CCompiler())
    let all = Mutation.all(of: network, weightStride: sample == .dense ? 11 : 3)
    let chosen = (0..<50).map { all[$0 * all.count / 50] }
    #expect(Set(chosen).count == 50)
    let vectors = TestVectors.synthetic(for: network)
    let golden = try CHeaderExporter(network, name: "net", banner: []).render(vectors: vectors)
    try CCompiler.withFolder(golden.files) { folder in
      for mutation in chosen {
        let mutant = try #require(mutation.applied(to: network))
        let bundle = try CHeaderExporter(mutant, name: "net", banner: []).render(vectors: vectors)
        let header = try #require(bundle["net.h"])
        try header.write(
          to: folder.appendingPathComponent("net.h"),
          atomically: false,
          encoding: .utf8
        )
        let built = try compiler.run(
          ["-std=c99", "-O0", "selftest.c", "-o", "selftest"],
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
