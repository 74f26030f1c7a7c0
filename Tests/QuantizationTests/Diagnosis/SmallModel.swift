import ContractSupport
import FixedPoint
import SpikingNetworks

@testable import Quantization

/// Two inputs of 4 bits, direct or as rates, and one layer of two neurons, with its integers.
///
/// A unit of the membrane is 1/4 of an input of 1: `units` of the integers in a real one.
struct SmallModel {
  /// Float weights, [input][neuron].
  var weights: [Float] = [0.5, 1, 0.25, -0.75]
  var integers: [Int16] = [2, 4, 1, -3]
  var timesteps = 2
  var beta = 1.0
  var decay: IntegerDecay = .none
  /// In units, of rate coding 4 in a real 1, of direct coding 60.
  var threshold: Int32 = 4
  var guardBits = 0
  var membraneBits = 8
  var coding = InputCoding.rate
  /// Real; nil for membranes that are read out.
  var floatThreshold: Double? = 1
  /// The largest membrane that training is said to have seen.
  var peak = 1.0

  private var input: InputSpec {
    InputSpec(
      shape: SampleShape(height: 1, width: 2),
      coding: coding,
      bits: coding.bits(4),
      timesteps: timesteps
    )
  }

  private var spec: NetworkSpec {
    NetworkSpec(
      input: input,
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: 2, bias: false),
          neuron: NeuronSpec(
            beta: beta,
            firing: floatThreshold.map { FiringSpec(threshold: $0, reset: .subtract) }
          )
        )
      ],
      readout: floatThreshold == nil ? .membrane(.sum) : .spikeCount
    )
  }

  /// The float model.
  var model: TrainedModel {
    TrainedModel(
      spec: spec,
      parameters: NetworkParameters(layers: [LayerParameters(weights: weights, bias: [])]),
      history: [],
      activity: [LayerActivity(spikesPerSample: 0, membranePeak: peak)]
    )
  }

  /// The integers.
  var network: QuantizedNetwork {
    QuantizedNetwork(
      input: input,
      encodingSeed: 1,
      layers: [
        QuantizedLayer(
          name: "dense1",
          geometry: spec.geometries[0],
          weights: QuantizedWeights(grid: .symmetric, bits: 4, values: integers, scales: [0.25]),
          guardBits: guardBits,
          guardRounding: .floor,
          bias: nil,
          decay: decay,
          firing: floatThreshold.map { _ in
            IntegerFiring(
              threshold: ScaledIntegers(bits: 16, exponent: 0, mantissas: [threshold]),
              reset: .subtract
            )
          },
          membraneBits: membraneBits,
          overflow: .saturate
        )
      ],
      readout: spec.readout
    )
  }

  /// What happens where the inputs are `samples`, each 0 or 15: no spike, or one in every step.
  func diagnosis(_ samples: [[UInt8]] = [[15, 0]], limit: Int = 64) -> QuantizationDiagnosis {
    QuantizationDiagnosis(
      of: network,
      from: model,
      on: SampleSet(
        shape: input.shape,
        classCount: 2,
        maximum: 15,
        inputs: samples.flatMap { $0 },
        labels: samples.map { _ in 0 }
      ).entering(input),
      limit: limit
    )
  }
}
