import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The files of the Arduino library, in a folder that is called as the library.
  func arduinoFiles(_ vectors: TestVectors) -> [CSourceBundle.File] {
    let files: [CSourceBundle.File] =
      [
        .init(name: "library.properties", text: libraryProperties),
        .init(name: "library.json", text: libraryJSON),
        .init(name: "keywords.txt", text: keywords),
      ] + headerFiles(vectors).map { .init(name: "src/\($0.name)", text: $0.text) } + [
        .init(name: "src/\(name.text).c", text: implementation),
        // Arduino wants a sketch to be called as its folder.
        .init(name: "examples/Classify/Classify.ino", text: classifySketch),
        .init(name: "examples/SelfTest/SelfTest.ino", text: selfTestSketch),
        .init(name: "README.md", text: arduinoReadme),
      ]
    return files.map { .init(name: "\(name.text)/\($0.name)", text: $0.text) }
  }

  private var libraryProperties: String {
    """
    \(scriptHead("library.properties - \(name.text) for Arduino."))
    name=\(name.text)
    version=\(origin.release)
    author=tinysnn
    maintainer=tinysnn
    sentence=\(sentence)
    paragraph=Fixed-point C99 without libraries; \(stateBytes) bytes of RAM for each instance. With a self-test.
    category=Data Processing
    url=
    architectures=*
    includes=\(name.text).h

    """
  }

  /// The metadata for PlatformIO.
  ///
  /// JSON has no comments, so that the licence is a member.
  private var libraryJSON: String {
    """
    {
      "name": "\(name.text)",
      "version": "\(origin.release)",
      "description": "\(sentence)",
      "keywords": "spiking neural network, classifier, fixed point",
      "license": "0BSD",
      "headers": "\(name.text).h",
      "frameworks": "*",
      "platforms": "*"
    }

    """
  }

  /// The words that the Arduino IDE colours; name and kind are apart by exactly one tab.
  private var keywords: String {
    let prefix = name.text
    let functions =
      ["init", "reset", inputFunction, "step", "run", "argmax", "score", "margin"]
    let macros = [
      isEvents ? "INPUT_SPIKE_BYTES" : "INPUT", "INPUT_COUNT", "INPUT_MAX", "CLASS_COUNT",
      "TIMESTEPS", "SPLIT",
    ]
    let lines =
      ["\(prefix)\tKEYWORD1", "\(prefix)_state_t\tKEYWORD1"]
      + functions.map { "\(prefix)_\($0)\tKEYWORD2" } + macros.map { "\(macro($0))\tLITERAL1" }
    return scriptHead("keywords.txt - names of \(prefix).h.") + "\n"
      + lines.joined(separator: "\n") + "\n"
  }

  /// The function that turns what a sensor gives into what a step takes.
  private var inputFunction: String {
    switch network.input.coding {
    case .direct: "load"
    case .rate: "encode"
    case .events: "add_event"
    }
  }

  /// A warning for models whose tables fill much of what pointers of 16 bits reach.
  private var nearStrings: String {
    tableBytes <= PartedTable.limit
      ? ""
      : """
       These tables may push strings of the sketch that `F()` or `PROGMEM` keeps in flash
      beyond the first 64 KiB, from where `Serial.print` reads something else; the examples hence have none.
      """
  }

  private var arduinoReadme: String {
    let prefix = name.text
    return """
      # \(prefix) for Arduino and PlatformIO

      \(sentence)
      \(banner.joined(separator: "  \n"))

      Copy this folder into `libraries/` of the Arduino sketchbook, or into `lib/` of a PlatformIO project.

      ```cpp
      #define \(macro("SPLIT")) // the library holds the only copy of tables and functions
      #include <\(prefix).h>
      ```

      Without the first line the functions are inlined into the sketch, which must then be one file.

      | example | what |
      |---|---|
      | `Classify` | classifies a built-in sample, then every \(sampleNumbers) that arrive on the serial port |
      | `SelfTest` | compares every layer in every step with the golden vectors and prints `PASS n/n` |

      RAM: \(stateBytes) bytes for the state and \(network.input.frames.map { "\($0.frameBytes) for a frame" } ?? "\(network.input.shape.count) for a sample"). On AVR the tables stay in program memory, also
      above 64 KiB.\(nearStrings)

      These files are free to use under the Zero-Clause BSD licence (SPDX: 0BSD).

      """
  }
}
