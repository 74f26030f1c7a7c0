// Batch normalisation of currents over rows, per column. Sums run row by row.

static void norm_statistics(int m, int n, const float *x, float *mean, float *variance) {
  for (int j = 0; j < n; j += LANES) {
    Vector sum = {0};
    for (int i = 0; i < m; i++) sum += load(x + (ptrdiff_t)i * n + j);
    const Vector center = sum * splat(1.0f / (float)m);
    Vector square = {0};
    for (int i = 0; i < m; i++) {
      const Vector distance = load(x + (ptrdiff_t)i * n + j) - center;
      square += distance * distance;
    }
    store(mean + j, center);
    store(variance + j, square * splat(1.0f / (float)m));
  }
}

// y = (x - mean) factor + shift, factor = scale / sqrt(variance + epsilon).
static void norm_apply(int m, int n, const float *x, const float *mean, const float *factor,
                       const float *shift, float *y) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j += LANES) {
      const ptrdiff_t at = (ptrdiff_t)i * n + j;
      store(y + at, (load(x + at) - load(mean + j)) * load(factor + j) + load(shift + j));
    }
}

// products[j] += sum over i of dy[i][j] (x[i][j] - mean[j]).
static void norm_products(int m, int n, const float *x, const float *dy, const float *mean,
                          float *products) {
  for (int j = 0; j < n; j += LANES) {
    Vector sum = load(products + j);
    for (int i = 0; i < m; i++) {
      const ptrdiff_t at = (ptrdiff_t)i * n + j;
      sum += load(dy + at) * (load(x + at) - load(mean + j));
    }
    store(products + j, sum);
  }
}

// dx = factor dy - offset - slope (x - mean); dx may be dy.
static void norm_backward(int m, int n, const float *x, const float *dy, const float *mean,
                          const float *factor, const float *offset, const float *slope,
                          float *dx) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j += LANES) {
      const ptrdiff_t at = (ptrdiff_t)i * n + j;
      store(dx + at, load(factor + j) * load(dy + at) - load(offset + j) -
                         load(slope + j) * (load(x + at) - load(mean + j)));
    }
}

// x = x factor + shift[j], shift may be NULL.
static void scale_rows(int m, int n, float factor, const float *shift, float *x) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j += LANES) {
      const ptrdiff_t at = (ptrdiff_t)i * n + j;
      const Vector scaled = load(x + at) * splat(factor);
      store(x + at, shift ? scaled + load(shift + j) : scaled);
    }
}
