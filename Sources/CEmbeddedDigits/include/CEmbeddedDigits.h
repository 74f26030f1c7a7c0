#ifndef CEMBEDDEDDIGITS_H
#define CEMBEDDEDDIGITS_H

#include <stddef.h>

/* The 8x8 optical digits as gzip-compressed CSV: 64 pixels (0-16) and the class per line.
 * They are part of the binary, so that a copied `tinysnn` needs no data file; see README.md. */
extern const unsigned char embedded_digits_csv_gz[];
extern const size_t embedded_digits_csv_gz_size;

/* The first byte of the array: Swift does not import arrays of unknown length. */
static inline const unsigned char *embedded_digits_csv_gz_start(void) {
  return embedded_digits_csv_gz;
}

#endif
