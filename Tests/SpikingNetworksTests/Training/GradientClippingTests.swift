import SpikingNetworks
import Testing

@Suite struct GradientClippingTests {
  private let spec = TinyProblem.spec()

  /// One step of gradient descent at rate 1: the change is the gradient.
  private func change(clipNorm: Double, _ instructionSet: InstructionSet) throws -> [Double] {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    let data = TinyProblem.samples(32)
    var options = TinyProblem.options(epochs: 1, optimizer: .sgd(learningRate: 1, momentum: 0))
    options.schedule = .constant(warmup: 0)
    options.clipNorm = clipNorm
    let start = NetworkParameters(initializing: spec, seed: 3)
    let model = try TinyProblem.engine(kernels).train(spec, options: options, from: start, on: data)
    return zip(start.numbers, model.parameters.numbers).map { Double($0) - Double($1) }
  }

  private func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test("A long gradient keeps its direction and gets the norm asked for")
  func clips() throws {
    for instructionSet in InstructionSet.available {
      let free = try change(clipNorm: 0, instructionSet)
      let limit = norm(free) / 4
      let clipped = try change(clipNorm: limit, instructionSet)
      #expect(abs(norm(clipped) / limit - 1) < 1e-5)
      #expect(zip(free, clipped).allSatisfy { abs($0 / 4 - $1) < 1e-6 })
    }
  }

  @Test("A short gradient stays as it is, bit by bit")
  func leavesShortGradients() throws {
    for instructionSet in InstructionSet.available {
      let free = try change(clipNorm: 0, instructionSet)
      #expect(try change(clipNorm: 2 * norm(free), instructionSet) == free)
    }
  }

  @Test("The number of workers does not show")
  func workers() throws {
    var options = TinyProblem.options()
    options.clipNorm = 0.05
    options.averaging = 0.9
    let models = try [1, 2, 3].map {
      try TinyProblem.engine(workers: $0).train(
        spec,
        options: options,
        on: TinyProblem.samples(150)
      )
    }
    #expect(models[0] == models[1])
    #expect(models[0] == models[2])
  }
}
