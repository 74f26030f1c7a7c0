// Convolutions driven by events. Index lists hold x * channels + c for each input position in
// row-major order (offsets by position), so the events of a window's row are consecutive and the
// row of weights of an event is its index minus that of the window's left border.

// The range of kernel rows (or columns) whose input lies inside: from `first`, before `*end`.
INLINE int kernel_range(int start, int size, int kernel, int *end) {
  *end = kernel < size - start ? kernel : size - start;
  return start < 0 ? -start : 0;
}

INLINE void convolve_gather(const int vectors, const int valued, const vk_convolution *c,
                            const uint16_t *index, const float *values, const int32_t *offsets,
                            const float *w, const float *init, float *out) {
  const ptrdiff_t ldw = c->width;
  const int channels = c->in_channels;
  for (int oy = 0; oy < c->out_height; oy++) {
    const int y0 = oy * c->stride_y - c->pad_y;
    int ky_end;
    const int ky_first = kernel_range(y0, c->in_height, c->kernel_height, &ky_end);
    for (int ox = 0; ox < c->out_width; ox++) {
      const int x0 = ox * c->stride_x - c->pad_x;
      int kx_end;
      const int kx_first = kernel_range(x0, c->in_width, c->kernel_width, &kx_end);
      Vector sums[VK_ROW_VECTORS];
      UNROLL for (int j = 0; j < vectors; j++)
        sums[j] = init ? load(init + j * LANES) : (Vector){0};
      for (int ky = ky_first; ky < ky_end && kx_first < kx_end; ky++) {
        const int32_t *row = offsets + (y0 + ky) * c->in_width + x0;
        const ptrdiff_t shift = (ptrdiff_t)(ky * c->kernel_width - x0) * channels;
        const int32_t end = row[kx_end];
        for (int32_t e = row[kx_first]; e < end; e++) {
          const float *weights = w + (shift + index[e]) * ldw;
          if (valued) {
            const Vector x = splat(values[e]);
            UNROLL for (int j = 0; j < vectors; j++) sums[j] += x * load(weights + j * LANES);
          } else {
            UNROLL for (int j = 0; j < vectors; j++) sums[j] += load(weights + j * LANES);
          }
        }
      }
      float *target = out + (ptrdiff_t)(oy * c->out_width + ox) * ldw;
      UNROLL for (int j = 0; j < vectors; j++) store(target + j * LANES, sums[j]);
    }
  }
}

INLINE void convolve_gather_gradient(const int vectors, const int valued, const vk_convolution *c,
                                     const uint16_t *index, const float *values,
                                     const int32_t *offsets, const float *delta, float *dw) {
  const ptrdiff_t ldw = c->width;
  const int channels = c->in_channels;
  for (int oy = 0; oy < c->out_height; oy++) {
    const int y0 = oy * c->stride_y - c->pad_y;
    int ky_end;
    const int ky_first = kernel_range(y0, c->in_height, c->kernel_height, &ky_end);
    for (int ox = 0; ox < c->out_width; ox++) {
      const int x0 = ox * c->stride_x - c->pad_x;
      int kx_end;
      const int kx_first = kernel_range(x0, c->in_width, c->kernel_width, &kx_end);
      const float *source = delta + (ptrdiff_t)(oy * c->out_width + ox) * ldw;
      Vector d[VK_ROW_VECTORS];
      UNROLL for (int j = 0; j < vectors; j++) d[j] = load(source + j * LANES);
      for (int ky = ky_first; ky < ky_end && kx_first < kx_end; ky++) {
        const int32_t *row = offsets + (y0 + ky) * c->in_width + x0;
        const ptrdiff_t shift = (ptrdiff_t)(ky * c->kernel_width - x0) * channels;
        const int32_t end = row[kx_end];
        for (int32_t e = row[kx_first]; e < end; e++) {
          float *weights = dw + (shift + index[e]) * ldw;
          if (valued) {
            const Vector x = splat(values[e]);
            UNROLL for (int j = 0; j < vectors; j++)
              store(weights + j * LANES, load(weights + j * LANES) + x * d[j]);
          } else {
            UNROLL for (int j = 0; j < vectors; j++)
              store(weights + j * LANES, load(weights + j * LANES) + d[j]);
          }
        }
      }
    }
  }
}

// Visits the outputs that one input position reaches: body(weight row, output position).
#define FOR_TARGETS(c, y, x, channel, body) \
  for (int ky = 0; ky < (c)->kernel_height; ky++) { \
    const int top = (y) + (c)->pad_y - ky; \
    const int oy = (c)->stride_y == 1 ? top : top / (c)->stride_y; \
    if (top < 0 || oy >= (c)->out_height || oy * (c)->stride_y != top) continue; \
    for (int kx = 0; kx < (c)->kernel_width; kx++) { \
      const int left = (x) + (c)->pad_x - kx; \
      const int ox = (c)->stride_x == 1 ? left : left / (c)->stride_x; \
      if (left < 0 || ox >= (c)->out_width || ox * (c)->stride_x != left) continue; \
      const ptrdiff_t row = \
          (ptrdiff_t)((ky * (c)->kernel_width + kx) * (c)->in_channels + (channel)) * (c)->width; \
      const ptrdiff_t place = (ptrdiff_t)(oy * (c)->out_width + ox) * (c)->width; \
      body \
    } \
  }

INLINE void convolve_scatter(const int valued, const vk_convolution *c, const uint16_t *index,
                             const float *values, const int32_t *offsets, const float *w,
                             const float *init, float *out) {
  const int width = c->width;
  for (int p = 0; p < c->out_height * c->out_width; p++)
    for (int j = 0; j < width; j += LANES)
      store(out + (ptrdiff_t)p * width + j, init ? load(init + j) : (Vector){0});
  for (int y = 0; y < c->in_height; y++)
    for (int x = 0; x < c->in_width; x++) {
      const int32_t *at = offsets + y * c->in_width + x;
      for (int32_t e = at[0]; e < at[1]; e++) {
        const Vector factor = splat(valued ? values[e] : 1.0f);
        FOR_TARGETS(c, y, x, index[e] - x * c->in_channels, {
          for (int j = 0; j < width; j += LANES) {
            const Vector weight = load(w + row + j);
            store(out + place + j,
                  load(out + place + j) + (valued ? factor * weight : weight));
          }
        })
      }
    }
}

INLINE void convolve_scatter_gradient(const int valued, const vk_convolution *c,
                                      const uint16_t *index, const float *values,
                                      const int32_t *offsets, const float *delta, float *dw) {
  const int width = c->width;
  for (int y = 0; y < c->in_height; y++)
    for (int x = 0; x < c->in_width; x++) {
      const int32_t *at = offsets + y * c->in_width + x;
      for (int32_t e = at[0]; e < at[1]; e++) {
        const Vector factor = splat(valued ? values[e] : 1.0f);
        FOR_TARGETS(c, y, x, index[e] - x * c->in_channels, {
          for (int j = 0; j < width; j += LANES) {
            const Vector d = load(delta + place + j);
            store(dw + row + j, load(dw + row + j) + (valued ? factor * d : d));
          }
        })
      }
    }
}

// Runs of fewer events than this in a window's row cost more to find than to scatter. Both ways sum
// in the same order and give the same bits.
INLINE int scatters(const vk_convolution *c, const int32_t *offsets) {
  const int positions = c->in_height * c->in_width;
  const int64_t events = offsets[positions] - offsets[0];
  return c->width <= 64 && events * c->kernel_width < 3 * (int64_t)positions;
}

static void convolve_events(const vk_convolution *c, const uint16_t *index, const float *values,
                            const int32_t *offsets, const float *w, const float *init,
                            float *out) {
  if (scatters(c, offsets)) {
    if (values)
      convolve_scatter(1, c, index, values, offsets, w, init, out);
    else
      convolve_scatter(0, c, index, NULL, offsets, w, init, out);
    return;
  }
  for (int j = 0; j < c->width;) {
    const int left = (c->width - j) / LANES;
#define PANEL(vectors) \
  if (vectors <= VK_ROW_VECTORS && left >= vectors) { \
    const int v = vectors <= VK_ROW_VECTORS ? vectors : 1; \
    if (values) \
      convolve_gather(v, 1, c, index, values, offsets, w + j, init ? init + j : NULL, out + j); \
    else \
      convolve_gather(v, 0, c, index, NULL, offsets, w + j, init ? init + j : NULL, out + j); \
    j += vectors * LANES; \
    continue; \
  }
    PANEL(8) PANEL(4) PANEL(2) PANEL(1)
#undef PANEL
  }
}

static void convolve_events_gradient(const vk_convolution *c, const uint16_t *index,
                                     const float *values, const int32_t *offsets,
                                     const float *delta, float *dw) {
  if (scatters(c, offsets)) {
    if (values)
      convolve_scatter_gradient(1, c, index, values, offsets, delta, dw);
    else
      convolve_scatter_gradient(0, c, index, NULL, offsets, delta, dw);
    return;
  }
  for (int j = 0; j < c->width;) {
    const int left = (c->width - j) / LANES;
#define PANEL(vectors) \
  if (vectors <= VK_ROW_VECTORS && left >= vectors) { \
    const int v = vectors <= VK_ROW_VECTORS ? vectors : 1; \
    if (values) \
      convolve_gather_gradient(v, 1, c, index, values, offsets, delta + j, dw + j); \
    else \
      convolve_gather_gradient(v, 0, c, index, NULL, offsets, delta + j, dw + j); \
    j += vectors * LANES; \
    continue; \
  }
    PANEL(8) PANEL(4) PANEL(2) PANEL(1)
#undef PANEL
  }
}

// Adds factor * weights of `columns` kernel columns to consecutive input positions.
INLINE void spread_row(const int vectors, int columns, const float *weights, Vector factor,
                       float *dx) {
  for (int kx = 0; kx < columns; kx++)
    UNROLL for (int j = 0; j < vectors; j++) {
      float *target = dx + (kx * vectors + j) * LANES;
      store(target, load(target) + factor * load(weights + (kx * vectors + j) * LANES));
    }
}

INLINE void convolve_backward_winners_width(const int vectors, const vk_convolution *c,
                                            const vk_pool *pool, const float *delta,
                                            const uint8_t *winners, const float *wt, float *dx) {
  const int in_width = vectors * LANES;
  const int columns = pool->out_width;
  const ptrdiff_t kernel_row = (ptrdiff_t)c->kernel_width * in_width;
  for (int channel = 0; channel < pool->channels; channel++) {
    const float *weights = wt + channel * c->kernel_height * kernel_row;
    for (int py = 0; py < pool->out_height; py++)
      for (int px = 0; px < columns; px++) {
        const ptrdiff_t at = (ptrdiff_t)(py * columns + px) * c->width + channel;
        if (delta[at] == 0) continue;
        const Vector factor = splat(delta[at]);
        const int winner = winners[at];
        const int oy = py * pool->height + winner / pool->width;
        const int ox = px * pool->width + winner % pool->width;
        const int y0 = oy * c->stride_y - c->pad_y, x0 = ox * c->stride_x - c->pad_x;
        int ky_end, kx_end;
        const int ky_first = kernel_range(y0, c->in_height, c->kernel_height, &ky_end);
        const int kx_first = kernel_range(x0, c->in_width, c->kernel_width, &kx_end);
        for (int ky = ky_first; ky < ky_end; ky++)
          spread_row(vectors, kx_end - kx_first,
                     weights + ky * kernel_row + (ptrdiff_t)kx_first * in_width, factor,
                     dx + (ptrdiff_t)((y0 + ky) * c->in_width + x0 + kx_first) * in_width);
      }
  }
}

// Each pooled output has one current that its gradient reaches: its kernel is spread over the input.
static void convolve_backward_winners(const vk_convolution *c, const vk_pool *pool,
                                      const float *delta, const uint8_t *winners, const float *wt,
                                      int in_width, float *dx) {
  memset(dx, 0, sizeof(float) * (size_t)(c->in_height * c->in_width) * (size_t)in_width);
  switch (in_width / LANES) {
#define CASE(vectors) \
  case vectors: \
    convolve_backward_winners_width(vectors, c, pool, delta, winners, wt, dx); \
    return;
    CASE(1) CASE(2) CASE(3) CASE(4) CASE(6) CASE(8) CASE(16)
#undef CASE
    default: convolve_backward_winners_width(in_width / LANES, c, pool, delta, winners, wt, dx);
  }
}

// The transposed convolution as products of a padded image: consecutive positions overlap by all
// but one, so a window's row is one row of the left matrix and nothing is copied but the border.
static void convolve_backward(const vk_convolution *c, const float *delta, const float *wt,
                              int in_width, float *padded, float *dx) {
  const int width = c->width;
  const int rows = c->in_height + c->kernel_height - 1;
  const int columns = c->in_width + c->kernel_width - 1;
  memset(padded, 0, sizeof(float) * (size_t)(rows * columns) * (size_t)width);
  for (int oy = 0; oy < c->out_height; oy++)
    for (int ox = 0; ox < c->out_width; ox++) {
      const int y = oy * c->stride_y + c->kernel_height - 1 - c->pad_y;
      const int x = ox * c->stride_x + c->kernel_width - 1 - c->pad_x;
      // With a stride, windows may leave rows of the input beyond their reach: never read.
      if (y >= rows || x >= columns) continue;
      memcpy(padded + (ptrdiff_t)(y * columns + x) * width,
             delta + (ptrdiff_t)(oy * c->out_width + ox) * width, sizeof(float) * (size_t)width);
    }
  for (int y = 0; y < c->in_height; y++) {
    float *target = dx + (ptrdiff_t)y * c->in_width * in_width;
    for (int ky = 0; ky < c->kernel_height; ky++)
      gemm(c->in_width, in_width, c->kernel_width * width,
           padded + (ptrdiff_t)(y + ky) * columns * width, width, 1,
           wt + (ptrdiff_t)ky * c->kernel_width * width * in_width, in_width,
           ky == 0 ? NULL : target, in_width, target, in_width);
  }
}
