#include "CEmbeddedDigits.h"

/* #embed is C23; clang offers it in every mode and warns. An array literal of the same bytes costs
 * seconds of every build, a resource bundle would be lost when the binary is copied. */
#pragma clang diagnostic ignored "-Wc23-extensions"

const unsigned char embedded_digits_csv_gz[] = {
#embed "digits.csv.gz"
};
const size_t embedded_digits_csv_gz_size = sizeof embedded_digits_csv_gz;
