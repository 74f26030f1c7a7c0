import CodeGeneration
import Foundation
import Quantization
import Testing

@Suite(
  "The exported C, compiled", .enabled(if: CCompiler.isAvailable, CCompiler.skipped))
struct CompiledExportTests {
  @Test("passes its self-test under the strict warnings", arguments: 0..<12)
  func selfTest(block: Int) throws {
    let compiler = try #require(CCompiler())
    for seed in block * 4..<block * 4 + 4 {
      let network = RandomNetwork.make(seed: UInt64(seed))
      guard BoundsAnalysis.ranges(of: network).allSatisfy(\.fits32Bits) else { continue }
      let bundle = try CHeaderExporter(network, name: "net", banner: ["test"]).render()
      try CCompiler.withFolder(bundle.files) { folder in
        let built = try compiler.run(
          CCompiler.strictC + ["-O1", "selftest.c", "-o", "selftest"], in: folder)
        try #require(built.status == 0, "network \(seed): \(built.text)")
        let result = try CCompiler.run(folder.path + "/selftest", [], in: folder)
        #expect(result.status == 0, "network \(seed): \(result.text)")
        #expect(result.text.hasPrefix("PASS "), "network \(seed): \(result.text)")
      }
    }
  }
}
