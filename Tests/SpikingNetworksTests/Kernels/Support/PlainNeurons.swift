import CVectorKernels

/// The neurons of `CVectorKernels.h` in scalar double precision, written from its text alone.
struct PlainNeurons {
  /// [channel]; neuron i belongs to channel i % period.
  var beta: [Double]
  var threshold: [Double]
  var bias: [Double]?
  var cost: [Double]?
  /// [neuron].
  var ownCost: [Double]?
  var membraneCost: (factor: Double, lower: Double, upper: Double)?
  var resetValue = 0.0
  var alpha: Double?
  var rise: (decay: Double, step: Double)?
  var resetsToZero = false
  var isDetached = true
  var surrogate = (kind: VK_FAST_SIGMOID, shape: 2.0)

  /// What a pass hands to the next one, each [n]: v, i and a, or their gradients.
  struct State {
    var v: [Double]
    var i: [Double]
    var a: [Double]

    init(_ n: Int) {
      v = Array(repeating: 0, count: n)
      (i, a) = (v, v)
    }
  }

  /// [step * n + neuron].
  struct Trace {
    /// u - a, before the reset.
    var u: [Double] = []
    var rise: [Double] = []
    var count: [Double]
  }

  func forward(steps: Int, n: Int, _ state: inout State, current: (Int, Int) -> Double) -> Trace {
    var trace = Trace(count: Array(repeating: 0, count: n))
    for t in 0..<steps {
      for k in 0..<n {
        let channel = k % beta.count
        var input = current(t, k)
        if let alpha {
          state.i[k] = alpha * state.i[k] + input
          input = state.i[k] + (bias?[channel] ?? 0)
        }
        // The carried rise becomes a when it decays.
        let a = rise.map { $0.decay * state.a[k] } ?? 0
        let u = beta[channel] * state.v[k] + input
        let level = threshold[channel] + a
        let fires = u >= level
        trace.u.append(u - a)
        trace.rise.append(a)
        if fires { trace.count[k] += 1 }
        state.v[k] = fires ? (resetsToZero ? resetValue : u - level) : u
        if let rise { state.a[k] = a + (fires ? rise.step : 0) }
      }
    }
    return trace
  }

  func derivative(_ x: Double) -> Double {
    let k = surrogate.shape
    switch surrogate.kind {
    case VK_FAST_SIGMOID: return 1 / ((1 + k * abs(x)) * (1 + k * abs(x)))
    case VK_ARCTAN: return k / 2 / (1 + (Double.pi / 2 * k * x) * (Double.pi / 2 * k * x))
    case VK_TRIANGULAR: return max(0, 1 - abs(x) / k) / k
    default: return abs(x) < k / 2 ? 1 / k : 0
    }
  }

  struct Gradient {
    /// gi of each step, [step * n + neuron], and its sum over the steps.
    var delta: [Double]
    var sum: [Double]
    /// Per channel.
    var bias: [Double]
    var beta: [Double]
    var threshold: [Double]
  }

  /// - Parameter past: u and rise of the step before the first, if there is one.
  func backward(
    _ trace: Trace,
    steps: Int,
    n: Int,
    _ state: inout State,
    past: Trace? = nil,
    activity: Double = 0,
    g: (Int, Int) -> Double
  ) -> Gradient {
    let zeros = [Double](repeating: 0, count: beta.count)
    var result = Gradient(
      delta: Array(repeating: 0, count: steps * n),
      sum: Array(repeating: 0, count: n),
      bias: zeros,
      beta: zeros,
      threshold: zeros
    )
    for t in (0..<steps).reversed() {
      for k in 0..<n {
        let channel = k % beta.count
        let (distance, a) = (trace.u[t * n + k], trace.rise[t * n + k])
        let (u, level) = (distance + a, threshold[channel] + a)
        let s = distance >= threshold[channel] ? 1.0 : 0
        var gs = g(t, k) + (cost?[channel] ?? 0) + (ownCost?[k] ?? 0) + activity * s
        if !isDetached {
          gs += state.v[k] * (resetsToZero ? resetValue - u : -level)
          gs += state.a[k] * (rise?.step ?? 0)
        }
        let slope = derivative(distance - threshold[channel])
        let relative = u / threshold[channel]
        let pull = membraneDerivative(relative) / threshold[channel]
        let gu = gs * slope + state.v[k] * (resetsToZero ? 1 - s : 1) + pull
        let gt = -gs * slope - (resetsToZero ? 0 : state.v[k] * s)
        let gi = gu + state.i[k]
        result.delta[t * n + k] = gi
        result.sum[k] += gi
        result.bias[channel] += gu
        result.beta[channel] += gu * old(trace, past, t, k, n)
        result.threshold[channel] += gt - pull * relative
        state.v[k] = beta[channel] * gu
        state.i[k] = (alpha ?? 0) * gi
        if let rise { state.a[k] = rise.decay * (state.a[k] + gt) }
      }
    }
    return result
  }

  /// What a membrane of `x` thresholds costs without the factor.
  func membraneExcess(_ x: Double) -> Double {
    guard let cost = membraneCost else { return 0 }
    let distance = max(0, x - cost.upper) + max(0, cost.lower - x)
    return distance * distance
  }

  /// The derivative of what a membrane of `x` thresholds costs.
  private func membraneDerivative(_ x: Double) -> Double {
    guard let cost = membraneCost else { return 0 }
    return 2 * cost.factor * (max(0, x - cost.upper) - max(0, cost.lower - x))
  }

  /// v of the step before `t`.
  private func old(_ trace: Trace, _ past: Trace?, _ t: Int, _ k: Int, _ n: Int) -> Double {
    guard let source = t > 0 ? trace : past else { return 0 }
    let at = t > 0 ? (t - 1) * n + k : k
    let channel = k % beta.count
    let (distance, a) = (source.u[at], source.rise[at])
    guard distance >= threshold[channel] else { return distance + a }
    return resetsToZero ? resetValue : distance - threshold[channel]
  }
}
