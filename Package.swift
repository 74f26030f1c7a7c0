// swift-tools-version: 6.1
import PackageDescription

// `any` is spelled out everywhere, and a member is visible only where its module is imported:
// both make a forbidden dependency show up as a compile error instead of a habit.
let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "tinysnn",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "TinySNN", targets: ["TinySNN"]),
    .executable(name: "tinysnn", targets: ["TinySNNTool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    // Leaves.
    .target(
      name: "CVectorKernels",
      // Vector square roots keep a scalar tail that calls sqrtf.
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
    ),
    .target(name: "CTinySNN"),
    .target(name: "CBoards", exclude: ["boards", "emulators"]),
    .target(name: "CEmbeddedDigits", exclude: ["digits.csv.gz", "README.md"]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "FixedPoint", swiftSettings: swiftSettings),
    .target(name: "CSpawn"),
    .target(name: "ChildPrograms", dependencies: ["CSpawn"], swiftSettings: swiftSettings),

    // The line from float network to C sources.
    .target(
      name: "SpikingNetworks",
      dependencies: ["CVectorKernels", "FixedPoint"],
      swiftSettings: swiftSettings
    ),
    .target(
      name: "Quantization",
      dependencies: ["FixedPoint", "SpikingNetworks"],
      swiftSettings: swiftSettings
    ),
    .target(
      name: "CodeGeneration",
      dependencies: ["FixedPoint", "SpikingNetworks", "Quantization", "CTinySNN"],
      swiftSettings: swiftSettings
    ),

    // Experiments, and the tool.
    .target(
      name: "TinySNN",
      dependencies: [
        "FixedPoint", "SpikingNetworks", "Quantization", "CodeGeneration", "ChildPrograms",
        "CTinySNN", "CBoards", "CEmbeddedDigits", "CZlib", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: swiftSettings
    ),
    .executableTarget(
      name: "TinySNNTool",
      dependencies: [
        "TinySNN", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings
    ),

    // Speed, measured beside other libraries; Benchmarks/README.md.
    .executableTarget(
      name: "tinysnn-bench",
      dependencies: [
        "SpikingNetworks", "Quantization", "FixedPoint",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/Engine",
      swiftSettings: swiftSettings
    ),

    // Tests mirror the sources.
    .target(
      name: "ContractSupport",
      dependencies: ["FixedPoint", "SpikingNetworks", "Quantization"],
      path: "Tests/ContractSupport",
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "ChildProgramsTests",
      dependencies: ["ChildPrograms"],
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "FixedPointTests",
      dependencies: ["FixedPoint", "CTinySNN"],
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "SpikingNetworksTests",
      dependencies: ["SpikingNetworks", "CVectorKernels", "FixedPoint", "ContractSupport"],
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "QuantizationTests",
      dependencies: [
        "CodeGeneration", "Quantization", "SpikingNetworks", "FixedPoint", "CVectorKernels",
        "ContractSupport",
      ],
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "CodeGenerationTests",
      dependencies: [
        "CodeGeneration", "Quantization", "SpikingNetworks", "FixedPoint", "CTinySNN", "CBoards",
        "ChildPrograms", "ContractSupport",
      ],
      exclude: ["Snapshots"],
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "TinySNNTests",
      dependencies: [
        "TinySNN", "CodeGeneration", "Quantization", "SpikingNetworks", "FixedPoint", "CZlib",
        "ContractSupport",
      ],
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["TinySNNTool", "ChildPrograms"],
      exclude: ["Snapshots"],
      swiftSettings: swiftSettings
    ),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
