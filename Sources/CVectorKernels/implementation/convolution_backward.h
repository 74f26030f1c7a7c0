// The gradient of the input of a convolution.

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
    const int taken = run_length(vectors);
    RUN_OF_LENGTH(taken, spread_run, outputs, factors, runs, weights, dx)
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
