import SpikingNetworks

extension Experiment {
  /// The configurations of the networks that a training starts from or learns from, as far as they are trained for it.
  var trainedSources: [Experiment] {
    let teacher = train.distillation?.isEffective == true ? teacher : nil
    return [start?.source, teacher].compactMap { source in
      guard case .config(let experiment)? = source else { return nil }
      return experiment
    }
  }
}
