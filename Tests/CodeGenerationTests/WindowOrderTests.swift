import ContractSupport
import FixedPoint
import Quantization
import SpikingNetworks
import Testing

@testable import CodeGeneration

@Suite("The order in which `run` goes through a window")
struct WindowOrderTests {
  @Test("changes no integer, whatever it is")
  func equality() throws {
    var seen: [WindowOrder: Int] = [:]
    var scorings: Set<Readout> = []
    for number in 0..<300 {
      var random = RandomNetworks(number: 40_000 + number)
      let network = number % 4 == 0 ? random.imageNetwork() : random.network()
      let plan = try DevicePlan(network, paddedFrom: number % 2 == 0 ? 0 : 1 << 20)
      seen[plan.order, default: 0] += 1
      if plan.order == .bothLayers { scorings.insert(network.readout) }
      let input = random.input(of: network)
      let runtime = DeviceRuntime(plan)
      let trace = runtime.trace(input[...], sample: number)
      let outcome = runtime.outcome(input[...], sample: number)
      #expect(trace == IntegerSimulator(network).trace(input[...], sample: number), "\(number)")
      #expect(outcome.steps == trace.steps.suffix(1), "network \(number), \(plan.order)")
      #expect(outcome.scores == trace.scores, "network \(number), \(plan.order)")
      #expect(outcome.prediction == trace.prediction, "network \(number), \(plan.order)")
    }
    // The networks are of every kind; a change of theirs must not empty this test.
    for order in [WindowOrder.steps, .firstLayer, .bothLayers] {
      #expect(seen[order, default: 0] >= 10, "\(order)")
    }
    #expect(scorings == [.spikeCount, .membrane(.sum), .membrane(.last)])
  }

  @Test(
    "changes no integer for any number of steps that the storage of currents holds, nor for more",
    arguments: [1, 7, 8, 9, 16, 17, 31, 32, 33]
  )
  func windows(timesteps: Int) throws {
    var orders: [StorageType: Set<WindowOrder>] = [:]
    for (type, exponent, bits) in [(StorageType.int8, 0, 2), (.int16, 6, 8), (.int32, 11, 16)] {
      for isDeep in [false, true] {
        let network = Self.network(timesteps, exponent: exponent, bits: bits, isDeep: isDeep)
        let plan = try DevicePlan(network, paddedFrom: 0)
        #expect(plan.layers[0].currentType == type)
        orders[type, default: []].insert(plan.order)
        let runtime = DeviceRuntime(plan)
        for input in [[15, 15, 15, 15], [0, 0, 0, 0], [3, 0, 9, 15], [0, 1, 0, 2]] as [[UInt8]] {
          let trace = runtime.trace(input[...], sample: 0)
          let outcome = runtime.outcome(input[...], sample: 0)
          #expect(trace == IntegerSimulator(network).trace(input[...], sample: 0))
          #expect(outcome.steps == trace.steps.suffix(1), "\(type), \(input)")
          #expect(outcome.scores == trace.scores, "\(type), \(input)")
          #expect(outcome.prediction == trace.prediction, "\(type), \(input)")
          // Neuron 0 fires in every step, neuron 1 in none; the others as the input has it.
          let spikes = trace.steps.map { $0[0].spikes }
          #expect(spikes.allSatisfy { $0[0] && !$0[1] }, "\(type), \(input)")
        }
      }
    }
    for (type, seen) in orders {
      let holds = timesteps <= 8 * type.bytes
      #expect(seen == (holds ? [.firstLayer, .bothLayers] : [.steps]), "\(type)")
    }
  }

  /// Four inputs of 4 bits and 9 neurons with weights up to 2^`exponent`, the first of which fires in every step
  /// by its bias and the second never; then 5 classes, behind another layer if it `isDeep`.
  private static func network(
    _ timesteps: Int,
    exponent: Int,
    bits: Int,
    isDeep: Bool
  ) -> QuantizedNetwork {
    var random = RandomNetworks(number: 50_000 + timesteps)
    let (inputs, units) = (4, 9)
    var layer = QuantizedLayer(
      name: "dense1",
      geometry: .dense(inputs: inputs, units: units),
      weights: QuantizedWeights(
        grid: .symmetric,
        bits: bits,
        values: (0..<inputs * units).map {
          let weight = random.integer(-(1 << exponent)...1 << exponent)
          return $0 % units < 2 ? 0 : Int16(weight)
        },
        scales: [0.0625]
      ),
      guardBits: 0,
      guardRounding: .floor,
      bias: ScaledIntegers(
        bits: 8,
        exponent: exponent,
        mantissas: [8, 0] + (2..<units).map { _ in Int32(random.integer(-1...2)) }
      ),
      decay: .multiplier(factors: [13], fractionBits: 7, bits: 4, rounding: .halfUp),
      firing: IntegerFiring(
        threshold: ScaledIntegers(bits: 8, exponent: exponent, mantissas: [8]),
        reset: .zero
      ),
      membraneBits: 24,
      overflow: .saturate
    )
    var layers = [layer]
    for (name, outputs) in isDeep ? [("dense2", 7), ("dense3", 5)] : [("dense2", 5)] {
      let entering = layer.outputCount
      layer.name = name
      layer.geometry = .dense(inputs: entering, units: outputs)
      layer.weights.bits = 4
      layer.weights.values = (0..<entering * outputs).map { _ in Int16(random.integer(-7...7)) }
      layer.bias = nil
      layer.firing?.threshold = ScaledIntegers(bits: 8, exponent: 0, mantissas: [6])
      layers.append(layer)
    }
    layers[layers.count - 1].firing = nil
    return QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 1, width: inputs),
        coding: .direct,
        bits: 4,
        timesteps: timesteps
      ),
      encodingSeed: 42,
      layers: layers,
      readout: .membrane(.sum)
    )
  }

  @Test("needs storage of currents with a bit for every step")
  func histories() throws {
    for timesteps in [1, 8, 16, 17, 32, 33] {
      var network = SampleNetwork.make()
      network.input.timesteps = timesteps
      let plan = try DevicePlan(network)
      let bits = 8 * plan.layers[0].currentType.bytes
      #expect(plan.order == (timesteps <= bits ? .bothLayers : .steps), "\(timesteps) steps")
    }
  }
}
