import SpikingNetworks

extension QuantizedNetwork {
  /// What the account of activity has to know of the integers.
  public var profile: NetworkProfile {
    NetworkProfile(input: input, layers: layers.map(\.profile))
  }
}

extension QuantizedLayer {
  fileprivate var profile: LayerProfile {
    let decays = [decay, synapse?.decay, firing?.adaptation?.decay].compactMap { $0 }
    return LayerProfile(
      name: name,
      geometry: geometry,
      isRecurrent: recurrence != nil,
      hasBias: bias != nil,
      states: decays.count,
      multipliedLeaks: decays.count(where: \.multiplies),
      shiftedLeaks: decays.count(where: \.shifts),
      weightBits: weights.bits,
      stateBits: membraneBits
    )
  }
}

extension IntegerDecay {
  fileprivate var multiplies: Bool {
    switch self {
    case .multiplier: true
    case .shift, .none: false
    }
  }

  fileprivate var shifts: Bool {
    switch self {
    case .shift: true
    case .multiplier, .none: false
    }
  }
}

extension IntegerEvaluation {
  /// Returns what an inference of `network`, which was evaluated, takes by the models of energy.
  public func energy(of network: QuantizedNetwork) -> EnergyEstimate {
    let profile = network.profile
    let means = ActivityMeans(
      inputSpikes: inputSpikes,
      spikes: layerSpikes,
      synops: layerSynops,
      macs: macs
    )
    return EnergyEstimate(profile, means.accounts(profile))
  }
}
