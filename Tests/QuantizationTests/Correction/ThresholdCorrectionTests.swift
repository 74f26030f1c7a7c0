import Foundation
import SpikingNetworks
import Testing

@testable import Quantization

/// Thresholds of the two neurons of `SmallModel`, whose float form fires in 3 of 4 cases.
@Suite struct ThresholdCorrectionTests {
  private func corrector(_ small: SmallModel, _ values: [UInt8] = [15, 0]) -> QuantizationCorrector
  {
    let network = small.network
    let samples = SampleSet(
      shape: network.input.shape,
      classCount: 2,
      maximum: 15,
      inputs: values + [15, 15],
      labels: [0, 0]
    )
    return QuantizationCorrector(
      small.model,
      calibratingOn: 1,
      of: samples,
      seed: network.encodingSeed
    )
  }

  @Test("Calibration sees the first samples")
  func calibration() {
    let corrector = corrector(SmallModel())
    #expect(corrector.samples.count == 1)
    #expect(corrector.activity.layers[0].rate == 0.75)
    #expect(corrector.activity.layers[0].inputs == [1, 0])
  }

  @Test("The factor that brings the firing rate closest to the float rate is taken")
  func factor() {
    // 4 is right; 6 fires once. Of 6 * 2^(n/8) only n = -4 gives 4.
    let small = SmallModel(threshold: 6)
    let corrector = corrector(small)
    #expect(corrector.rate(ofLayer: 0, small.network) == 0.25)
    let corrected = corrector.correctingThresholds(of: small.network)
    var expected = small.network
    expected.layers[0].firing?.threshold.mantissas = [4]
    #expect(corrected == expected)
    #expect(corrector.rate(ofLayer: 0, corrected) == 0.75)
  }

  @Test("Factors are powers of 2^(1/8), from 1 outwards and the lower first")
  func factors() {
    for (factor, exponent) in zip(
      QuantizationCorrector.thresholdFactors,
      [0.0, -1, 1, -2, 2, -3, 3, -4, 4]
    ) {
      #expect(abs(factor - exp2(exponent / 8)) < 1e-15)
    }
    #expect(QuantizationCorrector.thresholdFactors.count == 9)
  }

  @Test("Equal rates leave the thresholds alone")
  func exact() {
    let right = SmallModel()
    #expect(corrector(right).correctingThresholds(of: right.network) == right.network)
    // Nothing enters, so that no factor is better than another.
    let high = SmallModel(threshold: 6)
    #expect(corrector(high, [0, 0]).correctingThresholds(of: high.network) == high.network)
  }

  @Test("Thresholds beyond the membrane are skipped")
  func illegal() {
    // The float neurons are silent; the integer ones would be at a threshold of 8, which 4 bits do not reach.
    let small = SmallModel(weights: [0.1, 0.1, 0, 0], threshold: 6, membraneBits: 4)
    let corrector = corrector(small)
    #expect(corrector.activity.layers[0].rate == 0)
    #expect(corrector.correctingThresholds(of: small.network) == small.network)
    let wider = SmallModel(weights: [0.1, 0.1, 0, 0], threshold: 6, membraneBits: 8)
    let raised = self.corrector(wider).correctingThresholds(of: wider.network)
    // 6 * 2^(4/8) = 8.5, rounded to 8, still fires at 8; 6 * 2^(3/8) = 7.8 is as good.
    #expect(raised.layers[0].firing?.threshold.mantissas == [6])
  }

  @Test("Rules are applied in their order")
  func rules() throws {
    let small = SmallModel(threshold: 6)
    let corrector = corrector(small)
    let network = small.network
    #expect(try corrector.apply(.none, to: network) == network)
    #expect(try corrector.apply(.bias, to: network) == network, "there are no biases")
    let thresholds = corrector.correctingThresholds(of: network)
    #expect(try corrector.apply(.threshold, to: network) == thresholds)
    #expect(try corrector.apply(.both, to: network) == thresholds)
  }
}
