import CodeGeneration
import ContractSupport
import FixedPoint
import Quantization
import SpikingNetworks
import Testing

@Suite("The C runtime in process")
struct DeviceRuntimeTests {
  @Test(
    "repeats every state of the contract on random networks",
    arguments: [false, true]
  )
  func equalsContract(ofImages: Bool) throws {
    // Others than those that the simulator alone is held against.
    for number in 10_000..<10_500 {
      var random = RandomNetworks(number: number)
      let network = ofImages ? random.imageNetwork() : random.network()
      let runtime = try DeviceRuntime(network)
      let simulator = IntegerSimulator(network)
      let contract = ContractInterpreter(network)
      for sample in 0..<4 {
        let input = random.input(of: network)
        let trace = runtime.trace(input[...], sample: sample)
        #expect(
          trace == contract.trace(input[...], sample: sample),
          "network \(number), sample \(sample)"
        )
        #expect(
          trace == simulator.trace(input[...], sample: sample),
          "network \(number), sample \(sample), simulator"
        )
      }
    }
  }

  @Test("reads a sparse table of more than 65,535 bytes, whose rows have places of four bytes")
  func longTable() throws {
    let network = SampleNetwork.sparse(inputs: 1_100, units: 256)
    guard case .sparse(startBytes: 4) = network.layers[0].weightStorage.form else {
      Issue.record("\(network.layers[0].weightStorage)")
      return
    }
    var random = RandomNetworks(number: 3)
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
    var random = RandomNetworks(number: 9)
    let input = random.input(of: network)
    let trace = try DeviceRuntime(network).trace(input[...], sample: 0)
    #expect(trace == ContractInterpreter(network).trace(input[...], sample: 0))
    #expect(trace == IntegerSimulator(network).trace(input[...], sample: 0))
    #expect(trace.steps.contains { $0[0].rises.contains((1 << 24) - 1) })
  }
}
