/// What the account of activity has to know of a network.
public struct NetworkProfile: Hashable, Sendable {
  /// What enters the first layer.
  public var input: InputSpec
  /// The layers in processing order.
  public var layers: [LayerProfile]

  /// Creates a profile.
  public init(input: InputSpec, layers: [LayerProfile]) {
    self.input = input
    self.layers = layers
  }

  /// Whether layer `index` reads numbers, of a direct-coded sample or of rectifiers, instead of spikes.
  func readsNumbers(_ index: Int) -> Bool {
    layers[index].isRectified || (index == 0 && input.coding == .direct)
  }
}

extension NetworkSpec {
  /// The profile of the float network: all numbers have 32 bits, normalisations are folded into biases.
  public var profile: NetworkProfile {
    NetworkProfile(
      input: input,
      layers: zip(layers, geometries).map { layer, geometry in
        let adaptation = layer.neuron.firing?.adaptation
        // A network without time keeps nothing.
        let decays =
          isRectified
          ? []
          : [layer.neuron.beta, layer.neuron.synapticDecay, adaptation?.decay].compactMap { $0 }
        return LayerProfile(
          name: layer.name,
          geometry: geometry,
          isRecurrent: layer.isRecurrent,
          hasBias: layer.hasBias || layer.norm != nil,
          isRectified: isRectified,
          states: decays.count,
          // A decay that is trained is hardly 1 afterwards.
          multipliedLeaks: decays.count { $0 != 1 }
            + (layer.neuron.beta == 1 && layer.neuron.betaTuning.isTrained ? 1 : 0),
          shiftedLeaks: 0,
          weightBits: 32,
          stateBits: 32
        )
      }
    )
  }
}
