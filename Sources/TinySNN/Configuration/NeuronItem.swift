import SpikingNetworks

/// Neurons that fire as the configuration spells them.
public struct NeuronItem: Codable, Hashable, Sendable {
  /// The item of `network`.
  public var kind: Kind
  /// The dynamics.
  public var neuron: NeuronSpec
  /// When the neurons fire.
  public var firing: FiringSpec

  /// Describes the kinds of neurons.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// Leaky integrate-and-fire.
    case lif
    /// Integrate-and-fire: no decay.
    case integrateAndFire = "if"
    /// Leaky integrate-and-fire with a synaptic current that decays too.
    case synaptic
    /// Leaky integrate-and-fire with a threshold that adapts.
    case alif

    /// The key in `network`.
    var itemKind: NetworkItemKind {
      switch self {
      case .lif: .lif
      case .integrateAndFire: .integrateAndFire
      case .synaptic: .synaptic
      case .alif: .alif
      }
    }

    /// All keys, for messages.
    static let names = allCases.map(\.rawValue).joined(separator: ", ")
    /// The keys of all items that can stand behind the synapses of a hidden layer.
    static let hiddenNames = names + ", " + NetworkItemKind.relu.rawValue
  }

  /// Reads the item.
  init(_ kind: Kind, _ section: ConfigReader) {
    let leaks = kind != .integrateAndFire
    let unit = NumberRange.closed(0...1)
    let alpha = kind == .synaptic ? section.double("alpha", in: unit, default: 0.8) : nil
    let beta = leaks ? section.double("beta", in: unit, default: 0.9) : 1
    // Networks compute in Float, which has to tell the threshold from 0.
    let threshold = section.double("threshold", in: .closed(1e-6...1e6), default: 1)
    let reset: ResetMode = section.word("reset", default: .subtract)
    let range = NumberRange(lower: -1_000_000, upper: threshold, excludesUpper: true)
    let resetValue = section.double("reset_value", in: range, default: 0)
    let adaptation =
      kind == .alif
      ? AdaptationSpec(
        decay: section.double("adaptation_decay", in: unit, default: 0.9),
        step: section.double("adaptation_step", in: .closed(0...1_000_000), default: 0.1)
      ) : nil
    var (betaTuning, thresholdTuning) = (ParameterTuning.fixed, ParameterTuning.fixed)
    let tuning = section.section("tuning")
    if !tuning.keys.isEmpty {
      if leaks {
        betaTuning = ParameterTuning(tuning.section("beta"), of: "beta", around: beta, in: unit)
      }
      let thresholds = NumberRange(
        lower: reset == .zero ? max(0, resetValue) : 0,
        upper: .infinity,
        excludesLower: true
      )
      thresholdTuning = ParameterTuning(
        tuning.section("threshold"),
        of: "threshold",
        around: threshold,
        in: thresholds
      )
      tuning.finish()
    }
    section.finish()
    self.kind = kind
    firing = FiringSpec(
      threshold: threshold,
      reset: reset,
      resetValue: resetValue,
      adaptation: adaptation,
      thresholdTuning: thresholdTuning
    )
    neuron = NeuronSpec(
      beta: beta,
      firing: firing,
      synapticDecay: alpha,
      betaTuning: betaTuning
    )
  }

  /// The canonical spelling of what stands below the item's key.
  var pairs: [(String, ConfigNode)] {
    var pairs: [(String, ConfigNode)] = []
    if let alpha = neuron.synapticDecay { pairs.append(("alpha", .double(alpha))) }
    if kind != .integrateAndFire { pairs.append(("beta", .double(neuron.beta))) }
    pairs += [
      ("threshold", .double(firing.threshold)), ("reset", .string(firing.reset.rawValue)),
      ("reset_value", .double(firing.resetValue)),
    ]
    if let adaptation = firing.adaptation {
      pairs += [
        ("adaptation_decay", .double(adaptation.decay)),
        ("adaptation_step", .double(adaptation.step)),
      ]
    }
    let tunings = [("beta", neuron.betaTuning), ("threshold", firing.thresholdTuning)]
    pairs.append(("tuning", .map(tunings.filter { $0.1 != .fixed }.map { ($0.0, $0.1.node) })))
    return pairs
  }
}
