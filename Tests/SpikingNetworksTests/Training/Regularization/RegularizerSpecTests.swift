import Foundation
import Testing

@testable import SpikingNetworks

@Suite struct RegularizerSpecTests {
  /// Legal penalties of every kind.
  static let penalties: [Penalty] = [
    .synaptic(p: 2), .spikes(p: 1, scope: .layer), .spikes(p: 2, scope: .network), .hoyer,
    .hoyerSquare, .operations(target: .fraction(1), scope: .layer, sides: .above),
    .operations(target: .operations(5), scope: .network, sides: .both),
    .firingRate(target: 0, sides: .below), .logits, .weightDecay, .membrane(lower: 0, upper: 0),
  ]

  @Test("Legal numbers, the ends of ranges among them, survive coding", arguments: penalties)
  func legal(penalty: Penalty) throws {
    let ramps = [RampSpec.constant, .linear(from: 0, to: 1), .linear(from: 0.5, to: 0.6)]
    for ramp in ramps {
      var options = TrainingOptions()
      options.regularizers = [RegularizerSpec(penalty, strength: 0, ramp: ramp)]
      try options.validate()
      let text = try JSONEncoder().encode(options)
      #expect(try JSONDecoder().decode(TrainingOptions.self, from: text) == options)
      var other = options
      other.regularizers[0].strength = 1
      #expect(other != options)
    }
  }

  @Test(
    "Numbers out of range are refused",
    arguments: [
      .synaptic(p: 3), .spikes(p: 0, scope: .layer),
      .operations(target: .fraction(0), scope: .layer, sides: .above),
      .operations(target: .fraction(1.1), scope: .layer, sides: .above),
      .operations(target: .operations(0), scope: .layer, sides: .above),
      .operations(target: .operations(.infinity), scope: .layer, sides: .above),
      .firingRate(target: -0.1, sides: .both), .firingRate(target: 1.1, sides: .both),
      .membrane(lower: 0.1, upper: 1), .membrane(lower: -1, upper: -0.1),
      .membrane(lower: -.infinity, upper: 1), .membrane(lower: -1, upper: 1e39),
    ] as [Penalty]
  )
  func illegal(penalty: Penalty) {
    #expect(throws: NetworkError.self) {
      try RegularizerSpec(penalty, strength: 1).validate()
    }
  }

  @Test(
    "Ramps go upwards within the epochs",
    arguments: [(-0.1, 1.0), (0.5, 0.5), (0.6, 0.5), (0.0, 1.1), (.nan, 1)]
  )
  func ramps(from: Double, to: Double) {
    let regularizer = RegularizerSpec(.hoyer, strength: 1, ramp: .linear(from: from, to: to))
    #expect(throws: NetworkError.self) { try regularizer.validate() }
  }

  @Test("Layers are named once they exist and have what is punished")
  func layers() throws {
    let spec = TinyProblem.spec()
    func check(_ penalty: Penalty, _ layers: [String]) throws {
      try spec.check([RegularizerSpec(penalty, strength: 1, layers: layers)])
    }
    try check(.hoyer, ["dense1"])
    try check(.weightDecay, ["out", "dense1"])
    for penalty in Self.penalties where ![.weightDecay, .logits].contains(penalty) {
      #expect(throws: NetworkError.self) { try check(penalty, ["out"]) }
    }
    #expect(throws: NetworkError.self) { try check(.logits, ["dense1"]) }
    #expect(throws: NetworkError.self) { try check(.hoyer, []) }
    #expect(
      throws: NetworkError.invalidOptions("a regularizer names layer x; there are dense1, out")
    ) { try check(.hoyer, ["dense1", "x"]) }
    // Training checks, too.
    var options = TinyProblem.options()
    options.regularizers = [RegularizerSpec(.hoyer, strength: 1, layers: ["x"])]
    #expect(throws: NetworkError.self) {
      try TinyProblem.engine().train(spec, options: options, on: TinyProblem.samples(9))
    }
  }

  @Test("A last layer has operations if it is recurrent, and never hidden neurons")
  func lastLayer() {
    var spec = TinyProblem.spec()
    spec.layers[1].neuron.firing = FiringSpec(threshold: 1, reset: .subtract)
    spec.layers[1].isRecurrent = true
    spec.readout = .spikeCount
    #expect(spec.layers(of: .synaptic(strength: 1)) == [0, 1])
    #expect(spec.layers(of: RegularizerSpec(.hoyer, strength: 1)) == [0])
    #expect(spec.layers(of: RegularizerSpec(.logits, strength: 1)).isEmpty)
    #expect(spec.layers(of: RegularizerSpec(.weightDecay, strength: 1)) == [0, 1])
  }

  @Test("The membranes of a layer have one penalty")
  func membranes() throws {
    let spec = TinyProblem.spec()
    let membrane = RegularizerSpec(.membrane(lower: -1, upper: 1), strength: 1)
    try spec.check([membrane])
    #expect(throws: NetworkError.self) { try spec.check([membrane, membrane]) }
  }
}
