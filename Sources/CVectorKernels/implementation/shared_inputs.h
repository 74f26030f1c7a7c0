// The products of a dense layer whose inputs are drawn anew in every step from the same sample, so that
// all steps share the few inputs that are lit at all.
//
// Forward, three of those inputs at a time: the eight sums of their rows are made once and every step
// looks one of them up. Backward, four steps at a time: sixteen sums of gradients, and every input
// looks one of them up. Neither branches on a spike.

enum { GROUP = 3, GROUP_SUMS = 1 << GROUP, CHUNK = 4, CHUNK_SUMS = 1 << CHUNK };
// The columns of a table of group sums, and the groups whose tables fill most of an L1 cache.
enum { GROUP_COLUMNS = 16, GROUP_BLOCK = 56 };
// The columns of a table of chunk sums, and the chunks that are added at once.
enum { CHUNK_COLUMNS = 32, CHUNK_BLOCK = 8 };

INLINE uint32_t bit_of(const uint8_t *bits, uint16_t place) {
  return (uint32_t)(bits[place >> 3] >> (place & 7)) & 1;
}

static int32_t shared_patterns(int steps, size_t stride, int row_bytes, const uint8_t *bits,
                               uint16_t *lit, uint8_t *groups, ptrdiff_t groups_pitch,
                               uint8_t *chunks) {
  int32_t count = 0;
  for (int place = 0; place < row_bytes; place += 8) {
    uint64_t any = 0;
    for (int t = 0; t < steps; t++) {
      uint64_t word;
      memcpy(&word, bits + (size_t)t * stride + place, 8);
      any |= word;
    }
    for (; any; any &= any - 1) lit[count++] = (uint16_t)(place * 8 + __builtin_ctzll(any));
  }
  const int whole = count / GROUP;
  for (int t = 0; groups && t < steps; t++) {
    const uint8_t *row = bits + (size_t)t * stride;
    uint8_t *patterns = groups + t * groups_pitch;
    for (int g = 0; g < whole; g++)
      patterns[g] = (uint8_t)(bit_of(row, lit[GROUP * g]) | bit_of(row, lit[GROUP * g + 1]) << 1 |
                              bit_of(row, lit[GROUP * g + 2]) << 2);
    if (whole * GROUP == count) continue;
    patterns[whole] = 0;
    for (int i = whole * GROUP; i < count; i++)
      patterns[whole] |= (uint8_t)(bit_of(row, lit[i]) << (i - whole * GROUP));
  }
  // Places past the end complete the last group and never fire.
  for (int32_t i = count; count > 0 && i % GROUP != 0; i++) lit[i] = lit[0];
  if (!chunks) return count;
  const int all = (steps + CHUNK - 1) / CHUNK;
  for (int k = 0; k < all; k++) {
    const int taken = steps - k * CHUNK < CHUNK ? steps - k * CHUNK : CHUNK;
    const uint8_t *row = bits + (size_t)(k * CHUNK) * stride;
    for (int32_t i = 0; i < count; i++) {
      uint32_t pattern = 0;
      for (int t = 0; t < taken; t++) pattern |= bit_of(row + (size_t)t * stride, lit[i]) << t;
      chunks[i * all + k] = (uint8_t)pattern;
    }
  }
  return count;
}

// c[line] = init + the sums that the patterns of `lines` steps name; 16 columns.
INLINE void add_group_sums(const int lines, int groups, const uint8_t *patterns, ptrdiff_t pitch,
                           const float *sums, const float *init, ptrdiff_t ldi, float *c,
                           ptrdiff_t ldc) {
  enum { VECTORS = GROUP_COLUMNS / LANES };
  Vector total[4][VECTORS];
  UNROLL for (int l = 0; l < lines; l++)
    UNROLL for (int v = 0; v < VECTORS; v++)
      total[l][v] = init ? load(init + l * ldi + v * LANES) : (Vector){0};
  for (int g = 0; g < groups; g++) {
    UNROLL for (int l = 0; l < lines; l++) {
      const float *row = sums + patterns[l * pitch + g] * GROUP_COLUMNS;
      UNROLL for (int v = 0; v < VECTORS; v++) total[l][v] += load(row + v * LANES);
    }
    sums += GROUP_SUMS * GROUP_COLUMNS;
  }
  UNROLL for (int l = 0; l < lines; l++)
    UNROLL for (int v = 0; v < VECTORS; v++) store(c + l * ldc + v * LANES, total[l][v]);
}

static void shared_currents(int steps, int n, int count, const uint16_t *lit, const uint8_t *groups,
                            ptrdiff_t groups_pitch, const float *w, ptrdiff_t ldw,
                            const float *init, float *c, ptrdiff_t ldc) {
  enum { LINES = LANES >= 8 ? 4 : 2 };
  float sums[GROUP_BLOCK][GROUP_SUMS][GROUP_COLUMNS] __attribute__((aligned(64)));
  for (int g = 0; g < GROUP_BLOCK; g++) memset(sums[g][0], 0, sizeof sums[g][0]);
  const int all = (count + GROUP - 1) / GROUP;
  const int blocks = all ? (all + GROUP_BLOCK - 1) / GROUP_BLOCK : 1;
  const int height = (all + blocks - 1) / blocks;
  for (int j = 0; j < n; j += GROUP_COLUMNS)
    for (int b = 0; b < blocks; b++) {
      const int first = b * height, taken = all - first < height ? all - first : height;
      for (int g = 0; g < taken; g++) {
        const uint16_t *places = lit + (first + g) * GROUP;
        const float *row0 = w + places[0] * ldw + j, *row1 = w + places[1] * ldw + j,
                    *row2 = w + places[2] * ldw + j;
        for (int v = 0; v < GROUP_COLUMNS; v += LANES) {
          const Vector x0 = load(row0 + v), x1 = load(row1 + v), x2 = load(row2 + v);
          const Vector x01 = x0 + x1;
          store(sums[g][1] + v, x0);
          store(sums[g][2] + v, x1);
          store(sums[g][3] + v, x01);
          store(sums[g][4] + v, x2);
          store(sums[g][5] + v, x0 + x2);
          store(sums[g][6] + v, x1 + x2);
          store(sums[g][7] + v, x01 + x2);
        }
      }
      for (int t = 0; t < steps; t += LINES) {
        const int lines = steps - t < LINES ? steps - t : LINES;
        float *target = c + t * ldc + j;
        const float *start = b ? target : init ? init + j : NULL;
#define LINES_CASE(number) \
  case number: \
    add_group_sums(number, taken, groups + t * groups_pitch + first, groups_pitch, sums[0][0], \
                   start, b ? ldc : 0, target, ldc); \
    break;
        switch (lines) {
          LINES_CASE(1)
          LINES_CASE(2)
          LINES_CASE(3)
          LINES_CASE(4)
        }
#undef LINES_CASE
      }
    }
}

// gradient[input] += the sums that the patterns of `chunks` chunks name.
INLINE void add_chunk_sums(const int chunks, const int vectors, int count, const uint16_t *lit,
                           const uint8_t *patterns, int pitch,
                           const float (*sums)[CHUNK_SUMS][CHUNK_COLUMNS], float *gradient,
                           ptrdiff_t ldg) {
  for (int i = 0; i < count; i++, patterns += pitch) {
    float *target = gradient + lit[i] * ldg;
    Vector total[CHUNK_COLUMNS / LANES];
    UNROLL for (int v = 0; v < vectors; v++) total[v] = load(target + v * LANES);
    UNROLL for (int k = 0; k < chunks; k++)
      UNROLL for (int v = 0; v < vectors; v++) total[v] += load(sums[k][patterns[k]] + v * LANES);
    UNROLL for (int v = 0; v < vectors; v++) store(target + v * LANES, total[v]);
  }
}

INLINE void shared_gradient_panel(const int vectors, int steps, int count, const uint16_t *lit,
                                  const uint8_t *chunks, const float *delta, ptrdiff_t ldd,
                                  float *gradient, ptrdiff_t ldg) {
  float sums[CHUNK_BLOCK][CHUNK_SUMS][CHUNK_COLUMNS] __attribute__((aligned(64)));
  const int all = (steps + CHUNK - 1) / CHUNK;
  for (int first = 0; first < all; first += CHUNK_BLOCK) {
    const int taken = all - first < CHUNK_BLOCK ? all - first : CHUNK_BLOCK;
    for (int k = 0; k < taken; k++) {
      const int step = (first + k) * CHUNK;
      for (int v = 0; v < vectors * LANES; v += LANES) {
        store(sums[k][0] + v, (Vector){0});
        UNROLL for (int t = 0; t < CHUNK; t++) {
          // Steps past the end never fire.
          if (step + t >= steps) break;
          const Vector row = load(delta + (step + t) * ldd + v);
          UNROLL for (int p = 0; p < 1 << t; p++)
            store(sums[k][(1 << t) + p] + v, load(sums[k][p] + v) + row);
        }
      }
    }
#define CHUNKS_CASE(number) \
  case number: \
    add_chunk_sums(number, vectors, count, lit, chunks + first, all, sums, gradient, ldg); \
    break;
    switch (taken) {
      CHUNKS_CASE(1)
      CHUNKS_CASE(2)
      CHUNKS_CASE(3)
      CHUNKS_CASE(4)
      CHUNKS_CASE(5)
      CHUNKS_CASE(6)
      CHUNKS_CASE(7)
      CHUNKS_CASE(8)
    }
#undef CHUNKS_CASE
  }
}

static void shared_gradient(int steps, int n, int count, const uint16_t *lit, const uint8_t *chunks,
                            const float *delta, ptrdiff_t ldd, float *gradient, ptrdiff_t ldg) {
  int j = 0;
  for (; j + CHUNK_COLUMNS <= n; j += CHUNK_COLUMNS)
    shared_gradient_panel(CHUNK_COLUMNS / LANES, steps, count, lit, chunks, delta + j, ldd,
                          gradient + j, ldg);
  if (j < n)
    shared_gradient_panel(GROUP_COLUMNS / LANES, steps, count, lit, chunks, delta + j, ldd,
                          gradient + j, ldg);
}
