import CodeGeneration
import FixedPoint
import Foundation
import Quantization
import SpikingNetworks
import Testing

/// The forms of an export, each built by the tools that its users have.
@Suite("Packages")
struct PackageTests {
  private static let origin = ExportOrigin(
    version: "1.2.3-beta",
    configHash: "c0ffee",
    modelHash: "f00d",
    lines: ["tinysnn 1.2.3-beta, configuration c0ffee", "model f00d"]
  )

  private func bundle(
    _ network: QuantizedNetwork = SampleNetwork.make(counts: [8, 5, 3]),
    name: String = "tiny",
    _ packages: [ExportPackage] = ExportPackage.allCases
  ) throws -> CSourceBundle {
    try CHeaderExporter(network, name: name, origin: Self.origin, packages: packages).render()
  }

  @Test("renders the golden files of all packages")
  func snapshots() throws {
    let bundle = try bundle()
    for name in [
      "manifest.json", "cmake/CMakeLists.txt", "cmake/README.md", "arduino/tiny/README.md",
      "arduino/tiny/library.properties", "arduino/tiny/library.json", "arduino/tiny/keywords.txt",
      "arduino/tiny/src/tiny.c", "arduino/tiny/examples/Classify/Classify.ino",
      "arduino/tiny/examples/SelfTest/SelfTest.ino",
    ] {
      let text = try #require(bundle[name], "\(name)")
      try expectSnapshot(text, named: "package-\(name.replacing("/", with: "-"))")
    }
  }

  @Test(
    "writes only what was asked for, and the header files always",
    arguments: InputCoding.allCases
  )
  func folders(coding: InputCoding) throws {
    let network = SampleNetwork.make(coding: coding, counts: [8, 5, 3])
    let all = try bundle(network)
    let header = try bundle(network, [.header]).files.map(\.name)
    #expect(header.allSatisfy { !$0.contains("/") })
    #expect(try bundle(network, []).files == bundle(network, [.header]).files)
    for package in [ExportPackage.cmake, .arduino] {
      let names = try bundle(network, [package]).files.map(\.name)
      #expect(names.filter { !$0.contains("/") } == header)
      #expect(names.contains { $0.hasPrefix("\(package.rawValue)/") })
      #expect(
        names.allSatisfy { !$0.contains("/") || $0.hasPrefix("\(package.rawValue)/") },
        "\(package)"
      )
    }
    // Each package can be taken alone: it has every header that its sources include.
    for name in ["tiny.h", "tiny_vectors.h", RuntimeSource.fileName] {
      #expect(all["cmake/include/\(name)"] == all[name])
      #expect(all["arduino/tiny/src/\(name)"] == all[name])
    }
    #expect(Set(all.files.map(\.name)).count == all.files.count)
    #expect(try bundle(network) == all)
  }

  @Test("says the licence, and no path and no time, in every file")
  func licence() throws {
    for file in try bundle().files {
      #expect(file.text.contains("0BSD"), "\(file.name)")
      #expect(file.text.hasSuffix("\n"), "\(file.name)")
      #expect(!file.text.contains(FileManager.default.currentDirectoryPath), "\(file.name)")
      #expect(file.text.firstMatch(of: /\b20[2-9][0-9]-[01][0-9]\b/) == nil, "\(file.name)")
    }
  }

  @Test(
    "gives packages a version of three numbers",
    arguments: [
      ("1.2.3", "1.2.3"), ("1.2.3-beta.4", "1.2.3"), ("0.1", "0.1.0"), ("2", "2.0.0"),
      ("01.002.3+x", "1.2.3"), ("main", "0.0.0"), ("", "0.0.0"), ("1.2.3.4", "1.2.3"),
    ]
  )
  func version(text: String, expected: String) throws {
    let bundle = try CHeaderExporter(
      SampleNetwork.make(counts: [8, 5, 3]),
      name: "tiny",
      origin: ExportOrigin(version: text),
      packages: [.cmake, .arduino]
    ).render()
    #expect(
      bundle["arduino/tiny/library.properties"]?.contains("\nversion=\(expected)\n") == true
    )
    #expect(
      bundle["cmake/CMakeLists.txt"]?.contains("project(tiny VERSION \(expected) LANGUAGES C)")
        == true
    )
  }

  @Test(
    "refuses a name that a package has no place for, and no other form does",
    arguments: [
      ("test", [ExportPackage.cmake]), ("install", [.cmake]), ("string", [.cmake, .arduino]),
      ("Math", [.cmake, .arduino]), ("Wire", [.cmake, .arduino]), ("tiny", []),
    ]
  )
  func reservedNames(name: String, refusing: [ExportPackage]) {
    for package in ExportPackage.allCases {
      let isRefused = (try? bundle(name: name, [package])) == nil
      #expect(isRefused == refusing.contains(package), "\(package)")
    }
  }

  @Test("says what it is in JSON, in terms of the network")
  func manifest() throws {
    let network = SampleNetwork.parts(coding: .rate)
    let bundle = try bundle(network)
    let text = try #require(bundle["manifest.json"])
    let root = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    )
    #expect(root["schema"] as? String == "tinysnn.manifest/1")
    #expect(root["model_hash"] as? String == "f00d" && root["config_hash"] as? String == "c0ffee")
    let sizes = try #require(root["sizes"] as? [String: Int])
    #expect(sizes["flash_bytes"] == MemoryFootprint(of: network).flashBytes)
    #expect(sizes["state_bytes"] == MemoryFootprint(of: network).ramBytes)
    let layers = try #require(root["layers"] as? [[String: Any]])
    #expect(layers.map { $0["name"] as? String } == network.layers.map(\.name))
    for (layer, expected) in zip(layers, network.layers) {
      let weights = try #require(layer["weights"] as? [String: Any])
      #expect(weights["bits"] as? Int == expected.weights.bits)
      #expect(weights["scales"] as? [Double] == expected.weights.scales)
      #expect((layer["membrane"] as? [String: Any])?["bits"] as? Int == expected.membraneBits)
      #expect(layer["guard_rounding"] as? String == expected.guardRounding.rawValue)
    }
    let files = try #require(root["files"] as? [String])
    #expect(files + ["manifest.json"] == bundle.files.map(\.name))
  }

  @Test(
    "builds, tests, installs and is found by CMake",
    .enabled(
      if: CCompiler("cmake") != nil && CCompiler("c++") != nil,
      "SKIPPED: needs cmake and a C++ compiler called c++ in PATH"
    )
  )
  func cmake() throws {
    let bundle = try bundle(SampleNetwork.make(coding: .rate, counts: [8, 5, 3]), name: "My_Net2")
    try CCompiler.withFolder(bundle.files) { folder in
      let result = try CCompiler.run(CIScript.path("cmake"), ["cmake"], in: folder)
      #expect(result.status == 0, "\(result.text)")
      #expect(result.text.ranges(of: "100% tests passed, 0 tests failed out of 2").count == 3)
    }
  }

  @Test(
    "is a library that avr-gcc compiles with its sketches, which an AVR runs",
    .enabled(if: CIScript.hasAVR, "SKIPPED: needs avr-gcc and simavr in PATH"),
    arguments: InputCoding.allCases
  )
  func arduino(coding: InputCoding) throws {
    let network = SampleNetwork.make(coding: coding, counts: [8, 5, 3])
    let bundle = try bundle(network)
    try CCompiler.withFolder(bundle.files) { folder in
      let result = try CCompiler.run(CIScript.path("arduino"), ["arduino/tiny"], in: folder)
      #expect(result.status == 0, "\(result.text)")
      let expected = TestVectors.synthetic(for: network).vectors[0].trace
      #expect(result.text.contains("class \(expected.prediction), score "), "\(result.text)")
      #expect(result.text.contains("PASS "), "\(result.text)")
    }
  }
}

/// The scripts that the project's checks and these tests share.
enum CIScript {
  /// Whether the tools of `.ci/arduino/run` are there.
  static let hasAVR = CCompiler("avr-gcc") != nil && CCompiler("simavr") != nil

  /// The path of `.ci/<name>/run`.
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.ci/\(name)/run").standardizedFileURL.path
  }
}
