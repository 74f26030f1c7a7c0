import CodeGeneration
import FixedPoint
import Quantization
import SpikingNetworks
import Testing

@Suite("The C runtime in process")
struct DeviceRuntimeTests {
  @Test("repeats every state of the contract on 400 random networks")
  func equalsContract() throws {
    let compared = try (0..<400).count {
      try compare(RandomNetwork.make(seed: UInt64($0)), seed: $0)
    }
    #expect(compared > 300)
  }

  @Test("repeats every state of the contract on 600 random networks of images")
  func equalsContractOnImages() throws {
    let compared = try (0..<600).count {
      try compare(RandomNetwork.makeOfImages(seed: UInt64($0)), seed: $0)
    }
    #expect(compared > 450)
  }

  @Test("reads a sparse table of more than 65,535 bytes, whose rows have places of four bytes")
  func longTable() throws {
    let network = SampleNetwork.sparse(inputs: 1_100, units: 256)
    guard case .sparse(startBytes: 4) = network.layers[0].weightStorage.form else {
      Issue.record("\(network.layers[0].weightStorage)")
      return
    }
    var random = RandomNetwork(seed: 3)
    let input = random.input(of: network)
    let expected = ContractInterpreter(network).trace(input[...], sample: 0)
    #expect(try DeviceRuntime(network).trace(input[...], sample: 0) == expected)
  }

  @Test(
    "multiplies the widest rises by their widest factors",
    arguments: RoundingMode.deterministic
  )
  func widestRises(rounding: RoundingMode) throws {
    var network = SampleNetwork.parts()
    network.layers[0].firing?.adaptation = IntegerAdaptation(
      decay: .multiplier(factors: [63], fractionBits: 24, bits: 6, rounding: rounding),
      // More than the limit, which one spike reaches so.
      step: ScaledIntegers(bits: 16, exponent: 9, mantissas: [65_535]),
      bits: 24
    )
    #expect(try compare(network, seed: 0))
    var random = RandomNetwork(seed: 9)
    let trace = try DeviceRuntime(network).trace(random.input(of: network)[...], sample: 0)
    #expect(trace.steps.contains { $0[0].rises.contains((1 << 24) - 1) })
  }

  /// Returns whether the network's integers fit the device, so that there was something to compare.
  private func compare(_ network: QuantizedNetwork, seed: Int) throws -> Bool {
    guard BoundsAnalysis.ranges(of: network).allSatisfy(\.fits32Bits) else { return false }
    let runtime = try DeviceRuntime(network)
    let simulator = IntegerSimulator(network)
    let contract = ContractInterpreter(network)
    var random = RandomNetwork(seed: UInt64(seed) &+ 1_000_000)
    for sample in 0..<4 {
      let input = random.input(of: network)
      let trace = runtime.trace(input[...], sample: sample)
      #expect(
        trace == contract.trace(input[...], sample: sample),
        "network \(seed), sample \(sample)"
      )
      #expect(
        trace == simulator.trace(input[...], sample: sample),
        "network \(seed), sample \(sample), simulator"
      )
    }
    return true
  }
}
