import CVectorKernels
import Testing

@testable import SpikingNetworks

@Suite struct InputEventsTests {
  /// What a dense layer of 20 neurons gets from 5 x 4 places of 3 channels.
  private struct Wiring {
    static let outputs = 20
    let kernels: VectorKernels
    let plan: LayerPlan
    let weights: [Float]
    let bias: [Float]
    let rows = 12
    let samples = 4

    init(_ kernels: VectorKernels, _ pool: PoolKind?, _ coding: InputCoding?, _ draws: inout Draws)
    {
      let dense = { (name: String) in
        LayerSpec(
          name: name,
          inputPool: pool.map { PoolSpec(kind: $0, size: Extent(height: 2, width: 3)) },
          connection: .dense(units: Wiring.outputs, bias: true),
          neuron: NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .subtract))
        )
      }
      let convolution = LayerSpec(
        name: "conv1",
        connection: .convolution(
          ConvolutionSpec(filters: .grouped(channels: 3, groups: 1), kernel: Extent(1))
        ),
        neuron: NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .subtract))
      )
      // Without a coding of its own the layer stands behind another one.
      let spec = NetworkSpec(
        input: InputSpec(
          shape: SampleShape(channels: 3, height: 5, width: 4),
          coding: coding ?? .rate,
          bits: 8,
          timesteps: 3
        ),
        layers: coding == nil ? [convolution, dense("dense1")] : [dense("dense1")],
        readout: .spikeCount
      )
      self.kernels = kernels
      plan = ExecutionPlan(spec, kernels: kernels).layers[coding == nil ? 1 : 0]
      weights = draws.wholes(plan.inputs * plan.width)
      bias = draws.wholes(plan.width)
    }

    /// Expects the sums of plain loops over `matrix`, [rows][inputs].
    func check(_ events: InputEvents, _ matrix: [Float], _ draws: inout Draws) {
      let (inputs, width) = (plan.inputs, plan.width)
      let currents = GuardedBuffer<Float>(count: rows * width)
      events.currents(
        weights,
        initial: bias,
        samples: samples,
        to: currents.base,
        kernels
      )
      var expected = (0..<rows).flatMap { _ in bias }
      for (at, value) in matrix.enumerated() where value != 0 {
        let (row, input) = (at / inputs, at % inputs)
        for lane in 0..<width {
          expected[row * width + lane] += value * weights[input * width + lane]
        }
      }
      #expect(currents.contents == expected)

      // The inputs come in parts, as the workers take them, and the last part twice.
      let delta = draws.wholes(rows * width)
      let gradient = GuardedBuffer<Float>(count: inputs * width)
      let cut = inputs / 3
      for (part, accumulate) in [(0..<cut, false), (cut..<inputs, false), (cut..<inputs, true)] {
        events.weightGradient(
          part,
          delta: delta,
          packed: nil,
          accumulate: accumulate,
          to: gradient.base,
          kernels
        )
      }
      var product = [Float](repeating: 0, count: inputs * width)
      for (at, value) in matrix.enumerated() where value != 0 {
        let (row, input) = (at / inputs, at % inputs)
        for lane in 0..<width {
          product[input * width + lane] +=
            value * delta[row * width + lane] * (input < cut ? 1 : 2)
        }
      }
      #expect(gradient.contents == product)
      #expect(currents.isIntact && gradient.isIntact)
    }
  }

  @Test(
    "Sparse and dense spikes give the sums of plain loops",
    arguments: InstructionSet.available,
    [nil, .sum, .average, .max] as [PoolKind?]
  )
  func spikes(instructionSet: InstructionSet, pool: PoolKind?) throws {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    var draws = Draws(61)
    let wiring = Wiring(kernels, pool, nil, &draws)
    let shape = SpikeMapCase(
      height: 5,
      width: 4,
      channels: 3,
      poolHeight: pool == nil ? 1 : 2,
      poolWidth: pool == nil ? 1 : 3,
      joins: pool == .max
    )
    let events = InputEvents(wiring.plan, rows: wiring.rows, forTraining: true)
    let thresholds = [Float](repeating: 1, count: shape.pitch)
    // The same object turns from lists to a matrix and back.
    for (density, isMasked) in [
      (0.05, false), (0.95, false), (0.02, true), (0.98, true), (0, false),
    ] {
      let pitch = shape.neurons
      let u = (0..<wiring.rows * pitch).map { index in
        index % shape.pitch < shape.channels && draws.uniform() < density ? Float(1) : 0.5
      }
      let maskSize = shape.pooledPlaces * shape.pitch
      let mask =
        isMasked
        ? (0..<wiring.samples * maskSize).map { _ in Float(draws.uniform() < 0.8 ? 1 : 0) } : nil
      events.load(
        membrane: u,
        pitch: pitch,
        thresholds: thresholds,
        mask: mask,
        samples: wiring.samples,
        rows: wiring.rows,
        kernels: kernels
      )
      let matrix = (0..<wiring.rows).flatMap { row in
        shape.inputs(
          u[row * pitch..<(row + 1) * pitch],
          threshold: thresholds,
          mask: mask.map {
            $0[row % wiring.samples * maskSize..<(row % wiring.samples + 1) * maskSize]
          }
        )
      }
      // The spikes that a pool counts stay in lists: a matrix would add them in another order.
      let isMatrix = density > InputEvents.eventDensity && (pool == nil || pool == .max)
      #expect((events.eventCount == nil) == isMatrix)
      if let count = events.eventCount { #expect(Float(count) == matrix.reduce(0, +)) }
      wiring.check(events, matrix, &draws)
    }
  }

  @Test("Drawn bits give the sums of plain loops", arguments: InstructionSet.available)
  func bits(instructionSet: InstructionSet) throws {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    var draws = Draws(62)
    let wiring = Wiring(kernels, nil, .rate, &draws)
    let events = InputEvents(wiring.plan, rows: wiring.rows, forTraining: true)
    for density in [0.1, 0.9, 0.2] {
      let matrix = draws.spikes(wiring.rows * wiring.plan.inputs, density: density)
      var bytes = [UInt8](repeating: 0, count: wiring.rows * 8)
      for (at, value) in matrix.enumerated() where value == 1 {
        let (row, input) = (at / wiring.plan.inputs, at % wiring.plan.inputs)
        bytes[row * 8 + input / 8] |= 1 << (input % 8)
      }
      events.load(bits: bytes, rowBytes: 8, rows: wiring.rows, kernels: kernels)
      #expect((events.eventCount == nil) == (density > InputEvents.eventDensity))
      wiring.check(events, matrix, &draws)
    }
  }

  @Test("Direct values give the sums of plain loops", arguments: InstructionSet.available)
  func values(instructionSet: InstructionSet) throws {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    var draws = Draws(63)
    let wiring = Wiring(kernels, nil, .direct, &draws)
    let events = InputEvents(wiring.plan, rows: wiring.rows, forTraining: true)
    let numbers = try #require(events.numbers)
    for density in [0.1, 0.9, 0.2] {
      let matrix = draws.sparse(wiring.rows * wiring.plan.inputs, density: density)
      for (at, value) in matrix.enumerated() {
        let (row, input) = (at / wiring.plan.inputs, at % wiring.plan.inputs)
        numbers.base[row * events.numbersPitch + input] = value
      }
      events.loadNumbers(rows: wiring.rows, kernels: kernels)
      #expect((events.eventCount == nil) == (density > InputEvents.eventDensity))
      wiring.check(events, matrix, &draws)
    }
  }
}
