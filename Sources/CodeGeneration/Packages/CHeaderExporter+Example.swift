import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The text of `example.c`: reads samples as text, or takes the first golden vector, and prints classes.
  var example: String {
    var writer = CWriter()
    let prefix = name.text
    writer.comment(
      provenance("example.c - classifies samples with \(prefix).h.") + [
        "",
        "  cc -std=c99 example.c -o example",
        "  ./example         the first golden vector",
        "  ./example FILE    the samples of FILE, or of the standard input if it is called -",
        "",
        "A sample is \(sampleNumbers) 0...\(network.input.maximum) in decimal, apart by blanks, commas or lines.",
        "Prints one line per sample; returns 1 if the text holds something else.",
      ]
    )
    let sample =
      isRate
      ? """

      /* Numbers the samples: the random draws depend on it. */
      static uint32_t sample;
      """
      : ""
    writer.line(
      """

      #include <stdio.h>

      #include "\(prefix).h"
      #include "\(prefix)_vectors.h"

      static \(prefix)_state_t state;
      \(inputArray)\(sample)

      static void classify(void)
      {
          \(bestClass)

          printf("class %u, score %ld, margin %lu\\n", (unsigned)best,
                 (long)\(prefix)_score(&state, best), (unsigned long)\(prefix)_margin(&state));
      }
      \(frameFunction(parameters: "void"))
      \(goldenVectorFunction(parameters: "void"))

      /* Reads the next number; -1 at the end of the file, -2 for what is no input of the model. */
      static int next_number(FILE *file)
      {
          int character = getc(file);
          int number = 0;

          while (character == ' ' || character == ',' || character == '\\t' || character == '\\r'
                 || character == '\\n') {
              character = getc(file);
          }
          if (character == EOF) {
              return -1;
          }
          if (character < '0' || character > '9') {
              return -2;
          }
          while (character >= '0' && character <= '9') {
              number = 10 * number + (character - '0');
              if (number > (int)\(macro("INPUT_MAX"))) {
                  return -2;
              }
              character = getc(file);
          }
          if (character != EOF) {
              (void)ungetc(character, file);
          }
          return number;
      }

      static int classify_file(FILE *file)
      {
          uint16_t count = 0;
          int number = next_number(file);

          while (number >= 0) {
              \(numberStorage(indent: 8))
              count++;
              if (count == \(macro("INPUT_COUNT"))) {
                  \(completion)
                  count = 0;\(isRate ? "\n            sample++;" : "")
              }
              number = next_number(file);
          }
          if (number == -2 || count != 0U\(isEvents ? " || state.step != 0U" : "")) {
              printf("expected %u integers of at most %u per \(isEvents ? "frame" : "sample")\\n", (unsigned)\(macro("INPUT_COUNT")),
                     (unsigned)\(macro("INPUT_MAX")));
              return 1;
          }
          return 0;
      }

      int main(int count, char **arguments)
      {
          FILE *file = stdin;
          int status;

          \(prefix)_init(&state);
          if (count < 2) {
              \(goldenVectorCalls(indent: 8))
              return 0;
          }
          if (arguments[1][0] != '-' || arguments[1][1] != '\\0') {
              file = fopen(arguments[1], "r");
          }
          if (file == NULL) {
              printf("cannot read %s\\n", arguments[1]);
              return 1;
          }
          status = classify_file(file);
          (void)fclose(file);
          return status;
      }
      """
    )
    return writer.text
  }
}
