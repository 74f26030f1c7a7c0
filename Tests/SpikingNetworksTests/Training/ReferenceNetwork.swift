import SpikingNetworks

/// The network in double precision and plain loops, to hold the engine against.
///
/// `smooth` replaces the firing step by the surrogate's antiderivative: then the gradient below is the
/// derivative of the loss and finite differences can check it. With the hard step it is the surrogate
/// gradient that the engine must compute.
struct ReferenceNetwork {
  let spec: NetworkSpec
  let surrogate: Surrogate
  let detachReset: Bool
  let smooth: Bool
  var regularizers: [(strength: Double, p: Int)] = []

  /// Per sample, step and input: what enters the first layer.
  typealias Inputs = [[[Double]]]
  /// Per layer: weights [input][output], then biases.
  typealias Parameters = [[Double]]

  /// What one sample does: per layer and step, the membrane before reset and the spikes.
  struct Trace {
    var u: [[[Double]]]
    var s: [[[Double]]]
  }

  func inputCount(_ layer: Int) -> Int { spec.geometries[layer].input.count }
  func outputCount(_ layer: Int) -> Int { spec.geometries[layer].neurons.count }
  func fanOut(_ layer: Int) -> Int {
    layer + 1 < spec.layers.count ? outputCount(layer + 1) : 0
  }

  private func fire(_ x: Double) -> Double { smooth ? surrogate.smoothStep(x) : x >= 0 ? 1 : 0 }

  /// Runs one sample; with `frozen` the reset uses those spikes, constants as far as it is concerned.
  func trace(_ parameters: Parameters, _ input: [[Double]], frozen: Trace? = nil) -> Trace {
    var result = Trace(u: spec.layers.map { _ in [] }, s: spec.layers.map { _ in [] })
    var v = spec.layers.indices.map { [Double](repeating: 0, count: outputCount($0)) }
    for step in input.indices {
      var entering = input[step]
      for (l, layer) in spec.layers.enumerated() {
        let n = outputCount(l)
        var u = v[l].map { layer.neuron.beta * $0 }
        for j in 0..<n {
          for (i, x) in entering.enumerated() { u[j] += parameters[l][i * n + j] * x }
          if layer.hasBias { u[j] += parameters[l][inputCount(l) * n + j] }
        }
        var s = [Double](repeating: 0, count: n)
        v[l] = u
        if let firing = layer.neuron.firing {
          s = u.map { fire($0 - firing.threshold) }
          let resetting = frozen?.s[l][step] ?? s
          for j in 0..<n {
            v[l][j] =
              firing.reset == .subtract
              ? u[j] - firing.threshold * resetting[j]
              : u[j] * (1 - resetting[j]) + firing.resetValue * resetting[j]
          }
        }
        result.u[l].append(u)
        result.s[l].append(s)
        entering = s
      }
    }
    return result
  }

  private func logits(_ trace: Trace) -> [Double] {
    let last = spec.layers.count - 1
    let steps = trace.u[last].count
    return (0..<outputCount(last)).map { j in
      switch spec.readout {
      case .spikeCount: trace.s[last].reduce(0) { $0 + $1[j] }
      case .membrane(.sum): trace.u[last].reduce(0) { $0 + $1[j] } / Double(steps)
      case .membrane(.last): trace.u[last][steps - 1][j]
      }
    }
  }

  /// The weight of one spike of layer `l` in the penalty, before 1/p.
  private func penaltyWeight(_ l: Int) -> Double {
    let possible = spec.layers.indices.reduce(0) { sum, layer in
      sum + fanOut(layer) * outputCount(layer) * spec.input.timesteps
    }
    return Double(fanOut(l)) / Double(possible)
  }

  /// The mean loss, penalty included.
  func loss(
    _ parameters: Parameters,
    _ inputs: Inputs,
    _ labels: [Int],
    frozen: [Trace]? = nil
  ) -> Double {
    var sum = 0.0
    for (sample, input) in inputs.enumerated() {
      let trace = trace(parameters, input, frozen: detachReset ? frozen?[sample] : nil)
      sum += ReferenceLoss.crossEntropy(logits(trace), labels[sample]).loss
      for (strength, p) in regularizers {
        for l in spec.layers.dropLast().indices {
          for s in trace.s[l].joined() {
            sum += strength / Double(p) * penaltyWeight(l) * (p == 1 ? s : s * s)
          }
        }
      }
    }
    return sum / Double(inputs.count)
  }

  /// The gradient of `loss` by backpropagation through time.
  func gradient(_ parameters: Parameters, _ inputs: Inputs, _ labels: [Int]) -> Parameters {
    var result = parameters.map { $0.map { _ in 0.0 } }
    for (sample, input) in inputs.enumerated() {
      accumulate(parameters, input, labels[sample], 1 / Double(inputs.count), &result)
    }
    return result
  }

  private func accumulate(
    _ parameters: Parameters,
    _ input: [[Double]],
    _ label: Int,
    _ scale: Double,
    _ result: inout Parameters
  ) {
    let trace = trace(parameters, input)
    let last = spec.layers.count - 1
    let steps = input.count
    let outer = ReferenceLoss.crossEntropy(logits(trace), label).gradient.map { $0 * scale }
    // dL/dv of the step after, per layer.
    var gv = spec.layers.indices.map { [Double](repeating: 0, count: outputCount($0)) }
    for step in input.indices.reversed() {
      var gs = spec.readout == .spikeCount ? outer : outer.map { _ in 0 }
      for l in spec.layers.indices.reversed() {
        let layer = spec.layers[l]
        let n = outputCount(l)
        var gu = [Double](repeating: 0, count: n)
        for j in 0..<n {
          let (u, s) = (trace.u[l][step][j], trace.s[l][step][j])
          if l < last {
            for (strength, p) in regularizers {
              gs[j] += strength * scale * penaltyWeight(l) * (p == 1 ? 1 : s)
            }
          }
          if let firing = layer.neuron.firing {
            let subtracts = firing.reset == .subtract
            var total = gs[j]
            if !detachReset {
              total += gv[l][j] * (subtracts ? -firing.threshold : firing.resetValue - u)
            }
            gu[j] = total * surrogate.derivative(u - firing.threshold)
            gu[j] += gv[l][j] * (subtracts ? 1 : 1 - s)
          } else {
            gu[j] = gv[l][j]
            if spec.readout == .membrane(.sum) { gu[j] += outer[j] / Double(steps) }
            if spec.readout == .membrane(.last) && step == steps - 1 { gu[j] += outer[j] }
          }
          gv[l][j] = layer.neuron.beta * gu[j]
        }
        let entering = l == 0 ? input[step] : trace.s[l - 1][step]
        var below = [Double](repeating: 0, count: entering.count)
        for j in 0..<n {
          for i in entering.indices {
            result[l][i * n + j] += entering[i] * gu[j]
            below[i] += parameters[l][i * n + j] * gu[j]
          }
          if layer.hasBias { result[l][entering.count * n + j] += gu[j] }
        }
        gs = below
      }
    }
  }
}
