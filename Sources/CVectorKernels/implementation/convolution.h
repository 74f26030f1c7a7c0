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
