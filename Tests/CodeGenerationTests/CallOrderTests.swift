import ContractSupport
import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import CodeGeneration

/// What a directly coded export answers to calls in another order than reset, load, steps.
@Suite(
  "Calls in another order",
  .enabled(if: CCompiler.isAvailable, CCompiler.skipped)
)
struct CallOrderTests {
  /// Two samples.
  private static let input: [UInt8] = [15, 0, 7, 3, 0, 1, 9, 15]
  private static let other: [UInt8] = [0, 15, 3, 9, 15, 15, 0, 2]

  /// Compiles `body` into a program with an export of `network` and expects every line of it to hold.
  private func expectHolds(_ network: QuantizedNetwork, _ body: String) throws {
    let compiler = try #require(CCompiler())
    let bundle = try SampleNetwork.bundle(network, paddedFrom: 0)
    func array(_ values: [UInt8]) -> String { values.map(String.init).joined(separator: ", ") }
    let main = """
      #include "net.h"
      #include <stdio.h>
      #include <string.h>
      static net_state_t state;
      static net_state_t before;
      static net_state_t twin;
      static const uint8_t input[8] = {\(array(Self.input))};
      static const uint8_t other[8] = {\(array(Self.other))};
      static int failures;
      static void require(int condition, int line)
      {
          if (!condition) {
              printf("line %d does not hold\\n", line);
              failures++;
          }
      }
      #define REQUIRE(condition) require(condition, __LINE__)
      /* A step that is refused: 0, and every byte as it was. */
      static int refuses(void)
      {
          memcpy(&before, &state, sizeof state);
          return net_step(&state) == 0U && memcmp(&before, &state, sizeof state) == 0;
      }
      int main(void)
      {
          unsigned step;
          net_init(&state);
          net_init(&twin);
      #line 1
      \(body)
          return failures;
      }
      """
    let files = bundle.files + [.init(name: "main.c", text: main)]
    try CCompiler.withFolder(files) { folder in
      let built = try compiler.run(CCompiler.strictC + ["-O1", "main.c", "-o", "main"], in: folder)
      try #require(built.status == 0, "\(built.text)")
      let result = try CCompiler.run(folder.path + "/main", [], in: folder)
      #expect(result.status == 0 && result.text.isEmpty, "\(result.text)")
    }
  }

  /// Steps of networks whose `run` goes layer by layer, and step by step.
  private static let timesteps = [8, 33]

  private func network(_ timesteps: Int) -> QuantizedNetwork {
    var network = SampleNetwork.make(counts: [8, 5, 3])
    network.input.timesteps = timesteps
    return network
  }

  @Test("`run` goes through the window in both ways")
  func orders() throws {
    #expect(try Self.timesteps.map { try DevicePlan(network($0)).order } == [.bothLayers, .steps])
  }

  @Test("a step without a loaded sample returns 0 and changes nothing", arguments: timesteps)
  func unloaded(timesteps: Int) throws {
    try expectHolds(
      network(timesteps),
      """
      REQUIRE(refuses());
      (void)net_run(&state, input);
      REQUIRE(refuses()); /* the window is over */
      net_reset(&state);
      REQUIRE(refuses()); /* nothing is loaded since, and what `run` loaded is used up */
      net_load(&state, other);
      for (step = 0; step < NET_TIMESTEPS; step++) {
          REQUIRE(net_step(&state) == 1U);
      }
      REQUIRE(refuses());
      net_load(&state, other);
      REQUIRE(refuses()); /* a sample does not begin a window */
      REQUIRE(net_run(&twin, other) == net_argmax(&state));
      REQUIRE(net_score(&twin, 0) == net_score(&state, 0));
      """
    )
  }

  @Test("a sample loaded within a window drives the steps that are left", arguments: timesteps)
  func loadedLate(timesteps: Int) throws {
    // The same sample again changes nothing; another drives other scores, in as many steps.
    try expectHolds(
      network(timesteps),
      """
      net_reset(&state);
      net_load(&state, input);
      for (step = 0; step < NET_TIMESTEPS; step++) {
          REQUIRE(net_step(&state) == 1U);
          net_load(&state, input);
      }
      REQUIRE(refuses());
      (void)net_run(&twin, input);
      for (step = 0; step < NET_CLASS_COUNT; step++) {
          REQUIRE(net_score(&state, (uint16_t)step) == net_score(&twin, (uint16_t)step));
      }
      net_reset(&state);
      net_load(&state, input);
      REQUIRE(net_step(&state) == 1U);
      net_load(&state, other);
      for (step = 1; step < NET_TIMESTEPS; step++) {
          REQUIRE(net_step(&state) == 1U);
      }
      REQUIRE(refuses());
      REQUIRE(net_score(&state, 0) != net_score(&twin, 0) || net_score(&state, 1) != net_score(&twin, 1));
      """
    )
  }
}
