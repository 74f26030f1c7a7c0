import FixedPoint
import Foundation
import SpikingNetworks
import Testing

@testable import Quantization

/// Networks of two neurons whose every number is computed by hand.
///
/// Under the input (1, 0) and a threshold of 1 the float neurons reach 0.5, 1 in the first step and 1, 1 in the second:
/// the first fires in the second step, the second in both, and the membranes are 0.5, 0 and then 0, 0.
@Suite struct QuantizationDiagnosisTests {
  @Test("Exact integers differ in nothing")
  func exact() {
    for coding in InputCoding.allCases {
      var small = SmallModel(coding: coding)
      if coding == .direct { small.threshold = 60 }
      let diagnosis = small.diagnosis([[15, 0], [0, 15]])
      let layer = diagnosis.layers[0]
      #expect(diagnosis.samples == 2)
      #expect(diagnosis.failures.isEmpty)
      #expect(layer.weights == WeightFigures(error: 0, zeroed: 0, clamped: 0))
      #expect(layer.thresholds?.error == RelativeError(largest: 0, rootMeanSquare: 0))
      #expect(layer.membraneDifference == 0 && layer.spikeDifference == 0)
      // Spikes 3 of 4 and, of the second sample, none of 4: 0.25 and 0.5 do not reach 1.
      let firing = FiringFigures(rate: 3.0 / 8, silentNeurons: 0, saturatedNeurons: 0)
      #expect(layer.floatFiring == firing && layer.integerFiring == firing)
      #expect(layer.overflows == OverflowShares(sums: 0, currents: 0, membranes: 0))
    }
  }

  @Test("The limit counts samples")
  func limit() {
    let diagnosis = SmallModel().diagnosis([[15, 0], [0, 15]], limit: 1)
    #expect(diagnosis.samples == 1)
    let firing = FiringFigures(rate: 0.75, silentNeurons: 0, saturatedNeurons: 1)
    #expect(diagnosis.layers[0].floatFiring == firing)
  }

  @Test("Weights that became 0 or were clamped count, and their errors are relative to the weights")
  func weights() {
    // On a scale of 1/4 the last is half a unit, the third 8 units where 7 is the end.
    var small = SmallModel(weights: [0.5, 1, 2, 0.125], integers: [2, 4, 7, 0])
    let figures = small.diagnosis().layers[0].weights
    #expect(figures.zeroed == 0.25 && figures.clamped == 0.25)
    let error = ((0.25 * 0.25 + 0.125 * 0.125) / (0.25 + 1 + 4 + 0.015625)).squareRoot()
    #expect(abs(figures.error - error) < 1e-15)
    // A float 0 does not become 0, and the end itself is not clamped.
    small.weights = [0, 1.75, -1.75, 1]
    small.integers = [0, 7, -7, 4]
    #expect(small.diagnosis().layers[0].weights == WeightFigures(error: 0, zeroed: 0, clamped: 0))
  }

  @Test("A threshold that is too high: differences of spikes and membranes")
  func highThreshold() throws {
    var small = SmallModel(threshold: 61, coding: .direct)
    let layer = small.diagnosis().layers[0]
    let error = try #require(layer.thresholds?.error)
    #expect(abs(error.largest - 1.0 / 60) < 1e-12 && abs(error.rootMeanSquare - 1.0 / 60) < 1e-12)
    // Units: 30, 60 and then 60, 120 - 61 = 59, of 60 in a real 1.
    let squares = 0 + 1 + 1 + 59.0 / 60 * 59 / 60
    #expect(abs(layer.membraneDifference - (squares / 4).squareRoot()) < 1e-12)
    #expect(layer.spikeDifference == 0.5)
    #expect(layer.overflows.membranes == 0)
    // Of 7 bits, the second neuron is clamped at 63 in the second step.
    small.membraneBits = 7
    #expect(small.diagnosis().layers[0].overflows.membranes == 0.25)
  }

  @Test(
    "Membranes are compared in units of the threshold, or of the largest membrane where none is"
  )
  func references() {
    // Units of 1/4: 3 and 6 where the float membrane is 0.5 and 1.
    var small = SmallModel(integers: [3, 4, 1, -3], threshold: 16, floatThreshold: 4, peak: 2)
    let root = ((0.25 * 0.25 + 0.5 * 0.5) / 4).squareRoot()
    #expect(abs(small.diagnosis().layers[0].membraneDifference - root / 4) < 1e-12)
    small.floatThreshold = nil
    let readout = small.diagnosis().layers[0]
    #expect(abs(readout.membraneDifference - root / 2) < 1e-12)
    #expect(readout.floatFiring == nil && readout.integerFiring == nil && readout.thresholds == nil)
  }

  @Test("A layer that goes silent fails, unless the float layer is silent, too")
  func silent() {
    let small = SmallModel(threshold: 120)
    let diagnosis = small.diagnosis([[15, 0], [15, 0]])
    #expect(diagnosis.failures == ["dense1: it went silent: no spike on 2 samples"])
    #expect(
      diagnosis.layers[0].integerFiring
        == FiringFigures(rate: 0, silentNeurons: 2, saturatedNeurons: 0)
    )
    // Nothing enters.
    let quiet = small.diagnosis([[0, 0]])
    #expect(quiet.failures.isEmpty)
    #expect(quiet.layers[0].floatFiring?.silentNeurons == 2)
  }

  @Test("A layer that fires everywhere fails, unless the float layer does, too")
  func saturated() {
    var small = SmallModel(threshold: 2)
    let diagnosis = small.diagnosis()
    #expect(
      diagnosis.failures == [
        "dense1: it is saturated: every neuron fires in every step of 1 sample"
      ]
    )
    #expect(diagnosis.layers[0].integerFiring?.saturatedNeurons == 2)
    small.weights = [1, 1, 0, 0]
    small.integers = [4, 4, 0, 0]
    small.threshold = 4
    #expect(small.diagnosis().failures.isEmpty)
  }

  @Test("A membrane of the float model that leaks, and whose integers do not")
  func lostLeak() throws {
    var small = SmallModel(beta: 0.25)
    let diagnosis = small.diagnosis()
    let decay = diagnosis.layers[0].decay
    #expect(decay.count == 1 && decay.lost == 1 && decay.total == 0)
    #expect(decay.floatLeak == 0.75 && decay.integerLeak == 0)
    #expect(decay.error == RelativeError(largest: 1, rootMeanSquare: 1))
    #expect(
      diagnosis.failures == [
        "dense1: its membrane no longer leaks, and loses 75 % in a step of the float model"
      ]
    )
    // Of a slow leak that is gone, and of a single step, no network is ruined.
    small.beta = 0.9
    #expect(small.diagnosis().failures.isEmpty)
    #expect(small.diagnosis().layers[0].decay.lost == 1)
    small.beta = 0.25
    small.timesteps = 1
    #expect(small.diagnosis().failures.isEmpty)
  }

  @Test("A membrane of the float model that keeps, and whose integers forget everything")
  func totalLeak() {
    var small = SmallModel(
      beta: 0.9,
      decay: .shift(distances: [0], bits: 4, rounding: .halfUp)
    )
    let diagnosis = small.diagnosis()
    #expect(diagnosis.layers[0].decay.total == 1)
    #expect(
      diagnosis.failures == [
        "dense1: its membrane forgets everything, and keeps 90 % in a step of the float model"
      ]
    )
    small.beta = 0.1
    #expect(small.diagnosis().failures.isEmpty)
  }

  @Test("Thresholds below a unit of the accumulator fail where they are off by more than half")
  func lowThresholds() {
    // With 3 guard bits a unit of the accumulator is 8, and the threshold should be 32.
    var small = SmallModel(threshold: 7, guardBits: 3)
    let collapsed = small.diagnosis()
    #expect(collapsed.layers[0].thresholds?.low == 1)
    #expect(collapsed.failures.contains { $0.hasPrefix("dense1: its thresholds collapsed") })
    small.threshold = 8
    #expect(small.diagnosis().layers[0].thresholds?.low == 0)
    #expect(!small.diagnosis().failures.contains { $0.contains("collapsed") })
  }

  @Test("A diagnosis is JSON, whatever the layers lack")
  func coding() throws {
    let diagnosis = SmallModel(threshold: 61).diagnosis()
    let data = try JSONEncoder().encode(diagnosis)
    #expect(try JSONDecoder().decode(QuantizationDiagnosis.self, from: data) == diagnosis)
  }
}
