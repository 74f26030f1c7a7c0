import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct WideScoreTests {
  private let samples = RowProblem.samples(96, seed: 51)

  @Test("Sums of membranes that floats could confuse are refused, and those at the limit are not")
  func wideScores() throws {
    // 2^(B - 1) times 4 steps is 2^23 at B = 22.
    for (bits, isLegal) in [(22, true), (23, false)] {
      let specification = QuantizationSpec(layers: [
        .plain(weightBits: 8), .plain(weightBits: 8, membraneBits: bits),
      ])
      let training = QuantizationAwareTraining(
        specification: specification,
        options: RowProblem.options(epochs: 1),
        quantizer: Quantizer(seed: 5)
      )
      func train() throws -> QuantizedModel {
        try training.train(RowProblem.spec(.direct), on: samples, engine: RowProblem.engine())
      }
      if isLegal {
        #expect(try train().network.layers[1].membraneBits == bits)
      } else {
        expectRefusal(
          "out: sums of 4 membranes of 23 bits are too wide for floats, which hold 23 bits and a sign"
        ) { try train() }
      }
    }
  }
}
