import SpikingNetworks
import Testing

/// Finite differences hold the gradient of the smooth reference, number by number.
///
/// They share the backward pass with the network of hard steps, which holds the engine
/// (`EngineAgainstReferenceTests`). A detached reset counts as constant: its spikes stay those of the
/// point where the gradient is taken.
@Suite struct ReferenceGradientTests {
  @Test("Parts of a layer", arguments: ReferenceCase.features)
  func features(test: ReferenceCase) throws { try check(test) }

  @Test("Combinations", arguments: ReferenceCase.random)
  func combinations(test: ReferenceCase) throws { try check(test) }

  @Test("Rectifiers", arguments: ReferenceCase.rectified)
  func rectified(test: ReferenceCase) throws { try check(test) }

  @Test("Dense layers", arguments: ReferenceCase.dense)
  func dense(test: ReferenceCase) throws { try check(test) }

  @Test("Penalties", arguments: ReferenceCase.penalties)
  func penalties(test: ReferenceCase) throws { try check(test) }

  @Test("Distillation", arguments: ReferenceCase.distilled)
  func distillation(test: ReferenceCase) throws { try check(test) }

  @Test("Any two parts meet in one layer of a combination, unless no layer can have both")
  func coverage() {
    let met = ReferenceCase.random.reduce(Set()) { $0.union($1.pairs) }
    #expect(ReferenceCase.possible.subtracting(met).isEmpty)
    #expect(met.isDisjoint(with: ReferenceCase.impossible))
    #expect(ReferenceCase.possible.count + ReferenceCase.impossible.count == 12 * 11 / 2)
  }

  private func check(_ test: ReferenceCase) throws {
    try test.spec.validate()
    let (network, batch) = (test.network, test.batch)
    let values = ReferenceParameters(test.parameters)
    let gradient = network.gradient(values, batch, smooth: true)
    let base = network.run(values, batch, smooth: true)
    let frozen = test.options.detachReset ? base : nil
    let h = 2e-6
    for layer in values.layers.indices {
      for kind in ReferenceParameters.Kind.allCases {
        let largest = gradient[layer, kind].map(abs).max() ?? 0
        for index in gradient[layer, kind].indices {
          func loss(_ change: Double) -> Double {
            var moved = values
            moved[layer, kind][index] += change
            return network.run(moved, batch, smooth: true, frozen: frozen).total
          }
          let expected = (loss(h) - loss(-h)) / (2 * h)
          let found = gradient[layer, kind][index]
          // The second term is the rounding of a difference of losses.
          let tolerance = 1e-6 * largest + 2e-9
          #expect(abs(expected - found) < tolerance, "\(kind) \(index) of layer \(layer)")
        }
      }
    }
  }
}
