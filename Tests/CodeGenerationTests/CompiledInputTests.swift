import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import CodeGeneration

@Suite(
  "What an exported header offers to those who feed it, compiled",
  .enabled(if: CCompiler.isAvailable, CCompiler.skipped)
)
struct CompiledInputTests {
  @Test("compiles the example of its README", arguments: InputCoding.allCases)
  func readmeExample(coding: InputCoding) throws {
    let compiler = try #require(CCompiler())
    let network = SampleNetwork.make(coding: coding, counts: [8, 5, 3])
    let bundle = try CHeaderExporter(network, name: "net", banner: []).render()
    let readme = try #require(bundle["README.md"])
    let example = try #require(readme.firstMatch(of: /```c\n((?:.|\n)*?)```/)).output.1
    let files = bundle.files + [.init(name: "example.c", text: String(example))]
    try CCompiler.withFolder(files) { folder in
      let built = try compiler.run(
        ["-std=c99"] + CCompiler.strict + ["-c", "example.c"],
        in: folder
      )
      #expect(built.status == 0, "\(built.text)")
    }
  }

  @Test("puts an event at its row, column and channel, and leaves out what lies outside")
  func addEvent() throws {
    let compiler = try #require(CCompiler())
    var network = SampleNetwork.images(coding: .events)
    let shape = network.input.shape
    network.input.timesteps = 1
    let bundle = try CHeaderExporter(network, name: "net", banner: []).render()
    let main = """
      #include "net.h"
      #include <stdio.h>
      int main(void)
      {
          static uint8_t frame[NET_INPUT_SPIKE_BYTES];
          uint16_t byte;
          net_add_event(frame, 0, 0, 0);
          net_add_event(frame, 1, 2, 0);
          net_add_event(frame, 1, 2, 0);
          net_add_event(frame, \(shape.height - 1), \(shape.width - 1), \(shape.channels - 1));
          net_add_event(frame, \(shape.height), 0, 0);
          net_add_event(frame, 0, \(shape.width), 0);
          net_add_event(frame, 0, 0, \(shape.channels));
          net_add_event(frame, 65535, 65535, 65535);
          for (byte = 0; byte < NET_INPUT_SPIKE_BYTES; byte++) {
              printf("%u ", (unsigned)frame[byte]);
          }
          return 0;
      }
      """
    let inputs = [0, (shape.width + 2) * shape.channels, shape.count - 1]
    let frames = try #require(network.input.frames)
    let expected = frames.sample { inputs.contains($1) }.map { "\($0) " }.joined()
    try CCompiler.withFolder(bundle.files + [.init(name: "main.c", text: main)]) { folder in
      let built = try compiler.run(CCompiler.strictC + ["main.c", "-o", "main"], in: folder)
      try #require(built.status == 0, "\(built.text)")
      #expect(try CCompiler.run(folder.path + "/main", [], in: folder).text == expected)
    }
  }

  @Test("evaluates the input macro as the data sets are quantized")
  func inputMacro() throws {
    let compiler = try #require(CCompiler())
    let network = SampleNetwork.make(counts: [8, 5, 3])
    let bundle = try CHeaderExporter(network, name: "net", banner: []).render()
    let main = """
      #include "net.h"
      #include <stdio.h>
      int main(void)
      {
          unsigned raw;
          for (raw = 0; raw <= 255U; raw++) {
              printf("%u ", (unsigned)NET_INPUT(raw, 255U));
          }
          return 0;
      }
      """
    let set = SampleSet(
      shape: SampleShape(height: 1, width: 256),
      classCount: 1,
      maximum: 255,
      inputs: (0...255).map { UInt8($0) },
      labels: [0]
    )
    let expected = set.quantized(bits: 4).inputs.map { "\($0) " }.joined()
    try CCompiler.withFolder(bundle.files + [.init(name: "main.c", text: main)]) { folder in
      let built = try compiler.run(CCompiler.strictC + ["main.c", "-o", "main"], in: folder)
      try #require(built.status == 0, "\(built.text)")
      #expect(try CCompiler.run(folder.path + "/main", [], in: folder).text == expected)
    }
  }
}
