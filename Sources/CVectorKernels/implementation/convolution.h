// Convolutions driven by events. Index lists hold x * channels + c for each input position in
// row-major order (offsets by position), so the events of a window's row are consecutive and the
// row of weights of an event is its index minus that of the window's left border.

typedef uint16_t Runs __attribute__((vector_size(32), aligned(2), may_alias));
enum { RUN_LANES = 16, LONGEST_WINDOW = 8192 };

// The range of kernel rows (or columns) whose input lies inside: from the result, before `*end`.
INLINE int kernel_range(int start, int size, int kernel, int *end) {
  *end = kernel < size - start ? kernel : size - start;
  return start < 0 ? -start : 0;
}

// The rows of weights that the events of one window select. Whole vectors are copied: a loop over
// the few events of each kernel row would be mispredicted at every end.
INLINE int window_rows(const vk_convolution *c, int y0, int x0, const uint16_t *index,
                       const int32_t *offsets, uint16_t *rows) {
  int ky_end, kx_end, count = 0;
  const int ky_first = kernel_range(y0, c->in_height, c->kernel_height, &ky_end);
  const int kx_first = kernel_range(x0, c->in_width, c->kernel_width, &kx_end);
  if (kx_first >= kx_end) return 0;
  for (int ky = ky_first; ky < ky_end; ky++) {
    const int32_t *at = offsets + (y0 + ky) * c->in_width + x0;
    const int32_t first = at[kx_first], events = at[kx_end] - first;
    const uint16_t shift = (uint16_t)((ky * c->kernel_width - x0) * c->in_channels);
    int32_t e = 0;
    do {
      *(Runs *)(rows + count + e) = *(const Runs *)(index + first + e) + shift;
      e += RUN_LANES;
    } while (e < events);
    count += events;
  }
  return count;
}

INLINE void convolve_gather(const int vectors, const vk_convolution *c, const uint16_t *index,
                            const int32_t *offsets, const float *w, const float *init,
                            float *out) {
  const ptrdiff_t ldw = c->width;
  uint16_t rows[LONGEST_WINDOW + 2 * RUN_LANES];
  for (int oy = 0; oy < c->out_height; oy++)
    for (int ox = 0; ox < c->out_width; ox++) {
      const int count = window_rows(c, oy * c->stride_y - c->pad_y, ox * c->stride_x - c->pad_x,
                                    index, offsets, rows);
      // Even and odd events separately: one chain of additions would wait for itself.
      Vector even[VK_ROW_VECTORS], odd[VK_ROW_VECTORS];
      UNROLL for (int j = 0; j < vectors; j++) {
        even[j] = init ? load(init + j * LANES) : (Vector){0};
        odd[j] = (Vector){0};
      }
      int e = 0;
      for (; e + 2 <= count; e += 2) {
        const float *row0 = w + rows[e] * ldw, *row1 = w + rows[e + 1] * ldw;
        UNROLL for (int j = 0; j < vectors; j++) even[j] += load(row0 + j * LANES);
        UNROLL for (int j = 0; j < vectors; j++) odd[j] += load(row1 + j * LANES);
      }
      if (e < count) {
        const float *row = w + rows[e] * ldw;
        UNROLL for (int j = 0; j < vectors; j++) even[j] += load(row + j * LANES);
      }
      float *target = out + (ptrdiff_t)(oy * c->out_width + ox) * ldw;
      UNROLL for (int j = 0; j < vectors; j++) store(target + j * LANES, even[j] + odd[j]);
    }
}

// The kernel rows (or columns) of stride `stride` at which an input reaches an output: from the
// result in steps of the stride, before `*end`; `*target` is the output of the first.
INLINE int reached(int at, int pad, int stride, int kernel, int size, int *end, int *target) {
  const int lowest = at + pad - (size - 1) * stride;
  const int first = lowest > 0 ? lowest : (at + pad) % stride;
  *end = kernel < at + pad + 1 ? kernel : at + pad + 1;
  *target = (at + pad - first) / stride;
  return first;
}

// Adds the weights of every event to the outputs it reaches.
INLINE void convolve_scatter(const int vectors, const int valued, const vk_convolution *c,
                             const uint16_t *index, const float *values, const int32_t *offsets,
                             const float *w, const float *init, float *out) {
  const ptrdiff_t width = c->width, next = (ptrdiff_t)c->in_channels * width * c->stride_x;
  for (int p = 0; p < c->out_height * c->out_width; p++)
    UNROLL for (int j = 0; j < vectors; j++)
      store(out + p * width + j * LANES, init ? load(init + j * LANES) : (Vector){0});
  for (int y = 0; y < c->in_height; y++) {
    int ky_end, oy_first;
    const int ky_first =
        reached(y, c->pad_y, c->stride_y, c->kernel_height, c->out_height, &ky_end, &oy_first);
    for (int x = 0; x < c->in_width; x++) {
      const int32_t *at = offsets + y * c->in_width + x;
      if (at[0] == at[1]) continue;
      int kx_end, ox_first;
      const int kx_first =
          reached(x, c->pad_x, c->stride_x, c->kernel_width, c->out_width, &kx_end, &ox_first);
      for (int32_t e = at[0]; e < at[1]; e++) {
        const Vector factor = splat(valued ? values[e] : 1.0f);
        const int channel = index[e] - x * c->in_channels;
        for (int ky = ky_first, oy = oy_first; ky < ky_end; ky += c->stride_y, oy--) {
          const float *row =
              w + (ptrdiff_t)((ky * c->kernel_width + kx_first) * c->in_channels + channel) * width;
          float *target = out + (ptrdiff_t)(oy * c->out_width + ox_first) * width;
          for (int kx = kx_first; kx < kx_end; kx += c->stride_x) {
            UNROLL for (int j = 0; j < vectors; j++) {
              const Vector weight = load(row + j * LANES);
              store(target + j * LANES,
                    load(target + j * LANES) + (valued ? factor * weight : weight));
            }
            row += next;
            target -= width;
          }
        }
      }
    }
  }
}

// Windows with few events are dearer to find than the events' targets, and no window may be longer
// than its list: where spikes are counted, a place can hold more events than channels.
INLINE int scatters(const vk_convolution *c, const int32_t *offsets) {
  const int positions = c->in_height * c->in_width;
  const int64_t events = offsets[positions] - offsets[0];
  const int64_t area = c->kernel_height * c->kernel_width;
  if (events * area < 8 * (int64_t)positions || area * c->in_channels > LONGEST_WINDOW) return 1;
  if (events <= LONGEST_WINDOW) return 0;
  int32_t most = 0;
  for (int p = 0; p < positions; p++)
    most = offsets[p + 1] - offsets[p] > most ? offsets[p + 1] - offsets[p] : most;
  return area * most > LONGEST_WINDOW;
}

static void convolve_events(const vk_convolution *c, const uint16_t *index, const float *values,
                            const int32_t *offsets, const float *w, const float *init,
                            float *out) {
  const int spreads = values || scatters(c, offsets);
  // Panels of columns keep their place in the rows: the strides of a panel are those of the whole.
  for (int j = 0; j < c->width;) {
    const int left = (c->width - j) / LANES;
#define PANEL(vectors) \
  if (vectors <= VK_ROW_VECTORS && left >= vectors) { \
    const int v = vectors <= VK_ROW_VECTORS ? vectors : 1; \
    const float *start = init ? init + j : NULL; \
    if (!spreads) \
      convolve_gather(v, c, index, offsets, w + j, start, out + j); \
    else if (values) \
      convolve_scatter(v, 1, c, index, values, offsets, w + j, start, out + j); \
    else \
      convolve_scatter(v, 0, c, index, NULL, offsets, w + j, start, out + j); \
    j += vectors * LANES; \
    continue; \
  }
    PANEL(4) PANEL(2) PANEL(1)
#undef PANEL
  }
}

// ---- Gradient of the weights -----------------------------------------------------------------

// The columns of a padded image of gradients.
INLINE int padded_columns(const vk_convolution *c) {
  return c->out_width + 2 * (c->kernel_width - 1);
}

static void channels_from_places(const vk_convolution *c, int m, const uint16_t *index,
                                 const float *values, const int32_t *offsets, int32_t *places,
                                 float *place_values, int32_t *lines) {
  const int channels = c->in_channels, height = c->in_height, columns = padded_columns(c);
  const int count = channels * height;
  for (int i = 0; i < m; i++, offsets += height * c->in_width, lines += count) {
    memset(lines, 0, sizeof(int32_t) * (size_t)(count + 1));
    for (int y = 0, p = 0; y < height; y++)
      for (int x = 0; x < c->in_width; x++, p++)
        for (int32_t e = offsets[p]; e < offsets[p + 1]; e++)
          lines[(index[e] - x * channels) * height + y + 1]++;
    lines[0] = offsets[0];
    for (int k = 0; k < count; k++) lines[k + 1] += lines[k];
    for (int y = 0, p = 0; y < height; y++)
      for (int x = 0; x < c->in_width; x++, p++)
        for (int32_t e = offsets[p]; e < offsets[p + 1]; e++) {
          const int32_t to = lines[(index[e] - x * channels) * height + y]++;
          places[to] = y * columns + x;
          if (values) place_values[to] = values[e];
        }
    // Each offset has moved to the start of the next line: shift back.
    for (int k = count; k > 0; k--) lines[k] = lines[k - 1];
    lines[0] = offsets[0];
  }
}

INLINE int32_t append_places(uint64_t word, int32_t base, int32_t *places, int32_t count) {
  const int32_t end = count + __builtin_popcountll(word);
  do {
    UNROLL for (int i = 0; i < 4; i++) {
      places[count + i] = base + __builtin_ctzll(word | 1ull << 63);
      word &= word - 1;
    }
    count += 4;
  } while (count < end);
  return end;
}

// Lines of at most 64 places whose spikes are single bits: what the fast lists are made from.
enum { MOST_LINES = 8192 };

INLINE int has_short_lines(const vk_convolution *c) {
  return c->in_width <= 64 && c->in_channels * c->in_height <= MOST_LINES;
}

static int32_t channels_from_membrane(const vk_convolution *c, const vk_spike_map *map, int m,
                                      const float *u, ptrdiff_t row_pitch,
                                      const float *threshold, const float *mask, int masks,
                                      int32_t *places, int32_t *lines) {
  const int height = c->in_height, width = c->in_width, pitch = map->pitch;
  const int window = map->pool_height * map->pool_width;
  if (!has_short_lines(c) || (window > 1 && !map->joins)) return -1;
  uint64_t words[MOST_LINES];
  int32_t count = 0;
  for (int i = 0; i < m; i++) {
    const float *image = u + i * row_pitch;
    const float *keep = mask ? mask + (ptrdiff_t)(i % masks) * height * width * pitch : NULL;
    for (int j = 0; j < pitch && j < c->in_channels; j += 16) {
      const int channels = c->in_channels - j < 16 ? c->in_channels - j : 16;
      for (int y = 0; y < height; y++) {
        for (int k = 0; k < channels; k++) words[(j + k) * height + y] = 0;
        for (int x0 = 0; x0 < width; x0 += 16) {
          // 16 places x 16 channels of bits, turned around.
          uint16_t block[16] = {0};
          const int some = width - x0 < 16 ? width - x0 : 16;
          for (int x = 0; x < some; x++) {
            uint32_t word = 0;
            for (int member = 0; member < window; member++) {
              const int from = (y * map->pool_height + member / map->pool_width) * map->width +
                               (x0 + x) * map->pool_width + member % map->pool_width;
              word |= fired(image + (ptrdiff_t)from * pitch + j, threshold + j);
            }
            if (keep) word &= kept(keep + (ptrdiff_t)(y * width + x0 + x) * pitch + j);
            block[x] = (uint16_t)word;
          }
          const Runs bits = *(const Runs *)block;
          for (int k = 0; k < channels; k++) {
            const Places lanes = __builtin_convertvector((bits >> k) & 1, Places);
            uint16_t turned;
            memcpy(&turned, &lanes, 2);
            words[(j + k) * height + y] |= (uint64_t)turned << x0;
          }
        }
      }
    }
    const int columns = padded_columns(c);
    for (int k = 0; k < c->in_channels; k++)
      for (int y = 0; y < height; y++) {
        *lines++ = count;
        count = append_places(words[k * height + y], y * columns, places, count);
      }
  }
  *lines = count;
  return count;
}

// ---- One input channel of spikes ----------------------------------------------------------------

// The bits of line y, `pad` places to the left; lines outside are silent.
INLINE uint64_t bit_line(const vk_convolution *c, const uint8_t *bits, int y) {
  if (y < 0 || y >= c->in_height) return 0;
  const int first = y * c->in_width;
  uint64_t word;
  memcpy(&word, bits + (first >> 3), 8);
  return word >> (first & 7) & ((1ull << c->in_width) - 1);
}

static int32_t channels_from_bits(const vk_convolution *c, int m, int row_bytes,
                                  const uint8_t *bits, int32_t *places, int32_t *lines) {
  const int columns = padded_columns(c);
  int32_t count = 0;
  for (int i = 0; i < m; i++)
    for (int y = 0; y < c->in_height; y++) {
      *lines++ = count;
      const uint64_t word = bit_line(c, bits + (size_t)i * row_bytes, y);
      if (word) count = append_places(word, y * columns, places, count);
    }
  *lines = count;
  return count;
}

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

// ---- Gradient of the weights, from lists by channel -----------------------------------------------

// The gradients of `vectors` consecutive vectors of one kernel row, in registers over all events.
INLINE void gradient_run(const int vectors, const int valued, const int32_t *places,
                         const float *values, int count, ptrdiff_t width, const float *delta,
                         Vector *sums) {
  Vector total[VK_RUN_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) total[j] = (Vector){0};
  for (int e = 0; e < count; e++) {
    const float *run = delta + places[e] * width;
    if (valued) {
      const Vector x = splat(values[e]);
      UNROLL for (int j = 0; j < vectors; j++) total[j] += x * load(run + j * LANES);
    } else {
      UNROLL for (int j = 0; j < vectors; j++) total[j] += load(run + j * LANES);
    }
  }
  UNROLL for (int j = 0; j < vectors; j++) sums[j] = total[j];
}

INLINE void gradient_runs(const int valued, int vectors, const int32_t *places,
                          const float *values, int count, ptrdiff_t width, const float *delta,
                          Vector *sums) {
  while (vectors > 0) {
    int taken = vectors;
    if (taken > VK_RUN_VECTORS) {
      const int blocks = (taken + VK_RUN_VECTORS - 1) / VK_RUN_VECTORS;
      taken = (taken + blocks - 1) / blocks;
    }
#define CASE(n) \
  case n: \
    if (n <= VK_RUN_VECTORS) \
      gradient_run(n <= VK_RUN_VECTORS ? n : 1, valued, places, values, count, width, delta, \
                   sums); \
    break;
    switch (taken) {
      CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11)
      CASE(12) CASE(13) CASE(14) CASE(15) CASE(16) CASE(17) CASE(18) CASE(19) CASE(20)
    }
#undef CASE
    vectors -= taken;
    delta += taken * LANES;
    sums += taken;
  }
}

enum { LARGEST_ROW = 256 };

// `per_column` vectors of every kernel place.
static void gradient_panel(const vk_convolution *c, const int per_column, const int32_t *places,
                           const float *values, const int32_t *lines,
                           const float *padded, float *dw) {
  const ptrdiff_t width = c->width;
  const int columns = padded_columns(c);
  // Kernel columns at a time, so that the sums of a row fit their buffer; only whole columns adjoin.
  const int most = per_column * LANES < c->width ? 1 : LARGEST_ROW / per_column;
  Vector sums[LARGEST_ROW];
  for (int channel = 0; channel < c->in_channels; channel++) {
    const int32_t *line = lines + channel * c->in_height;
    for (int ky = 0; ky < c->kernel_height; ky++) {
      // The lines of the input that this kernel row sees.
      int y_first = ky - c->pad_y, y_end = y_first + c->out_height;
      y_first = y_first < 0 ? 0 : y_first;
      y_end = y_end > c->in_height ? c->in_height : y_end;
      const int32_t first = line[y_first];
      const int count = y_first < y_end ? line[y_end] - first : 0;
      if (count == 0) continue;
      for (int kx_first = 0; kx_first < c->kernel_width; kx_first += most) {
        const int rest = c->kernel_width - kx_first, taken = rest < most ? rest : most;
        // The outputs that an input reaches stand in a row, the last kernel column first.
        const ptrdiff_t place =
            (ptrdiff_t)(c->pad_y - ky + c->kernel_height - 1) * columns + c->pad_x -
            (kx_first + taken - 1) + c->kernel_width - 1;
        if (values)
          gradient_runs(1, taken * per_column, places + first, values + first, count, width,
                        padded + place * width, sums);
        else
          gradient_runs(0, taken * per_column, places + first, NULL, count, width,
                        padded + place * width, sums);
        for (int k = 0; k < taken; k++) {
          const int kx = kx_first + taken - 1 - k;
          float *row =
              dw + (ptrdiff_t)((ky * c->kernel_width + kx) * c->in_channels + channel) * width;
          for (int j = 0; j < per_column; j++)
            store(row + j * LANES, load(row + j * LANES) + sums[k * per_column + j]);
        }
      }
    }
  }
}

static void convolve_gradient(const vk_convolution *c, const int32_t *places,
                              const float *values, const int32_t *lines,
                              const float *padded, float *dw) {
  const int whole = c->width / LANES;
  if (whole <= LARGEST_ROW) {
    gradient_panel(c, whole, places, values, lines, padded, dw);
    return;
  }
  // One kernel column alone is longer than the buffer.
  for (int at = 0; at < whole; at += LARGEST_ROW) {
    const int rest = whole - at;
    gradient_panel(c, rest < LARGEST_ROW ? rest : LARGEST_ROW, places, values, lines,
                   padded + (ptrdiff_t)at * LANES, dw + (ptrdiff_t)at * LANES);
  }
}

// The same for strides, window by window.
static void convolve_gradient_strided(const vk_convolution *c, const uint16_t *index,
                                      const float *values, const int32_t *offsets,
                                      const float *padded, float *dw) {
  const ptrdiff_t width = c->width;
  const int columns = padded_columns(c);
  for (int oy = 0; oy < c->out_height; oy++)
    for (int ox = 0; ox < c->out_width; ox++) {
      const int y0 = oy * c->stride_y - c->pad_y, x0 = ox * c->stride_x - c->pad_x;
      int ky_end, kx_end;
      const int ky_first = kernel_range(y0, c->in_height, c->kernel_height, &ky_end);
      const int kx_first = kernel_range(x0, c->in_width, c->kernel_width, &kx_end);
      const float *delta = padded + ((ptrdiff_t)(oy + c->kernel_height - 1) * columns + ox +
                                     c->kernel_width - 1) * width;
      for (int ky = ky_first; ky < ky_end && kx_first < kx_end; ky++) {
        const int32_t *at = offsets + (y0 + ky) * c->in_width + x0;
        const ptrdiff_t shift = (ptrdiff_t)(ky * c->kernel_width - x0) * c->in_channels;
        for (int32_t e = at[kx_first]; e < at[kx_end]; e++) {
          float *row = dw + (shift + index[e]) * width;
          const Vector x = splat(values ? values[e] : 1.0f);
          for (int j = 0; j < c->width; j += LANES)
            store(row + j, load(row + j) + x * load(delta + j));
        }
      }
    }
}

// ---- Gradient of the input -------------------------------------------------------------------

// Adds the `outputs` scaled runs of weights to one row of the input, `vectors` vectors in registers.
INLINE void spread_run(const int vectors, int outputs, const float *factors, const int32_t *runs,
                       const float *weights, float *dx) {
  Vector sums[VK_RUN_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) sums[j] = load(dx + j * LANES);
  for (int o = 0; o < outputs; o++) {
    const Vector factor = splat(factors[o]);
    const float *row = weights + runs[o];
    UNROLL for (int j = 0; j < vectors; j++) sums[j] += factor * load(row + j * LANES);
  }
  UNROLL for (int j = 0; j < vectors; j++) store(dx + j * LANES, sums[j]);
}

INLINE void spread_runs(int vectors, int outputs, const float *factors, const int32_t *runs,
                        const float *weights, float *dx) {
  while (vectors > 0) {
    int taken = vectors;
    if (taken > VK_RUN_VECTORS) {
      const int blocks = (taken + VK_RUN_VECTORS - 1) / VK_RUN_VECTORS;
      taken = (taken + blocks - 1) / blocks;
    }
#define CASE(n) \
  case n: \
    if (n <= VK_RUN_VECTORS) \
      spread_run(n <= VK_RUN_VECTORS ? n : 1, outputs, factors, runs, weights, dx); \
    break;
    switch (taken) {
      CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11)
      CASE(12) CASE(13) CASE(14) CASE(15) CASE(16) CASE(17) CASE(18) CASE(19) CASE(20)
    }
#undef CASE
    vectors -= taken;
    weights += taken * LANES;
    dx += taken * LANES;
  }
}

// Outputs at a time whose weights stay in the L1 cache.
enum { SPREAD_OUTPUTS = 16, L1_WEIGHTS = 24 * 1024 };

static void convolve_backward_winners(const vk_convolution *c, const vk_pool *pool,
                                      const float *delta, const uint8_t *winners, const float *wt,
                                      int in_width, float *padded, float *dx) {
  // The footprint of a window: every input that one of its currents sees. Weights have a border of
  // zeros, so that the kernel can stand anywhere in it.
  const int slack_y = (pool->height - 1) * c->stride_y, slack_x = (pool->width - 1) * c->stride_x;
  const int rows = c->kernel_height + slack_y, run = c->kernel_width + slack_x;
  const ptrdiff_t row_size = (ptrdiff_t)(run + slack_x) * in_width;
  const ptrdiff_t size = (rows + slack_y) * row_size;
  const int columns = c->in_width + 2 * c->pad_x;
  float *image = c->pad_y || c->pad_x ? padded : dx;
  memset(image, 0, sizeof(float) * (size_t)((c->in_height + 2 * c->pad_y) * columns) *
                       (size_t)in_width);
  int outputs = (int)(L1_WEIGHTS / (size * (ptrdiff_t)sizeof(float)));
  outputs = outputs < 1 ? 1 : outputs > SPREAD_OUTPUTS ? SPREAD_OUTPUTS : outputs;
  for (int first = 0; first < pool->channels; first += outputs) {
    const int count = pool->channels - first < outputs ? pool->channels - first : outputs;
    for (int py = 0; py < pool->out_height; py++)
      for (int px = 0; px < pool->out_width; px++) {
        const ptrdiff_t at = (ptrdiff_t)(py * pool->out_width + px) * c->width + first;
        int32_t runs[SPREAD_OUTPUTS];
        for (int o = 0; o < count; o++) {
          const int winner = winners[at + o], wy = winner / pool->width;
          const int wx = winner - wy * pool->width;
          runs[o] = (int32_t)(o * size + (slack_y - wy * c->stride_y) * row_size +
                              (ptrdiff_t)(slack_x - wx * c->stride_x) * in_width);
        }
        float *corner = image + ((ptrdiff_t)py * pool->height * c->stride_y * columns +
                                 px * pool->width * c->stride_x) * in_width;
        for (int r = 0; r < rows; r++)
          spread_runs(run * in_width / LANES, count, delta + at, runs,
                      wt + first * size + r * row_size,
                      corner + (ptrdiff_t)r * columns * in_width);
      }
  }
  if (image == dx) return;
  for (int y = 0; y < c->in_height; y++)
    memcpy(dx + (ptrdiff_t)y * c->in_width * in_width,
           image + ((ptrdiff_t)(y + c->pad_y) * columns + c->pad_x) * in_width,
           sizeof(float) * (size_t)c->in_width * (size_t)in_width);
}

// One product for each row of outputs gives what every kernel position sends back; it is then added
// where it belongs.
static void convolve_backward(const vk_convolution *c, int outputs, const float *padded,
                              const float *wt, int in_width, float *sent, float *dx) {
  const int area = c->kernel_height * c->kernel_width, columns = padded_columns(c);
  memset(dx, 0, sizeof(float) * (size_t)(c->in_height * c->in_width) * (size_t)in_width);
  for (int oy = 0; oy < c->out_height; oy++) {
    const float *delta = padded + ((ptrdiff_t)(oy + c->kernel_height - 1) * columns +
                                   c->kernel_width - 1) * c->width;
    gemm(c->out_width, area * in_width, outputs, delta, c->width, 1, wt, area * in_width, NULL, 0,
         sent, area * in_width);
    const int y0 = oy * c->stride_y - c->pad_y;
    int ky_end;
    const int ky_first = kernel_range(y0, c->in_height, c->kernel_height, &ky_end);
    for (int ox = 0; ox < c->out_width; ox++) {
      const int x0 = ox * c->stride_x - c->pad_x;
      int kx_end;
      const int kx_first = kernel_range(x0, c->in_width, c->kernel_width, &kx_end);
      for (int ky = ky_first; ky < ky_end; ky++) {
        const float *from =
            sent + ((ptrdiff_t)ox * area + ky * c->kernel_width + kx_first) * in_width;
        float *to = dx + (ptrdiff_t)((y0 + ky) * c->in_width + x0 + kx_first) * in_width;
        for (int j = 0; j < (kx_end - kx_first) * in_width; j += LANES)
          store(to + j, load(to + j) + load(from + j));
      }
    }
  }
}
