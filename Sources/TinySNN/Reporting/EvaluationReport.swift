import Foundation
import SpikingNetworks

/// What `tinysnn evaluate` measures.
public struct EvaluationReport: Codable, Hashable, Sendable {
  /// The data set.
  public var dataset: String
  /// The part of it.
  public var part: DatasetPart
  /// The number of samples.
  public var samples: Int
  /// The fraction that the float network classifies correctly.
  public var floatAccuracy: Double
  /// The fraction that the integers classify correctly, nil for a model without integers.
  public var integerAccuracy: Double?
  /// How the integers came about, nil for a model without: the float network is that before `qat`.
  public var method: QuantizationMethod?
  /// The mean spikes per inference, of the integers if there are any.
  public var spikesPerInference: Double
  /// The mean synaptic operations per inference, likewise.
  public var synopsPerInference: Double
  /// What the network did in full, likewise.
  public var account: ActivityAccount

  private enum CodingKeys: String, CodingKey {
    case dataset, part, samples, method, account
    case floatAccuracy = "float_accuracy"
    case integerAccuracy = "integer_accuracy"
    case spikesPerInference = "spikes_per_inference"
    case synopsPerInference = "synops_per_inference"
  }

  /// Returns the figures as JSON that ends with a line feed.
  public func json() throws -> String { try PrettyJSON.text(self) }

  /// The figures as lines.
  public var text: String {
    var lines = ["data        \(dataset), \(NumberText.grouped(samples)) \(part.rawValue) samples"]
    lines.append("float       \(NumberText.percent(floatAccuracy))")
    if let integerAccuracy {
      let origin =
        switch method {
        case .aware: ", after training that the float network above has not had"
        case .postTraining, nil: ""
        }
      lines.append("integer     \(NumberText.percent(integerAccuracy))\(origin)")
    }
    lines.append(
      "activity    \(NumberText.mean(spikesPerInference)) spikes, "
        + "\(NumberText.mean(synopsPerInference)) synaptic operations per inference"
    )
    return lines.map { $0 + "\n" }.joined() + "\n" + ActivityText(account).text
  }
}
