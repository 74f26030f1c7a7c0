import Foundation
import SpikingNetworks
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

  @Test(
    "What `init` hints at resolves, too: the network in comments",
    arguments: DatasetKind.allCases
  )
  func convolutionalTemplate(dataset: DatasetKind) throws {
    var lines = ConfigurationTemplate(dataset: dataset).text.split(
      separator: "\n",
      omittingEmptySubsequences: false
    ).map(String.init)
    // The dense network goes, up to the comments below it; those become the network.
    let network = try #require(lines.firstIndex(of: "network:"))
    let comments = try #require(lines[network...].firstIndex { $0.hasPrefix("#") })
    lines.removeSubrange(network..<comments)
    let hint = try #require(lines.firstIndex(of: "# network:"))
    for index in hint..<lines.count {
      guard lines[index].hasPrefix("# ") else { break }
      lines[index].removeFirst(2)
    }
    // So does the searched key.
    let channels = try #require(lines.firstIndex { $0.contains("# network.0.conv.channels") })
    #expect(lines[channels - 1].contains("network.0.dense.units"))
    lines[channels] = lines[channels].replacing("# network", with: "network")
    lines.remove(at: channels - 1)

    let yaml = lines.joined(separator: "\n")
    let experiment = try Experiment(yaml: yaml, file: "template")
    #expect(experiment.network.layers.map(\.name) == ["conv1", "dense2"])
    #expect(experiment.search.space.dimensions[0].key == "network.0.conv.channels")
  }
}
