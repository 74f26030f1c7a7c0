import CodeGeneration
import Quantization
import Testing

@Suite("The C runtime in process")
struct DeviceRuntimeTests {
  @Test("repeats every membrane and spike of the simulator on 400 random networks")
  func equalsSimulator() throws {
    for seed in 0..<400 { try compare(RandomNetwork.make(seed: UInt64(seed)), seed: seed) }
  }

  @Test("repeats every membrane and spike of the simulator on 600 random networks of images")
  func equalsSimulatorOnImages() throws {
    for seed in 0..<600 { try compare(RandomNetwork.makeOfImages(seed: UInt64(seed)), seed: seed) }
  }

  private func compare(_ network: QuantizedNetwork, seed: Int) throws {
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
