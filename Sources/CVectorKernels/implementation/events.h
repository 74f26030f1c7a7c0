// Event-driven products and the index lists that they run on.

// The sum of the listed rows over `vectors` vectors of columns, in registers over the whole list.
INLINE void accumulate_block(const int vectors, const uint16_t *index, int count, const float *w,
                             ptrdiff_t ldw, const float *init, float *c) {
  Vector sums[VK_ROW_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) sums[j] = init ? load(init + j * LANES) : (Vector){0};
  int e = 0;
  for (; e + 2 <= count; e += 2) {
    const float *row0 = w + index[e] * ldw, *row1 = w + index[e + 1] * ldw;
    UNROLL for (int j = 0; j < vectors; j++) sums[j] += load(row0 + j * LANES);
    UNROLL for (int j = 0; j < vectors; j++) sums[j] += load(row1 + j * LANES);
  }
  if (e < count) {
    const float *row = w + index[e] * ldw;
    UNROLL for (int j = 0; j < vectors; j++) sums[j] += load(row + j * LANES);
  }
  UNROLL for (int j = 0; j < vectors; j++) store(c + j * LANES, sums[j]);
}

INLINE void accumulate_panel(const int vectors, int m, const uint16_t *index,
                             const int32_t *offsets, const float *w, ptrdiff_t ldw,
                             const float *init, ptrdiff_t ldi, float *c, ptrdiff_t ldc) {
  for (int i = 0; i < m; i++)
    accumulate_block(vectors, index + offsets[i], offsets[i + 1] - offsets[i], w, ldw,
                     init ? init + i * ldi : NULL, c + i * ldc);
}

// Column panels outside, rows inside: a slab x panel piece of W is read again and again from L2.
static void accumulate_rows(int m, int n, const uint16_t *index, const int32_t *offsets,
                            const float *w, ptrdiff_t ldw, int slab, const float *init,
                            ptrdiff_t ldi, float *c, ptrdiff_t ldc) {
  const size_t l2 = 850u * 1024u;
  int widest = VK_ROW_VECTORS;
  while (widest > 2 && (size_t)slab * widest * VK_VECTOR_BYTES > l2) widest /= 2;
  for (int j = 0; j < n;) {
    const int left = (n - j) / LANES;
#define PANEL(vectors) \
  if (vectors <= VK_ROW_VECTORS && vectors <= widest && left >= vectors) { \
    accumulate_panel(vectors <= VK_ROW_VECTORS ? vectors : 1, m, index, offsets, w + j, ldw, \
                     init ? init + j : NULL, ldi, c + j, ldc); \
    j += vectors * LANES; \
    continue; \
  }
    PANEL(16) PANEL(8) PANEL(4) PANEL(2) PANEL(1)
#undef PANEL
  }
}

static int32_t events_from_bits(int m, int row_bytes, const uint8_t *bits, int32_t capacity,
                                uint16_t *index, int32_t *offsets) {
  int32_t count = 0;
  offsets[0] = 0;
  for (int i = 0; i < m; i++) {
    const uint8_t *row = bits + (size_t)i * row_bytes;
    for (int byte = 0; byte < row_bytes; byte += 8) {
      uint64_t word;
      memcpy(&word, row + byte, 8);
      if (count + 64 > capacity && count + __builtin_popcountll(word) > capacity) return -1;
      for (; word; word &= word - 1)
        index[count++] = (uint16_t)(8 * byte + __builtin_ctzll(word));
    }
    offsets[i + 1] = count;
  }
  return count;
}

static int32_t events_from_membrane(int m, int n, const float *u, float threshold,
                                    int32_t capacity, uint16_t *index, int32_t *offsets) {
  int32_t count = 0;
  offsets[0] = 0;
  for (int i = 0; i < m; i++) {
    const float *row = u + (size_t)i * n;
    for (int j = 0; j < n; j += 16) {
      uint32_t word = 0;
      UNROLL for (int q = 0; q < 16; q += LANES)
        word |= lane_bits(load(row + j + q) >= splat(threshold)) << q;
      if (count + 16 > capacity && count + __builtin_popcount(word) > capacity) return -1;
      for (; word; word &= word - 1) index[count++] = (uint16_t)(j + __builtin_ctz(word));
    }
    offsets[i + 1] = count;
  }
  return count;
}

static void spikes_from_membrane(size_t count, const float *u, float threshold, float *s) {
  for (size_t i = 0; i < count; i += LANES) store(s + i, ones(load(u + i) >= splat(threshold)));
}

static void floats_from_bits(int m, int row_bytes, const uint8_t *bits, int n, float *out) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      out[(size_t)i * n + j] = (float)(bits[(size_t)i * row_bytes + j / 8] >> (j % 8) & 1);
}

// A counting sort by column; rows stay in ascending order within a column.
static void transpose_events(int m, int columns, const uint16_t *index, const int32_t *offsets,
                             uint16_t *transposed, int32_t *transposed_offsets) {
  memset(transposed_offsets, 0, sizeof(int32_t) * (size_t)(columns + 1));
  for (int32_t e = 0; e < offsets[m]; e++) transposed_offsets[index[e] + 1]++;
  for (int j = 0; j < columns; j++) transposed_offsets[j + 1] += transposed_offsets[j];
  for (int i = 0; i < m; i++)
    for (int32_t e = offsets[i]; e < offsets[i + 1]; e++)
      transposed[transposed_offsets[index[e]]++] = (uint16_t)i;
  // Each offset has moved to the start of the next column: shift back.
  for (int j = columns; j > 0; j--) transposed_offsets[j] = transposed_offsets[j - 1];
  transposed_offsets[0] = 0;
}
