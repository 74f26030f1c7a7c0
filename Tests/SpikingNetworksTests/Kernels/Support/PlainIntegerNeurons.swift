import CVectorKernels
import FixedPoint

/// The integer neurons of `docs/numerics.md`, section 2, one at a time and in 64 bits, written from
/// its text alone.
struct PlainIntegerNeurons {
  struct Leak {
    /// One or one per channel; empty: no leak.
    var factors: [Int]
    var distances: [Int]
    var rounding: RoundingMode

    func callAsFunction(_ x: Int, _ channel: Int) -> Int {
      guard !factors.isEmpty else { return 0 }
      return rounding.shifting(
        x * factors[factors.count == 1 ? 0 : channel],
        rightBy: distances[distances.count == 1 ? 0 : channel]
      )
    }
  }

  struct Width {
    var bits: Int
    var overflow: OverflowMode

    func callAsFunction(_ x: Int) -> Int { overflow.bringing(x, into: bits) }
  }

  /// [channel]; neuron i belongs to channel i % period.
  var bias: [Int]
  var threshold: [Int]
  var resetValue: [Int]
  var riseStep: [Int]
  var unit: [Float]
  var membrane: (leak: Leak, width: Width)
  var synapse: (leak: Leak, width: Width)?
  var rise: (leak: Leak, limit: Int)?
  var guardBits: Int
  var guardRounding: RoundingMode
  var resetsToZero: Bool

  /// What a pass hands to the next one, each [n].
  struct State: Equatable {
    var v: [Int32]
    var i: [Int32]
    var a: [Int32]

    init(_ n: Int) {
      v = Array(repeating: 0, count: n)
      (i, a) = (v, v)
    }
  }

  /// [step * n + neuron], as the kernels write it.
  struct Trace {
    var u: [Float] = []
    var rise: [Float] = []
    var fired: [Bool] = []
    var count: [Float]
  }

  func forward(steps: Int, n: Int, _ state: inout State, sum: (Int, Int) -> Int) -> Trace {
    var trace = Trace(count: Array(repeating: 0, count: n))
    for t in 0..<steps {
      for k in 0..<n {
        let channel = k % bias.count
        var (v, i, a) = (Int(state.v[k]), Int(state.i[k]), Int(state.a[k]))
        i = input(sum(t, k), i, channel)
        var u = v - membrane.leak(v, channel) + i + bias[channel]
        u = membrane.width(u)
        if let rise { a -= rise.leak(a, channel) }
        let fires = u >= threshold[channel] + a
        trace.u.append(unit[channel] * Float(u - a))
        trace.rise.append(unit[channel] * Float(a))
        trace.fired.append(fires)
        if fires { trace.count[k] += 1 }
        v = fires ? (resetsToZero ? resetValue[channel] : u - (threshold[channel] + a)) : u
        if let rise { a = min(a + (fires ? riseStep[channel] : 0), rise.limit) }
        (state.v[k], state.a[k]) = (Int32(v), Int32(a))
        if synapse != nil { state.i[k] = Int32(i) }
      }
    }
    return trace
  }

  /// The membranes of neurons that never fire, and unit * their sum.
  func integrate(steps: Int, n: Int, sum: (Int, Int) -> Int) -> (u: [Float], total: [Float]) {
    var (u, v, i) = ([Float](), [Int](repeating: 0, count: n), [Int](repeating: 0, count: n))
    var totals = v
    for t in 0..<steps {
      for k in 0..<n {
        let channel = k % bias.count
        i[k] = input(sum(t, k), i[k], channel)
        v[k] = membrane.width(v[k] - membrane.leak(v[k], channel) + i[k] + bias[channel])
        u.append(unit[channel] * Float(v[k]))
        totals[k] += v[k]
      }
    }
    return (u, totals.indices.map { unit[$0 % bias.count] * Float(totals[$0]) })
  }

  private func input(_ sum: Int, _ i: Int, _ channel: Int) -> Int {
    let current =
      guardBits >= 0
      ? sum * (1 << guardBits) : guardRounding.shifting(sum, rightBy: -guardBits)
    guard let synapse else { return current }
    return synapse.width(i - synapse.leak(i, channel) + current)
  }
}
