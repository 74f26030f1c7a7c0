import CodeGeneration
import Testing
import TinySNN

private let minimal = """
  dataset: {kind: digits}
  network: [{dense: {units: 16}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]

  """

@Suite("Export plan")
struct ExportPlanTests {
  @Test(
    "A name of an export is legal exactly if C code can be exported under it",
    arguments: [
      "a", "digits_snn", "My_Net2", "a__b", "a_", "_a", "tinysnn_x", "TinySNN", "linux", "int",
      "9a",
      "size_t", "a-b", "", String(repeating: "n", count: 31), String(repeating: "n", count: 32),
    ]
  )
  func exportName(_ name: String) throws {
    let isLegal = (try? CIdentifier(name)) != nil
    let experiment = try? Experiment(
      yaml: minimal,
      file: "",
      overrides: ["export.name=\"\(name)\""]
    )
    #expect((experiment?.export.name == name) == isLegal)
    #expect((experiment == nil) == !isLegal)
  }

  @Test(
    "An export without a name has a legal one, made from the experiment's",
    arguments: [
      ("digits", "digits_snn"), ("tinysnn", "model_snn"), ("a__b.-c_", "a_b_c_snn"),
      ("1st.try", "st_try_snn"), ("2026", "model_snn"), ("int", "int_snn"), ("_x", "x_snn"),
      (String(repeating: "n", count: 60), String(repeating: "n", count: 27) + "_snn"),
      (String(repeating: "n", count: 26) + "_n", String(repeating: "n", count: 26) + "_snn"),
    ]
  )
  func defaultExportName(_ name: String, _ expected: String) throws {
    let experiment = try Experiment(
      yaml: minimal,
      file: "",
      overrides: ["name=\"\(name)\"", "export="]
    )
    #expect(experiment.export.name == expected)
    #expect(try CIdentifier(experiment.export.name).text == expected)
  }

  @Test("The hash names the study, not what its results are called")
  func hashWithoutExport() throws {
    let experiment = try Experiment(yaml: minimal, file: "")
    let renamed = try Experiment(yaml: minimal + "export: {name: other}", file: "")
    #expect(renamed != experiment)
    #expect(renamed.configHash == experiment.configHash)
    #expect(renamed.yaml.contains("name: other"))
  }

  @Test(
    "A name that C refuses is an error with its place and the reason",
    arguments: [
      ("9lives", "`9lives` cannot name anything in C: it does not start with a letter"),
      ("a__b", "`a__b` cannot name anything in C: double and trailing underscores are reserved"),
    ]
  )
  func wrongName(_ name: String, _ reason: String) {
    #expect(
      errors("export: {name: \(name)}") == [
        "config.yaml:3:16: expected a C identifier of at most 31 characters at export.name: "
          + reason
      ]
    )
    #expect(
      errors("export: {name: [a]}") == [
        "config.yaml:3:16: expected a C identifier of at most 31 characters at export.name, "
          + "found a list"
      ]
    )
  }

  @Test("Packages are a list of known words, each once, in the order of the text")
  func packages() throws {
    let experiment = try Experiment(
      yaml: minimal + "export: {packages: [arduino, cmake, arduino]}",
      file: ""
    )
    #expect(experiment.export.packages == [.arduino, .cmake])
    let again = try Experiment(yaml: experiment.yaml, file: "")
    #expect(again.export == experiment.export)
    #expect(try Experiment(yaml: minimal, file: "").export.packages == [.header])
    let wrong = errors("export: {packages: [cmake, zephyr]}")
    #expect(wrong.count == 1)
    #expect(
      wrong.first?.contains("header | cmake | arduino at export.packages.1") == true,
      "\(wrong)"
    )
  }

  private func errors(_ section: String) -> [String] {
    do {
      _ = try Experiment(yaml: minimal + section, file: "config.yaml")
      return []
    } catch {
      return error.errors.map(\.description)
    }
  }
}
