import SpikingNetworks

/// Currents of one neuron and what follows from them, computed by hand.
struct NeuronTrace: Sendable {
  var beta: Float
  var reset: ResetMode
  var resetValue: Float = 0
  var threshold: Float = 1
  var alpha: Float?
  var bias: Float?
  var rise: (decay: Float, step: Float)?
  var currents: [Float]
  /// u - a, before the reset.
  var membrane: [Float]
  var rises: [Float] = []
  var spikes: Float
  var last: Float
}

extension NeuronTrace {
  static let all = [
    NeuronTrace(
      beta: 0.5,
      reset: .subtract,
      currents: [0.75, 0.75, 0.75, 0, 2.5, 0],
      membrane: [0.75, 1.125, 0.8125, 0.40625, 2.703125, 0.8515625],
      spikes: 2,
      last: 0.8515625
    ),
    NeuronTrace(
      beta: 0.5,
      reset: .zero,
      resetValue: -0.25,
      currents: [0.75, 0.75, 0.75, 0, 2.5, 0],
      membrane: [0.75, 1.125, 0.625, 0.3125, 2.65625, -0.125],
      spikes: 2,
      last: -0.125
    ),
    // Integrate and fire; the membrane fires on reaching the threshold exactly.
    NeuronTrace(
      beta: 1,
      reset: .subtract,
      currents: [0.5, 0.5, 0.75, 0.5],
      membrane: [0.5, 1, 0.75, 1.25],
      spikes: 2,
      last: 0.25
    ),
    NeuronTrace(
      beta: 1,
      reset: .zero,
      currents: [0.5, 0.5, 0.75, 0.5],
      membrane: [0.5, 1, 0.75, 1.25],
      spikes: 2,
      last: 0
    ),
    // One input fills the synapse, i = 1, 0.5, 0.25, 0.125; the membrane follows until it fires.
    NeuronTrace(
      beta: 0.5,
      reset: .subtract,
      alpha: 0.5,
      currents: [1, 0, 0, 0],
      membrane: [1, 0.5, 0.5, 0.375],
      spikes: 1,
      last: 0.375
    ),
    // The bias enters behind the synapse: i = 0.5, 0.25, 0.125 and 0.25 in every step.
    NeuronTrace(
      beta: 0.5,
      reset: .zero,
      resetValue: -1,
      alpha: 0.5,
      bias: 0.25,
      currents: [0.5, 0, 0],
      membrane: [0.75, 0.875, 0.8125],
      spikes: 0,
      last: 0.8125
    ),
    // A neuron that is not synaptic has its bias in its current.
    NeuronTrace(
      beta: 0.5,
      reset: .subtract,
      bias: 8,
      currents: [0.5, 0.5],
      membrane: [0.5, 0.75],
      spikes: 0,
      last: 0.75
    ),
    // A spike raises the threshold by 1, which halves in every step: levels 1, 1.5, 1.75 and, after a
    // silent step, 1.375. u = 2, 2.5, 1.25, 2.375: the reset takes the risen level away.
    NeuronTrace(
      beta: 1,
      reset: .subtract,
      rise: (decay: 0.5, step: 1),
      currents: [2, 1.5, 0.25, 1.125],
      membrane: [2, 2, 0.5, 2],
      rises: [0, 0.5, 0.75, 0.375],
      spikes: 3,
      last: 1
    ),
    // Synaptic and adaptive: i = 2, 1, 1.5, u = 2, 1, 1.5 + 0.5.
    NeuronTrace(
      beta: 0.5,
      reset: .zero,
      alpha: 0.5,
      rise: (decay: 0.5, step: 1),
      currents: [2, 0, 1],
      membrane: [2, 0.5, 1.75],
      rises: [0, 0.5, 0.25],
      spikes: 2,
      last: 0
    ),
  ]
}

extension PlainNeurons {
  init(_ trace: NeuronTrace, period: Int) {
    func all(_ value: Float) -> [Double] { Array(repeating: Double(value), count: period) }
    self.init(beta: all(trace.beta), threshold: all(trace.threshold))
    bias = trace.bias.map(all)
    resetValue = Double(trace.resetValue)
    alpha = trace.alpha.map { Double($0) }
    rise = trace.rise.map { (decay: Double($0.decay), step: Double($0.step)) }
    resetsToZero = trace.reset == .zero
  }
}
