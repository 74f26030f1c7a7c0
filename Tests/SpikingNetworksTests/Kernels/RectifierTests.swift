import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct RectifierTests {
  /// Currents around 0 and around whole numbers, some of them far out.
  private static let currents: [Float] =
    [0, -0.0, 1, 0.999_999_9, 1.000_000_1, -1, 2.5, 7, 8_388_607.5, 8_388_609, 3e9, 1e30, -1e30]
    + (0..<83).map { Float($0 - 20) * 0.37 }

  private static let period = 48

  private func neuron(floors: Bool) -> vk_neuron {
    var neuron = vk_neuron()
    neuron.period = Self.period
    neuron.floors = floors ? 1 : 0
    return neuron
  }

  private func output(_ u: Float, floors: Bool) -> Float {
    let y = u > 0 ? u : 0
    return floors ? y.rounded(.down) : y
  }

  @Test(
    "Activations are max(0, u), or its whole part",
    arguments: InstructionSet.available,
    [false, true]
  )
  func forward(instructionSet: InstructionSet, floors: Bool) throws {
    let kernels = try table(instructionSet)
    var neuron = neuron(floors: floors)
    let currents = Self.currents
    #expect(currents.count.isMultiple(of: Self.period))
    let expected = currents.map { output($0, floors: floors) }
    let u = GuardedBuffer<Float>(count: currents.count)
    let y = GuardedBuffer<Float>(count: currents.count)
    var sum = 0.0
    let count = kernels.relu_forward(&neuron, currents.count, currents, u.base, y.base, &sum)
    #expect(u.contents == currents)
    #expect(y.contents == expected)
    #expect(sum == expected.reduce(0.0) { $0 + Double($1) })
    #expect(count == expected.count { $0 > 0 } && count > 50)
    #expect(u.isIntact && y.isIntact)
    // In place, and without the activations.
    let same = GuardedBuffer(currents)
    var again = 0.0
    let base = same.base
    #expect(kernels.relu_forward(&neuron, currents.count, base, base, nil, &again) == count)
    #expect(again == sum)
    #expect(same.contents == currents && same.isIntact)
  }

  @Test(
    "Gradients pass where the current is positive, with what an activation costs",
    arguments: InstructionSet.available,
    [false, true]
  )
  func backward(instructionSet: InstructionSet, floors: Bool) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(31)
    let u = Self.currents.map { abs($0) > 1e6 ? 3.25 : $0 }
    let g = draws.floats(u.count)
    let cost = (0..<Self.period + Int(VK_PERIOD_SLACK)).map { Float($0 % Self.period) / 16 }
    let ownCost = draws.floats(u.count)
    var expected: [Float] = []
    var bias = [Float](repeating: 2, count: Self.period)
    for index in u.indices {
      let y = output(u[index], floors: floors)
      let costs = cost[index % Self.period] + ownCost[index]
      expected.append(u[index] > 0 ? g[index] + costs + 0.5 * y : 0)
      bias[index % Self.period] += expected[index]
    }
    let (delta, sums) = (
      GuardedBuffer(g), GuardedBuffer([Float](repeating: 2, count: Self.period))
    )
    let costs = (GuardedBuffer(cost), GuardedBuffer(ownCost))
    var neuron = neuron(floors: floors)
    neuron.cost = UnsafePointer(costs.0.base)
    neuron.own_cost = UnsafePointer(costs.1.base)
    var gradient = vk_neuron_gradient(bias: sums.base, beta: nil, threshold: nil)
    kernels.relu_backward(&neuron, u.count, u, delta.base, 0.5, delta.base, &gradient)
    #expect(costs.0.isIntact && costs.1.isIntact)
    #expect(close(delta.contents, expected, 1e-6))
    #expect(zip(u, delta.contents).allSatisfy { $0 > 0 || $1 == 0 })
    #expect(close(sums.contents, bias, 1e-5))
    #expect(delta.isIntact && sums.isIntact)
  }

  @Test(
    "Activations are pooled, masked and put in the order of inputs",
    arguments: InstructionSet.available,
    SpikeMapCase.all
  )
  func inputs(instructionSet: InstructionSet, shape: SpikeMapCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(32)
    var map = shape.map
    let (images, pitch) = (5, shape.neurons + 16)
    let padded = (shape.inputs + 15) / 16 * 16
    for masks in [0, 1, 2, 5] {
      for floors in [false, true] {
        let u = draws.floats(images * pitch).map { 4 * $0 }
        let maskSize = shape.pooledPlaces * shape.pitch
        let mask =
          masks == 0
          ? nil : (0..<masks * maskSize).map { _ in Float(draws.uniform() < 0.7 ? 1 : 0) }
        var expected: [Float] = []
        for image in 0..<images {
          expected += (0..<padded).map { input in
            let (place, channel) = (input / shape.channels, input % shape.channels)
            guard input < shape.inputs else { return 0 }
            let place2 = place * shape.pitch + channel
            if let mask, mask[image % masks * maskSize + place2] == 0 { return 0 }
            let values = shape.members(place).map {
              output(u[image * pitch + $0 * shape.pitch + channel], floors: floors)
            }
            return shape.joins ? values.max() ?? 0 : values.reduce(0, +)
          }
        }
        let out = GuardedBuffer<Float>(count: images * padded)
        kernels.activations_from_membrane(
          &map,
          floors ? 1 : 0,
          Int32(images),
          u,
          pitch,
          mask,
          Int32(max(masks, 1)),
          out.base
        )
        #expect(out.contents == expected)
        #expect(out.isIntact)
      }
    }
  }
}
