// Dense matrix product in register tiles.

// rows x vectors accumulators stay in registers over the whole of k.
INLINE void gemm_tile(const int rows, const int vectors, int k, const float *a, ptrdiff_t a_row,
                      ptrdiff_t a_column, const float *b, ptrdiff_t ldb, const float *init,
                      ptrdiff_t ldi, float *c, ptrdiff_t ldc) {
  Vector sums[VK_TILE_ROWS][VK_TILE_VECTORS];
  UNROLL for (int i = 0; i < rows; i++) UNROLL for (int j = 0; j < vectors; j++)
    sums[i][j] = init ? load(init + i * ldi + j * LANES) : (Vector){0};
  for (int q = 0; q < k; q++) {
    Vector row[VK_TILE_VECTORS];
    UNROLL for (int j = 0; j < vectors; j++) row[j] = load(b + q * ldb + j * LANES);
    UNROLL for (int i = 0; i < rows; i++) {
      Vector factor = splat(a[i * a_row + q * a_column]);
      UNROLL for (int j = 0; j < vectors; j++) sums[i][j] += factor * row[j];
    }
  }
  UNROLL for (int i = 0; i < rows; i++) UNROLL for (int j = 0; j < vectors; j++)
    store(c + i * ldc + j * LANES, sums[i][j]);
}

// One column panel: full tiles, then the remaining rows, each count its own instantiation.
INLINE void gemm_panel(const int vectors, int m, int k, const float *a, ptrdiff_t a_row,
                       ptrdiff_t a_column, const float *b, ptrdiff_t ldb, const float *init,
                       ptrdiff_t ldi, float *c, ptrdiff_t ldc) {
  int i = 0;
#define TILE(rows) \
  gemm_tile(rows, vectors, k, a + i * a_row, a_row, a_column, b, ldb, \
            init ? init + i * ldi : NULL, ldi, c + i * ldc, ldc)
#define REST(rows) \
  case rows: \
    if (rows < VK_TILE_ROWS) TILE(rows < VK_TILE_ROWS ? rows : 1); \
    break;
  for (; i + VK_TILE_ROWS <= m; i += VK_TILE_ROWS) TILE(VK_TILE_ROWS);
  switch (m - i) { REST(1) REST(2) REST(3) REST(4) REST(5) REST(6) REST(7) }
#undef REST
#undef TILE
}

static void gemm(int m, int n, int k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
                 const float *b, ptrdiff_t ldb, const float *init, ptrdiff_t ldi, float *c,
                 ptrdiff_t ldc) {
  int j = 0;
  for (; j + VK_TILE_VECTORS * LANES <= n; j += VK_TILE_VECTORS * LANES)
    gemm_panel(VK_TILE_VECTORS, m, k, a, a_row, a_column, b + j, ldb, init ? init + j : NULL, ldi,
               c + j, ldc);
  for (; j < n; j += LANES)
    gemm_panel(1, m, k, a, a_row, a_column, b + j, ldb, init ? init + j : NULL, ldi, c + j, ldc);
}

static void column_sums(int m, int n, const float *x, ptrdiff_t ldx, float *out) {
  for (int j = 0; j < n; j += LANES) {
    Vector sum = {0};
    for (int i = 0; i < m; i++) sum += load(x + i * ldx + j);
    store(out + j, sum);
  }
}

static float peak(size_t count, const float *x) {
  Vector largest = {0};
  for (size_t i = 0; i < count; i += LANES) {
    Vector value = magnitude(load(x + i));
    largest = choose(value > largest, value, largest);
  }
  float result = 0;
  for (int i = 0; i < LANES; i++) result = largest[i] > result ? largest[i] : result;
  return result;
}
