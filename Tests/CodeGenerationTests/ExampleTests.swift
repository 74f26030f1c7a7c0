import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks
import Testing

/// The example program and the example sketch, run on the host.
@Suite("The examples of an export", .enabled(if: CCompiler.isAvailable, CCompiler.skipped))
struct ExampleTests {
  /// A network, its export, and what the simulator says of some samples.
  private struct Case {
    let network: QuantizedNetwork
    let files: [CSourceBundle.File]
    let samples: [[UInt8]]

    init(_ coding: InputCoding) throws {
      network = SampleNetwork.make(coding: coding, counts: [8, 5, 3])
      let exporter = try CHeaderExporter(
        network,
        name: "tiny",
        origin: ExportOrigin(),
        packages: [.arduino]
      )
      files = exporter.render().files
      samples = Array(TestVectors.randomInputs(for: network, count: 28).prefix(5))
    }

    /// The lines that `samples` must give, numbered from `first` in rate coding.
    func lines(from first: Int) -> [String] {
      let simulator = IntegerSimulator(network)
      return samples.enumerated().map { index, sample in
        line(simulator.trace(sample[...], sample: first + index))
      }
    }

    func line(_ trace: SimulationTrace) -> String {
      let best = trace.scores[trace.prediction]
      let others = trace.scores.indices.filter { $0 != trace.prediction }.map { trace.scores[$0] }
      let margin = best - (others.max() ?? best)
      return "class \(trace.prediction), score \(best), margin \(margin)"
    }

    /// The numbers of a sample as text: of events, a 0 or 1 for each input of each frame.
    func numbers(_ sample: [UInt8]) -> [String] {
      guard let frames = network.input.frames else { return sample.map(String.init) }
      return (0..<frames.count).flatMap { step in
        (0..<frames.inputs).map { input in
          "\(sample[step * frames.frameBytes + input / 8] >> UInt8(input % 8) & 1)"
        }
      }
    }

    var golden: TestVectors.Vector { TestVectors.synthetic(for: network).vectors[0] }
  }

  @Test(
    "the program reads samples as text, or takes the golden vector",
    arguments: InputCoding.allCases
  )
  func program(coding: InputCoding) throws {
    let compiler = try #require(CCompiler())
    let example = try Case(coding)
    // All separators, and no line feed at the end.
    let text = example.samples.map { example.numbers($0).joined(separator: ", ") }
      .joined(separator: "\r\n\t")
    let inputs = [
      CSourceBundle.File(name: "samples.txt", text: text),
      .init(name: "large.txt", text: "1 2 3 16 5 6 7 8"),
      .init(name: "negative.txt", text: "1 2 3 -4 5 6 7 8"), .init(name: "short.txt", text: "1 2"),
      .init(name: "words.txt", text: "1 2 3 four 5 6 7 8"),
      .init(
        name: "frames.txt",
        text: example.numbers(example.samples[0]).dropLast(8).joined(separator: " ")
      ), .init(name: "empty.txt", text: ""),
    ]
    try CCompiler.withFolder(example.files + inputs) { folder in
      let built = try compiler.run(
        CCompiler.strictC + ["-O1", "example.c", "-o", "example"],
        in: folder
      )
      try #require(built.status == 0, "\(built.text)")
      func run(_ arguments: String...) throws -> CCompiler.Output {
        try CCompiler.run(folder.path + "/example", arguments, in: folder)
      }
      #expect(try run().text == example.line(example.golden.trace) + "\n")
      let classified = try run("samples.txt")
      #expect(classified.status == 0)
      #expect(classified.text == example.lines(from: 0).map { $0 + "\n" }.joined())
      // The standard input of tests is empty: no sample is no mistake.
      for file in ["-", "empty.txt"] {
        let result = try run(file)
        #expect(result.status == 0 && result.text == "", "\(file)")
      }
      let part = coding == .events ? "frame" : "sample"
      // Without its last frame a sample is none, and no samples are no mistake.
      let wrong = ["large.txt", "negative.txt", "short.txt", "words.txt"]
      for file in coding == .events ? wrong + ["frames.txt"] : wrong {
        let result = try run(file)
        #expect(result.status == 1, "\(file)")
        #expect(
          result.text
            == "expected 8 integers of at most \(example.network.input.maximum) per \(part)\n",
          "\(file)"
        )
      }
      #expect(try run("absent.txt").text == "cannot read absent.txt\n")
    }
  }

  @Test(
    "the sketch classifies what arrives on the serial port",
    .enabled(if: CCompiler("g++") != nil, "SKIPPED: needs g++ in PATH"),
    arguments: InputCoding.allCases
  )
  func sketch(coding: InputCoding) throws {
    let compiler = try #require(CCompiler("g++"))
    let c = try #require(CCompiler())
    let example = try Case(coding)
    let rest = example.numbers(example.samples[0]).dropFirst().joined(separator: " ")
    let wrong = "\n99 \(rest) x 1 \(rest)\n"
    let text =
      example.samples.map { example.numbers($0).joined(separator: " ") }.joined(separator: ",")
      + wrong
    let source = CSourceBundle.File(
      name: "main.cpp",
      text: """
        #define STAND_IN_INPUT \(text.debugDescription)
        #include "Arduino.h"
        #include "arduino/tiny/examples/Classify/Classify.ino"

        """
    )
    try CCompiler.withFolder(example.files + [source]) { folder in
      let library = ["-std=c99", "-c", "arduino/tiny/src/tiny.c", "-o", "tiny.o"]
      try #require(try c.run(library, in: folder).status == 0)
      let standIn = URL(fileURLWithPath: CIScript.path("arduino")).deletingLastPathComponent().path
      let built = try compiler.run(
        ["-std=c++11"] + CCompiler.strict + [
          "-I\(standIn)/stand-in", "-Iarduino/tiny/src", "main.cpp",
        ]
          + ["tiny.o", "-o", "main"],
        in: folder
      )
      try #require(built.status == 0, "\(built.text)")
      let result = try CCompiler.run(folder.path + "/main", [], in: folder)
      let complaint =
        "the sample holds something else than integers 0...\(example.network.input.maximum)"
      let first = example.golden.sample
      let expected =
        [example.line(example.golden.trace)] + example.lines(from: first) + [complaint, complaint]
      #expect(result.text == expected.map { $0 + "\n" }.joined())
    }
  }
}
