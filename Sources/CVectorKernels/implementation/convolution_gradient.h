// The gradient of the weights of a convolution.

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
    const int taken = run_length(vectors);
    RUN_OF_LENGTH(taken, gradient_run, valued, places, values, count, width, delta, sums)
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
      if (y_first >= y_end) continue;
      const int32_t first = line[y_first];
      const int count = line[y_end] - first;
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
