import Foundation
import Testing
import TinySNN

@Suite("Shipped configurations")
struct ShippedConfigurationTests {
  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: repository("configs"))
    return (files ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  @Test("There are some, convolutional ones too")
  func present() {
    #expect(Self.names.contains("digits.yaml") && Self.names.contains("mnist-conv.yaml"))
    #expect(Self.names.contains("fashion-mnist-conv.yaml"))
  }

  @Test(
    "The canonical text parses back to an equal experiment with the same text and hash",
    arguments: names
  )
  func roundTrip(name: String) throws {
    let experiment = try Experiment(contentsOfFile: repository("configs/\(name)"))
    let again = try Experiment(yaml: experiment.yaml, file: "again")
    #expect(again == experiment)
    #expect(again.yaml == experiment.yaml)
    #expect(again.configHash == experiment.configHash)
    let decoded = try JSONDecoder().decode(
      Experiment.self,
      from: JSONEncoder().encode(experiment)
    )
    #expect(decoded == experiment)
  }

  @Test("What `init` prints resolves", arguments: DatasetKind.allCases)
  func template(dataset: DatasetKind) throws {
    _ = try Experiment(yaml: ConfigurationTemplate(dataset: dataset).text, file: "template")
  }
}
