import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// A program that runs samples through the exported header on the host; not part of the export.
  ///
  /// It reads samples, `INPUT_COUNT` bytes or the frames of events, from standard input until the end. The first argument is
  /// the number of the first sample, the second one the mode. `classes` uses `run` and writes two
  /// bytes per sample. `trace` uses `step` and writes per step and layer each membrane, synaptic
  /// current and rise of a threshold (four bytes each) and the spike bytes, then the scores (four bytes
  /// each) and the class. Low bytes come first.
  public var hostDriver: String {
    let prefix = name.text
    var writer = CWriter()
    writer.line(
      """
      /* Runs samples through \(prefix).h on the host. */
      #include <stdio.h>
      #include <stdlib.h>

      #include "\(prefix).h"

      static \(prefix)_state_t state;
      static uint8_t input[\(sampleBytes)];

      static void put(uint32_t value, int bytes)
      {
          int index;

          for (index = 0; index < bytes; index++) {
              (void)putchar((int)(value & 255U));
              value >>= 8;
          }
      }

      static void trace(uint32_t sample)
      {
          uint16_t index;
          uint8_t step;\(isRate ? "\n    uint8_t spikes[\(macro("INPUT_SPIKE_BYTES"))];" : "")

          \(prefix)_reset(&state);
      """
    )
    if !isRate { writer.line("    (void)sample;\(beforeSteps)") }
    writer.line("    for (step = 0; step < \(macro("TIMESTEPS")); step++) {")
    writer.line("        \(oneStep)")
    for layer in plan.layers {
      let own = layer.identifier.text
      for array in layer.numberArrays {
        writer.line(
          """
                  for (index = 0; index < \(macro(layer, "NEURONS")); index++) {
                      put((uint32_t)state.\(own)_\(array)[index], 4);
                  }
          """
        )
      }
      guard layer.fires else { continue }
      writer.line(
        """
                for (index = 0; index < \(layer.spikeBytes)U; index++) {
                    put(state.\(own)_spikes[index], 1);
                }
        """
      )
    }
    writer.line(
      """
          }
          for (index = 0; index < \(macro("CLASS_COUNT")); index++) {
              put((uint32_t)\(prefix)_score(&state, index), 4);
          }
          put(\(prefix)_argmax(&state), 2);
      }

      int main(int count, char **arguments)
      {
          uint32_t sample = (count > 1) ? (uint32_t)strtoul(arguments[1], NULL, 10) : 0U;
          const int traces = count > 2 && arguments[2][0] == 't';

          \(prefix)_init(&state);
          while (fread(input, 1, sizeof input, stdin) == sizeof input) {
              if (traces) {
                  trace(sample);
              } else {
                  put(\(prefix)_run(&state, input\(isRate ? ", sample" : "")), 2);
              }
              sample++;
          }
          return 0;
      }
      """
    )
    return writer.text
  }

  /// Reads what `hostDriver` wrote in the mode `trace`; nil if the length is wrong.
  ///
  /// - Parameter bytes: The output, any number of samples.
  public func traces(fromHostDriver bytes: [UInt8]) -> [SimulationTrace]? {
    let perStep = plan.layers.reduce(0) {
      $0 + 4 * $1.numberArrays.count * $1.layer.outputCount + $1.spikeBytes
    }
    let perSample = perStep * network.input.timesteps + 4 * network.classCount + 2
    guard bytes.count % perSample == 0 else { return nil }
    var reader = ByteReader(bytes: bytes)
    return (0..<bytes.count / perSample).map { _ in
      let steps = (0..<network.input.timesteps).map { _ in
        plan.layers.map { layer in
          func words(_ exist: Bool) -> [Int32] {
            exist ? (0..<layer.layer.outputCount).map { _ in reader.word() } : []
          }
          let membranes = words(true)
          let currents = words(layer.synapseType != nil)
          let rises = words(layer.riseType != nil)
          let spikes = (0..<layer.spikeBytes).map { _ in reader.byte() }
          return LayerTrace(
            membranes: membranes,
            spikes: (0..<layer.layer.outputCount).map {
              layer.fires && (spikes[$0 / 8] >> UInt8($0 % 8)) & 1 == 1
            },
            currents: currents,
            rises: rises
          )
        }
      }
      let scores = (0..<network.classCount).map { _ in Int(reader.word()) }
      let low = Int(reader.byte())
      return SimulationTrace(
        steps: steps,
        scores: scores,
        prediction: low + 256 * Int(reader.byte())
      )
    }
  }
}

extension DeviceLayer {
  /// The arrays of numbers that the state has for the layer's neurons, in the order of a trace.
  fileprivate var numberArrays: [String] {
    ["membranes"] + (synapseType == nil ? [] : ["synapses"]) + (riseType == nil ? [] : ["rises"])
  }
}

/// Reads numbers, low byte first.
private struct ByteReader {
  let bytes: [UInt8]
  var position = 0

  mutating func byte() -> UInt8 {
    defer { position += 1 }
    return bytes[position]
  }

  mutating func word() -> Int32 {
    defer { position += 4 }
    return (0..<4).reduce(0) { $0 | Int32(bitPattern: UInt32(bytes[position + $1]) << (8 * $1)) }
  }
}
