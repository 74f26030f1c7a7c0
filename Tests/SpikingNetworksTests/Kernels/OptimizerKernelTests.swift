import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct OptimizerKernelTests {
  @Test("Adam equals its definition over three steps", arguments: InstructionSet.available)
  func adam(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(31)
    let count = 48
    var w = draws.floats(count)
    var (m, v) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    var (rw, rm, rv) = (w.map(Double.init), m.map(Double.init), v.map(Double.init))
    for step in 1...3 {
      let g = draws.floats(count)
      var (power1, power2) = (1.0, 1.0)
      for _ in 0..<step {
        power1 *= 0.9
        power2 *= 0.999
      }
      var scalars = vk_adam_step(
        rate: Float(0.01 / (1 - power1)),
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        root_scale: Float(1 / (1 - power2).squareRoot()),
        decay: 0,
        gradient_scale: 1
      )
      kernels.adam(count, &w, &m, &v, g, &scalars)
      for i in 0..<count {
        rm[i] = 0.9 * rm[i] + 0.1 * Double(g[i])
        rv[i] = 0.999 * rv[i] + 0.001 * Double(g[i]) * Double(g[i])
        let root = (rv[i] / (1 - power2)).squareRoot() + 1e-8
        rw[i] -= 0.01 * rm[i] / (1 - power1) / root
      }
      #expect(close(w, rw.map { Float($0) }, 2e-6))
    }
  }

  @Test(
    "AdamW decays beside its step, and gradients are scaled",
    arguments: InstructionSet.available
  )
  func adamW(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(32)
    let count = 32
    let (start, g) = (draws.floats(count), draws.floats(count))
    var w = start
    var (m, v) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    var step = vk_adam_step(
      rate: 0.25,
      beta1: 0.5,
      beta2: 0.75,
      epsilon: 0.5,
      root_scale: 2,
      decay: 0.125,
      gradient_scale: 0.5
    )
    kernels.adam(count, &w, &m, &v, g, &step)
    for i in 0..<count {
      let gradient = Double(g[i]) / 2
      let root = (0.25 * gradient * gradient).squareRoot() * 2 + 0.5
      let expected = Double(start[i]) * 0.875 - 0.25 * 0.5 * gradient / root
      #expect(abs(Double(w[i]) - expected) < 1e-6)
      #expect(abs(Double(m[i]) - gradient / 2) < 1e-6)
    }
  }

  @Test("Momentum and moving averages equal their definitions", arguments: InstructionSet.available)
  func momentumAndAverage(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    // Powers of two: every sum is exact.
    var w = [Float](repeating: 1, count: 16)
    var velocity = [Float](repeating: 2, count: 16)
    let g = [Float](repeating: 8, count: 16)
    var step = vk_sgd_step(rate: 0.25, momentum: 0.5, gradient_scale: 0.125)
    kernels.sgd(16, &w, &velocity, g, &step)
    #expect(velocity.allSatisfy { $0 == 2 })
    #expect(w.allSatisfy { $0 == 0.5 })
    var a = [Float](repeating: 1, count: 16)
    kernels.average(16, &a, w, 0.25)
    #expect(a.allSatisfy { $0 == 0.875 })
    kernels.average(16, &a, w, 1)
    #expect(a == w)
  }

  @Test("Both optimizers fit a line", arguments: InstructionSet.available, [true, false])
  func line(instructionSet: InstructionSet, usesAdam: Bool) throws {
    let kernels = try table(instructionSet)
    // y = 3 x - 1 at x = -1, 0, 1, 2; parameters 0 and 1 of the padded vector are slope and offset.
    var w = [Float](repeating: 0, count: 16)
    var (m, v) = (w, w)
    var (power1, power2) = (1.0, 1.0)
    for _ in 0..<600 {
      var g = [Float](repeating: 0, count: 16)
      for x in stride(from: Float(-1), through: 2, by: 1) {
        let error = w[0] * x + w[1] - (3 * x - 1)
        g[0] += error * x / 2
        g[1] += error / 2
      }
      if usesAdam {
        power1 *= 0.9
        power2 *= 0.999
        var step = vk_adam_step(
          rate: Float(0.05 / (1 - power1)),
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          root_scale: Float(1 / (1 - power2).squareRoot()),
          decay: 0,
          gradient_scale: 1
        )
        kernels.adam(16, &w, &m, &v, g, &step)
      } else {
        var step = vk_sgd_step(rate: 0.02, momentum: 0.9, gradient_scale: 1)
        kernels.sgd(16, &w, &m, g, &step)
      }
    }
    #expect(abs(w[0] - 3) < 1e-2)
    #expect(abs(w[1] + 1) < 1e-2)
    #expect(w[2...].allSatisfy { $0 == 0 })
  }
}
