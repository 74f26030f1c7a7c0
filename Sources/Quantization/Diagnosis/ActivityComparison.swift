/// The spikes and membranes of one layer, summed up over samples: those of the float and of the integer network.
struct ActivityComparison {
  private let fires: Bool
  /// What a difference of membranes is divided by, per neuron: its threshold, or the largest membrane.
  private let references: [Double]
  /// The real value of a unit, per neuron.
  private let units: [Double]
  private var squares = 0.0
  private var differing = 0
  private var floatSpikes: [Int]
  private var integerSpikes: [Int]
  private var steps = 0

  /// Creates empty sums for one neuron per unit.
  init(fires: Bool, units: [Double], references: [Double]) {
    self.fires = fires
    self.units = units
    self.references = references
    floatSpikes = Array(repeating: 0, count: units.count)
    integerSpikes = floatSpikes
  }

  /// Takes in one step of one sample.
  mutating func add(_ float: FloatLayerTrace, _ integer: LayerTrace) {
    for neuron in units.indices {
      let membrane = units[neuron] * Double(integer.membranes[neuron])
      let difference = (membrane - float.membranes[neuron]) / references[neuron]
      squares += difference * difference
      differing += float.spikes[neuron] == integer.spikes[neuron] ? 0 : 1
      floatSpikes[neuron] += float.spikes[neuron] ? 1 : 0
      integerSpikes[neuron] += integer.spikes[neuron] ? 1 : 0
    }
    steps += 1
  }

  private var updates: Double { Double(max(1, steps * units.count)) }

  /// The root-mean-square difference of the membranes, in units of the references.
  var membraneDifference: Double { (squares / updates).squareRoot() }

  /// The part of all neurons and steps in which one network fired and the other did not.
  var spikeDifference: Double { Double(differing) / updates }

  /// How the float layer fired; nil if it never does.
  var floatFiring: FiringFigures? { firing(floatSpikes) }

  /// How the integer layer fired; nil if it never does.
  var integerFiring: FiringFigures? { firing(integerSpikes) }

  private func firing(_ spikes: [Int]) -> FiringFigures? {
    guard fires else { return nil }
    return FiringFigures(
      rate: Double(spikes.reduce(0, +)) / updates,
      silentNeurons: spikes.count { $0 == 0 },
      saturatedNeurons: spikes.count { $0 == steps }
    )
  }
}

/// How the neurons of a layer fired on a set of samples.
public struct FiringFigures: Codable, Hashable, Sendable {
  /// The mean number of spikes of a neuron in a step, in 0...1.
  public var rate: Double
  /// The number of neurons that never fired.
  public var silentNeurons: Int
  /// The number of neurons that fired in every step of every sample.
  public var saturatedNeurons: Int

  /// Creates figures.
  public init(rate: Double, silentNeurons: Int, saturatedNeurons: Int) {
    self.rate = rate
    self.silentNeurons = silentNeurons
    self.saturatedNeurons = saturatedNeurons
  }

  private enum CodingKeys: String, CodingKey {
    case rate
    case silentNeurons = "silent_neurons"
    case saturatedNeurons = "saturated_neurons"
  }
}
