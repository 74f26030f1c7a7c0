/// What a sweep found, in figures: the content of its `summary.json`.
///
/// Means are over seeds and folds. Points are chosen by validation samples; what is said of them is measured on test
/// samples. Seconds are the only figures that are not the same in every run.
public struct SweepSummary: Codable, Hashable, Sendable {
  /// The format that this version writes.
  public static let schema = "tinysnn.sweep/1"

  /// The format.
  public var schema = SweepSummary.schema
  /// The name of the experiment.
  public var name: String
  /// The question.
  public var question: String
  /// The paper that asks it.
  public var source: String?
  /// The data set.
  public var dataset: String
  /// The network of the baseline, for example `784-256-10`.
  public var network: String
  /// The time steps of the baseline.
  public var timesteps: Int
  /// The epochs of the baseline.
  public var epochs: Int
  /// The seeds of every point.
  public var seeds: [UInt64]
  /// The folds of every seed; nil for one division.
  public var folds: Int?
  /// The losses of validation accuracy within which points are chosen, in points.
  public var losses: [Double]
  /// The name of the curve that all are compared with.
  public var baseline: String
  /// The methods with all their points, the baseline among them.
  public var curves: [Curve]
  /// The cheapest point of each method within each loss.
  public var best: [Choice]
  /// The version of the tool.
  public var version: String
  /// The instructions that the networks were trained with.
  public var instructionSet: String
  /// `Sweep.configHash`.
  public var configHash: String

  /// A method with its points.
  public struct Curve: Codable, Hashable, Sendable {
    /// The name.
    public var name: String
    /// The paper of the method, that of the sweep unless it has its own.
    public var source: String?
    /// The key that the points differ in; nil for one point.
    public var key: String?
    /// The points in the order of the configuration.
    public var points: [Point]
  }

  /// A point over all seeds and folds; figures are nil where every training failed.
  public struct Point: Codable, Hashable, Sendable {
    /// The value of the curve's key.
    public var value: ConfigValue?
    /// The number of trainings that gave a network.
    public var trainings: Int
    /// Why others gave none, each reason once.
    public var failures: [String]
    /// On validation samples, 0...1.
    public var validationAccuracy: SampleStatistics?
    /// Spikes of an inference on validation samples.
    public var validationSpikes: SampleStatistics?
    /// Synaptic operations of an inference on validation samples.
    public var validationSynops: SampleStatistics?
    /// On test samples, 0...1.
    public var testAccuracy: SampleStatistics?
    /// The difference to the baseline of the same seed and fold, on test samples.
    public var testAccuracyDifference: SampleStatistics?
    /// Spikes of an inference on test samples, inputs left out.
    public var spikes: SampleStatistics?
    /// How many times fewer they are than those of the baseline; nil where there are none.
    public var spikesReduction: Double?
    /// Synaptic operations of an inference on test samples.
    public var synops: SampleStatistics?
    /// How many times fewer they are than those of the baseline; nil where there are none.
    public var synopsReduction: Double?
    /// The part of the steps in which a neuron fires, on test samples.
    public var spikeRate: SampleStatistics?
    /// The seconds of a training.
    public var seconds: SampleStatistics?
    /// The median of the seconds over that of the baseline.
    public var relativeSeconds: Double?

    enum CodingKeys: String, CodingKey {
      case value, trainings, failures, spikes, synops, seconds
      case validationAccuracy = "validation_accuracy"
      case validationSpikes = "validation_spikes"
      case validationSynops = "validation_synops"
      case testAccuracy = "test_accuracy"
      case testAccuracyDifference = "test_accuracy_difference"
      case spikesReduction = "spikes_reduction"
      case synopsReduction = "synops_reduction"
      case spikeRate = "spike_rate"
      case relativeSeconds = "relative_seconds"
    }
  }

  /// The cheapest point of one method within one loss.
  public struct Choice: Codable, Hashable, Sendable {
    /// The name of the curve.
    public var curve: String
    /// The loss in points of validation accuracy.
    public var loss: Double
    /// What is small.
    public var minimize: SweepCost
    /// The position of the point in its curve; nil if none is within the loss.
    public var point: Int?
    /// The value of the point.
    public var value: ConfigValue?
  }

  enum CodingKeys: String, CodingKey {
    case schema, name, question, source, dataset, network, timesteps, epochs, seeds, folds, losses
    case baseline, curves, best, version
    case instructionSet = "instruction_set"
    case configHash = "config_hash"
  }

  /// The text of `summary.json`.
  public func json() throws -> String { try PrettyJSON.text(self) }

  /// What a terminal shows of the sweep in the folder `path`.
  public func text(path: String) -> String { SweepReport(self).text(path: path) }
}

/// What makes an inference dear.
public enum SweepCost: String, Codable, CaseIterable, Sendable {
  /// Synaptic operations.
  case synops
  /// Spikes of the network's own neurons.
  case spikes

  /// The name for people.
  var title: String {
    switch self {
    case .synops: "synaptic operations per inference"
    case .spikes: "spikes per inference"
    }
  }
}
