// Convolutions of one channel of spikes: the sums of a kernel row are looked up by the pattern of its bits.

static void pattern_table(const vk_convolution *c, const float *w, float *table) {
  const int patterns = 1 << c->kernel_width, width = c->width;
  for (int ky = 0; ky < c->kernel_height; ky++) {
    float *rows = table + (ptrdiff_t)ky * patterns * width;
    for (int pattern = 0; pattern < patterns; pattern++)
      for (int j = 0; j < width; j += LANES) {
        Vector sum = {0};
        if (pattern) {
          const int rest = pattern & (pattern - 1), kx = __builtin_ctz((unsigned)pattern);
          sum = load(rows + (ptrdiff_t)rest * width + j) +
                load(w + (ptrdiff_t)(ky * c->kernel_width + kx) * width + j);
        }
        store(rows + (ptrdiff_t)pattern * width + j, sum);
      }
  }
}

enum { MOST_KERNEL_ROWS = 16 };

// `height` is the number of kernel rows where it is known, else 0.
INLINE void convolve_patterns_panel(const int vectors, const int height, const vk_convolution *c,
                                    const uint8_t *bits, const float *table, const float *init,
                                    float *out) {
  const int kernel_rows = height ? height : c->kernel_height;
  const uint64_t patterns = 1ull << c->kernel_width;
  const ptrdiff_t width = c->width, table_row = (ptrdiff_t)patterns * width;
  Vector start[4];
  UNROLL for (int j = 0; j < vectors; j++) start[j] = init ? load(init + j * LANES) : (Vector){0};
  for (int oy = 0; oy < c->out_height; oy++) {
    uint64_t lines[MOST_KERNEL_ROWS];
    for (int ky = 0; ky < kernel_rows; ky++)
      lines[ky] = bit_line(c, bits, oy * c->stride_y - c->pad_y + ky) << c->pad_x;
    float *target = out + (ptrdiff_t)oy * c->out_width * width;
    for (int ox = 0; ox < c->out_width; ox++, target += width) {
      Vector sums[4];
      UNROLL for (int j = 0; j < vectors; j++) sums[j] = start[j];
      for (int ky = 0; ky < kernel_rows; ky++) {
        const float *row =
            table + ky * table_row + (ptrdiff_t)(lines[ky] & (patterns - 1)) * width;
        lines[ky] >>= c->stride_x;
        UNROLL for (int j = 0; j < vectors; j++) sums[j] += load(row + j * LANES);
      }
      UNROLL for (int j = 0; j < vectors; j++) store(target + j * LANES, sums[j]);
    }
  }
}

static void convolve_patterns(const vk_convolution *c, const uint8_t *bits, const float *table,
                              const float *init, float *out) {
  for (int j = 0; j < c->width;) {
    const int left = (c->width - j) / LANES;
#define PANEL(vectors) \
  if (left >= vectors) { \
    const float *start = init ? init + j : NULL; \
    switch (c->kernel_height) { \
      case 3: convolve_patterns_panel(vectors, 3, c, bits, table + j, start, out + j); break; \
      case 5: convolve_patterns_panel(vectors, 5, c, bits, table + j, start, out + j); break; \
      default: convolve_patterns_panel(vectors, 0, c, bits, table + j, start, out + j); \
    } \
    j += vectors * LANES; \
    continue; \
  }
    PANEL(4) PANEL(2) PANEL(1)
#undef PANEL
  }
}
