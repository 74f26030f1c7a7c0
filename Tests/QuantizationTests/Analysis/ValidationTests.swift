import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct ValidationTests {
  private let legal = QuantizedNetwork.withEveryPart

  @Test("The network that the refusals start from is legal")
  func start() throws {
    try legal.validate()
  }

  /// Expects that `change` of the legal network, or of it after `start`, is refused for `reason`.
  private func refuse(
    _ reason: String,
    from start: (inout QuantizedNetwork) -> Void = { _ in },
    sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout QuantizedNetwork) -> Void
  ) {
    var network = legal
    start(&network)
    expectRefusal(of: network, reason, sourceLocation: sourceLocation, after: change)
  }

  @Test("Steps, inputs and their layers fit together")
  func structure() {
    refuse("the network: it has no layers") { $0.layers = [] }
    refuse("the network: 0 time steps; legal are 1...255") { $0.input.timesteps = 0 }
    refuse(
      "the network: 256 time steps; legal are 1...255",
      from: { $0.input.timesteps = 255 },
      { $0.input.timesteps = 256 }
    )
    refuse("the network: inputs of 0 bits; legal are 1...8") { $0.input.bits = 0 }
    refuse("the network: inputs of 9 bits; legal are 1...8") { $0.input.bits = 9 }
    refuse("layer2: it has 4 inputs and receives 3") {
      $0.layers[1].geometry = .dense(inputs: 4, units: 2)
      $0.layers[1].weights.values += [1, 1]
    }
    refuse(
      "layer1: it never fires and is not the last layer",
      from: { $0.layers[0].recurrence = nil },
      { $0.layers[0].firing = nil }
    )
    refuse("layer2: its membranes are read out and it fires") { $0.readout = .membrane(.sum) }
    refuse("layer2: its spikes are counted and it never fires") { $0.layers[1].firing = nil }
    refuse(
      QuantizationFailure.comparedMembranesNeedOneScale(layer: "layer2").description,
      { $0.layers[1].weights.scales = [1, 2] }
    )
  }

  @Test("Weights are points of their grid, as many as there are synapses, with scales")
  func weights() {
    func reason(bits: Int) -> String {
      "layer1: the weights are no symmetric ones of \(bits) bits, or their number or scales are wrong"
    }
    refuse(reason(bits: 4)) { $0.layers[0].weights.values.removeLast() }
    // Beyond the width, and the code that the symmetric grid leaves out; -7 and 7 are legal.
    for value: Int16 in [8, -8] {
      refuse(
        reason(bits: 4),
        from: { $0.layers[0].weights.values[0] = value - value.signum() },
        { $0.layers[0].weights.values[0] = value }
      )
    }
    refuse(reason(bits: 9), from: { $0.layers[0].weights.bits = 8 }) {
      $0.layers[0].weights.bits = 9
    }
    refuse(reason(bits: 4)) { $0.layers[0].weights.scales = [.nan] }
    refuse(reason(bits: 4)) { $0.layers[0].weights.scales = [0] }
    refuse(reason(bits: 4), from: { $0.layers[0].weights.scales = [1, 1, 1] }) {
      $0.layers[0].weights.scales = [1, 1]
    }
  }

  @Test("Every grid has its points, its widths and its scales")
  func grids() throws {
    func network(
      _ grid: WeightGrid,
      _ bits: Int,
      _ scale: Double,
      _ values: [Int16]
    ) -> QuantizedNetwork {
      var network = legal
      network.layers[1].weights = QuantizedWeights(
        grid: grid,
        bits: bits,
        values: values,
        scales: [scale]
      )
      return network
    }
    func check(_ grid: WeightGrid, bits: Int, scale: Double = 1, _ values: [Int16]) throws {
      try network(grid, bits, scale, values).validate()
    }
    func refuse(_ grid: WeightGrid, bits: Int, scale: Double = 1, _ values: [Int16]) {
      expectRefusal(
        "layer2: the weights are no \(grid.rawValue) ones of \(bits) bits, "
          + "or their number or scales are wrong"
      ) {
        try check(grid, bits: bits, scale: scale, values)
      }
    }
    try check(.twosComplement, bits: 3, scale: 0.25, [-4, 3, 0, 1, 2, -1])
    refuse(.twosComplement, bits: 3, scale: 0.3, [-4, 3, 0, 1, 2, -1])
    refuse(.twosComplement, bits: 3, scale: 0.25, [-4, 4, 0, 1, 2, -1])
    try check(.powerOfTwo, bits: 3, scale: 0.3, [-4, 4, 0, 1, 2, -1])
    refuse(.powerOfTwo, bits: 3, scale: 0.3, [-4, 3, 0, 1, 2, -1])
    refuse(.powerOfTwo, bits: 3, scale: 0.3, [-4, 8, 0, 1, 2, -1])
    refuse(.powerOfTwo, bits: 6, scale: 0.3, [-4, 4, 0, 1, 2, -1])
    try check(.ternary, bits: 2, [-1, 1, 0, 1, 0, -1])
    refuse(.ternary, bits: 2, [-1, 1, 0, 1, 2, -1])
    refuse(.ternary, bits: 3, [-1, 1, 0, 1, 0, -1])
    try check(.binary, bits: 1, [-1, 1, 1, 1, 1, -1])
    refuse(.binary, bits: 1, [-1, 1, 0, 1, 1, -1])
    refuse(.binary, bits: 2, [-1, 1, 1, 1, 1, -1])
  }

  @Test(
    "Recurrent weights belong to dense layers that fire, with the weights' grid and the inputs' unit"
  )
  func recurrence() {
    let reason =
      "layer1: the recurrent weights are no symmetric ones of 4 bits, or their number is wrong"
    refuse(reason) { $0.layers[0].recurrence?.values.removeLast() }
    refuse(reason) { $0.layers[0].recurrence?.values[0] = 8 }
    refuse("layer1: recurrent spikes count 1-fold; its inputs need 15") {
      $0.layers[0].recurrence?.factor = 1
    }
    let recurrence = IntegerRecurrence(values: [0, 0, 0, 0], factor: 1)
    let places = ": recurrent synapses; only dense layers that fire have them"
    refuse("layer2" + places, from: { $0.layers[1].recurrence = recurrence }) {
      $0.layers[1].firing = nil
      $0.readout = .membrane(.sum)
    }
    refuse(
      "layer2" + places,
      from: {
        $0.layers[1].firing = nil
        $0.readout = .membrane(.sum)
      },
      { $0.layers[1].recurrence = recurrence }
    )
    // A kernel that moves: two places of three channels.
    func convolve(_ network: inout QuantizedNetwork) {
      network.input.shape = SampleShape(height: 1, width: 4)
      network.layers[0].geometry = LayerGeometry(
        input: network.input.shape,
        kernel: Extent(height: 1, width: 2),
        stride: Extent(height: 1, width: 2),
        channels: 3
      )
      network.layers[0].recurrence = nil
      network.layers[1].geometry = .dense(inputs: 6, units: 2)
      network.layers[1].weights.values = [Int16](repeating: 1, count: 12)
    }
    refuse("layer1" + places, from: convolve) {
      $0.layers[0].recurrence = IntegerRecurrence(
        values: [Int16](repeating: 1, count: 36),
        factor: 15
      )
    }
  }
}
