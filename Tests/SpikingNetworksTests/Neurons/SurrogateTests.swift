import SpikingNetworks
import Testing

@Suite struct SurrogateTests {
  @Test(
    "The derivative is that of the smooth step",
    arguments: [
      Surrogate.fastSigmoid(slope: 25), .fastSigmoid(slope: 2), .arctan(slope: 2),
      .triangular(width: 0.7), .boxcar(width: 0.9),
    ]
  )
  func derivative(surrogate: Surrogate) {
    #expect(surrogate.smoothStep(0) == 0.5)
    for index in -40...40 {
      let x = Double(index) / 20 + 0.0123
      let slope = (surrogate.smoothStep(x + 1e-6) - surrogate.smoothStep(x - 1e-6)) / 2e-6
      #expect(abs(slope - surrogate.derivative(x)) < 1e-4)
    }
  }
}
