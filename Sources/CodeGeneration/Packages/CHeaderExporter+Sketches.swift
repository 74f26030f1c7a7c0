import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The sketch that classifies a built-in sample and what arrives on the serial port.
  ///
  /// Its texts are in RAM: Arduino reads `F()` strings from the first 64 KiB of flash, where the tables of
  /// a large model may leave no room for them.
  var classifySketch: String {
    var writer = CWriter()
    let prefix = name.text
    writer.comment(
      provenance("Classify.ino - classifies samples with \(prefix).h.") + [
        "",
        "Prints the class of a built-in sample, then one line for every \(sampleNumbers)",
        "0...\(network.input.maximum) that arrive at 115200 baud, apart by blanks, commas or lines.",
      ]
    )
    let sample =
      isRate
      ? "static uint32_t sample; /* numbers the samples: the random draws depend on it */\n" : ""
    writer.line(
      """

      #define \(macro("SPLIT")) /* the library holds the tables and the functions */
      #include <\(prefix).h>
      #include <\(prefix)_vectors.h>

      static \(prefix)_state_t state;
      \(inputArray)
      static uint16_t count;    /* numbers of the sample so far */
      static uint16_t number;   /* the number so far */
      static uint8_t digits;    /* how many digits it has */
      static uint8_t is_wrong;  /* whether something else than an input of the model arrived */
      \(sample)
      static void classify()
      {
          \(bestClass)

          Serial.print("class ");
          Serial.print((unsigned)best);
          Serial.print(", score ");
          Serial.print((long)\(prefix)_score(&state, best));
          Serial.print(", margin ");
          Serial.println((unsigned long)\(prefix)_margin(&state));
      }
      \(frameFunction(parameters: "", ending: ending(indent: 8) + "\n        is_wrong = 0;"))
      \(goldenVectorFunction(parameters: ""))

      static void end_number()
      {
          if (digits == 0U) {
              return;
          }
          \(numberStorage(indent: 4))
          count++;
          number = 0;
          digits = 0;
          if (count == \(macro("INPUT_COUNT"))) {
              \(isEvents ? "take_frame();" : ending(indent: 8))
              count = 0;\(isEvents ? "" : "\n        is_wrong = 0;")
          }
      }

      static void take(int character)
      {
          if (character >= '0' && character <= '9') {
              number = (uint16_t)(10U * number + (uint16_t)(character - '0'));
              digits = 1;
              if (number > \(macro("INPUT_MAX"))) {
                  is_wrong = 1;
                  number = 0;
              }
          } else {
              if (character != ' ' && character != ',' && character != '\\t' && character != '\\r'
                  && character != '\\n') {
                  is_wrong = 1;
              }
              end_number();
          }
      }

      void setup()
      {
          Serial.begin(115200);
          while (!Serial) {
          }
          \(prefix)_init(&state);
          \(goldenVectorCalls(indent: 4))
      }

      void loop()
      {
          while (Serial.available() > 0) {
              take(Serial.read());
          }
      }
      """
    )
    return writer.text
  }

  /// The statement at the end of a sample, which says its class or that it is none.
  private func ending(indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return """
      if (is_wrong != 0U) {
      \(margin)    Serial.println("the sample holds something else than integers 0...\(network.input.maximum)");
      \(margin)} else {
      \(margin)    classify();\(isRate ? "\n\(margin)    sample++;" : "")
      \(margin)}
      """
  }

  /// The self-test as a sketch.
  var selfTestSketch: String {
    var writer = CWriter()
    let prefix = name.text
    writer.comment(
      provenance("SelfTest.ino - compares \(prefix).h with its golden vectors, step by step.") + [
        "",
        "Prints PASS n/n at 115200 baud, or names the first difference and prints FAIL n/n.",
      ]
    )
    writer.line(
      """

      #include <\(prefix)_vectors.h>

      \(selfTestData)

      static void report_layer(
          uint16_t vector, uint8_t step, uint8_t layer, uint32_t expected, uint32_t actual)
      {
          Serial.print("vector ");
          Serial.print((unsigned)vector);
          if (step < \(macro("TIMESTEPS"))) {
              Serial.print(", step ");
              Serial.print((unsigned)step);
          } else {
              Serial.print(", all steps in one call");
          }
          Serial.print(", layer ");
          Serial.print(layer_names[layer]);
          Serial.print(": expected 0x");
          Serial.print((unsigned long)expected, 16);
          Serial.print(", actual 0x");
          Serial.println((unsigned long)actual, 16);
      }

      static void report_class(uint16_t vector, uint16_t expected, uint16_t actual)
      {
          Serial.print("vector ");
          Serial.print((unsigned)vector);
          Serial.print(": expected class ");
          Serial.print((unsigned)expected);
          Serial.print(", actual class ");
          Serial.println((unsigned)actual);
      }

      \(selfTestCheck)

      void setup()
      {
          uint16_t passed = 0;
          uint16_t vector;

          Serial.begin(115200);
          while (!Serial) {
          }
          \(prefix)_init(&state);
          for (vector = 0; vector < \(macro("VECTOR_COUNT")); vector++) {
              passed = (uint16_t)(passed + (uint16_t)check(vector, passed == vector));
          }
          Serial.print((passed == \(macro("VECTOR_COUNT"))) ? "PASS " : "FAIL ");
          Serial.print((unsigned)passed);
          Serial.print("/");
          Serial.println((unsigned)\(macro("VECTOR_COUNT")));
      }

      void loop()
      {
      }
      """
    )
    return writer.text
  }
}
