import CodeGeneration
import Quantization
import Testing

@Suite("The C runtime in process")
struct DeviceRuntimeTests {
  @Test("repeats every membrane and spike of the simulator on 400 random networks")
  func equalsSimulator() throws {
    for seed in 0..<400 { try compare(seed: seed) }
  }

  private func compare(seed: Int) throws {
    let network = RandomNetwork.make(seed: UInt64(seed))
    guard BoundsAnalysis.ranges(of: network).allSatisfy(\.fits32Bits) else { return }
    let runtime = try DeviceRuntime(network)
    let simulator = IntegerSimulator(network)
    var random = RandomNetwork(seed: UInt64(seed) &+ 1_000_000)
    for sample in 0..<6 {
      let input = random.input(of: network)
      #expect(
        runtime.trace(input[...], sample: sample) == simulator.trace(input[...], sample: sample),
        "network \(seed), sample \(sample)"
      )
    }
  }
}
