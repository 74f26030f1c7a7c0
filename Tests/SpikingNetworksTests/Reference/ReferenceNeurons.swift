import SpikingNetworks

/// The neurons of a layer: one sample forward and backward through time.
struct ReferenceNeurons {
  let spec: NeuronSpec
  let surrogate: Surrogate
  let detachReset: Bool
  /// Whether firing is the surrogate's antiderivative instead of the step, and rectifiers keep fractions.
  let smooth: Bool
  /// Per neuron.
  let beta: [Double]
  let threshold: [Double]
  /// What is added to the membrane in each step: the bias, or the constant part of a normalisation.
  let constant: [Double]
  /// [from][to]; empty without recurrence.
  let recurrentWeights: [Double]

  private var count: Int { beta.count }
  private var alpha: Double { spec.synapticDecay ?? 0 }

  /// What happened in one step, per neuron.
  struct Step {
    /// The membrane after the step before.
    var before: [Double]
    /// The membrane before the reset.
    var u: [Double]
    /// theta(t), the rise included; infinite in a layer that never fires, 0 for rectifiers.
    var threshold: [Double]
    /// The spikes, or the activations of rectifiers.
    var spikes: [Double]
    /// What resets the membrane and raises the threshold: the spikes, or constants in their place.
    var resetting: [Double]
    /// u - theta(t): what decides about firing.
    var margin: [Double] { zip(u, threshold).map { $0 - $1 } }
  }

  /// Runs one sample; with `frozen` those spikes reset, [step][neuron], whatever the neurons do.
  func run(_ currents: [[Double]], frozen: [[Double]]? = nil) -> [Step] {
    let zeros = [Double](repeating: 0, count: count)
    var (synaptic, membrane, rise, previous) = (zeros, zeros, zeros, zeros)
    return currents.indices.map { t in
      var step = Step(
        before: membrane,
        u: zeros,
        threshold: zeros.map { _ in .infinity },
        spikes: zeros,
        resetting: zeros
      )
      for j in 0..<count {
        synaptic[j] = alpha * synaptic[j] + currents[t][j]
        if !recurrentWeights.isEmpty {
          for k in 0..<count { synaptic[j] += recurrentWeights[k * count + j] * previous[k] }
        }
        step.u[j] = beta[j] * membrane[j] + synaptic[j] + constant[j]
        membrane[j] = step.u[j]
        if let rectifier = spec.rectifier {
          step.threshold[j] = 0
          let positive = max(0, step.u[j])
          step.spikes[j] = rectifier == .floor && !smooth ? positive.rounded(.down) : positive
          continue
        }
        guard let firing = spec.firing else { continue }
        rise[j] *= firing.adaptation?.decay ?? 0
        step.threshold[j] = threshold[j] + rise[j]
        let margin = step.u[j] - step.threshold[j]
        step.spikes[j] = smooth ? surrogate.smoothStep(margin) : margin >= 0 ? 1 : 0
        let spike = frozen?[t][j] ?? step.spikes[j]
        step.resetting[j] = spike
        switch firing.reset {
        case .subtract: membrane[j] = step.u[j] - step.threshold[j] * spike
        case .zero: membrane[j] = step.u[j] * (1 - spike) + firing.resetValue * spike
        }
        rise[j] += (firing.adaptation?.step ?? 0) * spike
      }
      previous = step.spikes
      return step
    }
  }

  /// The gradients of one sample.
  struct Gradient {
    /// [step][neuron].
    var currents: [[Double]]
    /// Per neuron.
    var beta: [Double]
    var threshold: [Double]
    var constant: [Double]
    var recurrentWeights: [Double]
  }

  /// Goes back through `steps`, given the gradients of the spikes and, from a readout, of the membranes.
  func backward(_ steps: [Step], spikes: [[Double]], membranes: [[Double]]) -> Gradient {
    let zeros = [Double](repeating: 0, count: count)
    var result = Gradient(
      currents: steps.map { _ in zeros },
      beta: zeros,
      threshold: zeros,
      constant: zeros,
      recurrentWeights: recurrentWeights.map { _ in 0 }
    )
    // What step t + 1 sends back: to the membrane after t, the synaptic current of t, the rise stored
    // after t, the spikes of t through the recurrent weights.
    var (toMembrane, toSynaptic, toRise, toRecurrent) = (zeros, zeros, zeros, zeros)
    for t in steps.indices.reversed() {
      for j in 0..<count {
        var toU = membranes[t][j]
        if let firing = spec.firing {
          let (u, theta) = (steps[t].u[j], steps[t].threshold[j])
          let spike = steps[t].resetting[j]
          let subtracts = firing.reset == .subtract
          var toSpike = spikes[t][j] + toRecurrent[j]
          if !detachReset {
            toSpike += toMembrane[j] * (subtracts ? -theta : firing.resetValue - u)
            toSpike += toRise[j] * (firing.adaptation?.step ?? 0)
          }
          let toMargin = toSpike * surrogate.derivative(u - theta)
          toU += toMargin + toMembrane[j] * (subtracts ? 1 : 1 - spike)
          let toTheta = -toMargin - (subtracts ? toMembrane[j] * spike : 0)
          result.threshold[j] += toTheta
          // theta(t) = theta + a(t), and a(t) is also what the stored rise after t starts from.
          toRise[j] = (toRise[j] + toTheta) * (firing.adaptation?.decay ?? 0)
        } else if spec.rectifier != nil {
          toU += steps[t].u[j] > 0 ? spikes[t][j] : 0
        } else {
          toU += toMembrane[j]
        }
        result.beta[j] += toU * steps[t].before[j]
        result.constant[j] += toU
        toSynaptic[j] = toU + alpha * toSynaptic[j]
        toMembrane[j] = beta[j] * toU
      }
      result.currents[t] = toSynaptic
      guard !recurrentWeights.isEmpty, t > 0 else { continue }
      toRecurrent = zeros
      for k in 0..<count {
        for j in 0..<count {
          result.recurrentWeights[k * count + j] += steps[t - 1].spikes[k] * toSynaptic[j]
          toRecurrent[k] += recurrentWeights[k * count + j] * toSynaptic[j]
        }
      }
    }
    return result
  }
}
