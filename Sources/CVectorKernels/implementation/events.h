// Event-driven products and the index lists that they run on.

// The sum of the listed rows over `vectors` vectors of columns, in registers over the whole list.
INLINE void accumulate_block(const int vectors, const int valued, const uint16_t *index,
                             const float *values, int count, const float *w, ptrdiff_t ldw,
                             const float *init, float *c) {
  Vector sums[VK_ROW_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) sums[j] = init ? load(init + j * LANES) : (Vector){0};
  int e = 0;
  for (; e + 2 <= count; e += 2) {
    const float *row0 = w + index[e] * ldw, *row1 = w + index[e + 1] * ldw;
    if (valued) {
      const Vector x0 = splat(values[e]), x1 = splat(values[e + 1]);
      UNROLL for (int j = 0; j < vectors; j++) sums[j] += x0 * load(row0 + j * LANES);
      UNROLL for (int j = 0; j < vectors; j++) sums[j] += x1 * load(row1 + j * LANES);
    } else {
      UNROLL for (int j = 0; j < vectors; j++) sums[j] += load(row0 + j * LANES);
      UNROLL for (int j = 0; j < vectors; j++) sums[j] += load(row1 + j * LANES);
    }
  }
  if (e < count) {
    const float *row = w + index[e] * ldw;
    // No choice within the sum: the product would be rounded first, unlike those of the loop.
    if (valued) {
      const Vector x = splat(values[e]);
      UNROLL for (int j = 0; j < vectors; j++) sums[j] += x * load(row + j * LANES);
    } else {
      UNROLL for (int j = 0; j < vectors; j++) sums[j] += load(row + j * LANES);
    }
  }
  UNROLL for (int j = 0; j < vectors; j++) store(c + j * LANES, sums[j]);
}

INLINE void accumulate_panel(const int vectors, int m, int cycle, const uint16_t *index,
                             const float *values, const int32_t *offsets, const float *w,
                             ptrdiff_t ldw, const float *init, ptrdiff_t ldi, float *c,
                             ptrdiff_t ldc) {
  for (int first = 0; first < cycle; first++)
    if (values) {
      for (int i = first; i < m; i += cycle)
        accumulate_block(vectors, 1, index + offsets[i], values + offsets[i],
                         offsets[i + 1] - offsets[i], w, ldw, init ? init + i * ldi : NULL,
                         c + i * ldc);
    } else {
      for (int i = first; i < m; i += cycle)
        accumulate_block(vectors, 0, index + offsets[i], NULL, offsets[i + 1] - offsets[i], w, ldw,
                         init ? init + i * ldi : NULL, c + i * ldc);
    }
}

// Column panels outside, rows inside: a slab x panel piece of W is read again and again from L2.
static void accumulate_rows(int m, int n, int cycle, const uint16_t *index, const float *values,
                            const int32_t *offsets, const float *w, ptrdiff_t ldw, int slab,
                            const float *init, ptrdiff_t ldi, float *c, ptrdiff_t ldc) {
  const size_t l2 = 850u * 1024u;
  int widest = VK_ROW_VECTORS;
  while (widest > 2 && (size_t)slab * widest * VK_VECTOR_BYTES > l2) widest /= 2;
  for (int j = 0; j < n;) {
    const int left = (n - j) / LANES;
#define PANEL(vectors) \
  if (vectors <= VK_ROW_VECTORS && vectors <= widest && left >= vectors) { \
    accumulate_panel(vectors <= VK_ROW_VECTORS ? vectors : 1, m, cycle, index, values, offsets, \
                     w + j, ldw, init ? init + j : NULL, ldi, c + j, ldc); \
    j += vectors * LANES; \
    continue; \
  }
    PANEL(16) PANEL(8) PANEL(4) PANEL(2) PANEL(1)
#undef PANEL
  }
}

// Appends base + i for every set bit i. Always writes a few entries: most words hold no more, and a
// branch for each bit would be mispredicted. The list has room for EVENT_SLACK entries beyond.
enum { EVENT_SLACK = 64 };

INLINE int32_t append_bits(uint64_t word, uint32_t base, const int unroll, uint16_t *index,
                           int32_t count) {
  const int32_t end = count + __builtin_popcountll(word);
  do {
    UNROLL for (int i = 0; i < unroll; i++) {
      index[count + i] = (uint16_t)(base + (uint32_t)__builtin_ctzll(word | 1ull << 63));
      word &= word - 1;
    }
    count += unroll;
  } while (count < end);
  return end;
}

static void pack_panels(int m, int n, int panel, const float *x, float *out) {
  for (int j = 0; j < n; j += panel) {
    const int taken = n - j < panel ? n - j : panel;
    for (int i = 0; i < m; i++)
      for (int q = 0; q < taken; q += LANES)
        store(out + (ptrdiff_t)j * m + (ptrdiff_t)i * taken + q,
              load(x + (ptrdiff_t)i * n + j + q));
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
      if (word) count = append_bits(word, (uint32_t)(8 * byte), 8, index, count);
    }
    offsets[i + 1] = count;
  }
  return count;
}

static int32_t places_from_bits(int m, int positions, int width, int channels, int row_bytes,
                                const uint8_t *bits, uint16_t *index, int32_t *offsets) {
  int32_t count = 0;
  for (int i = 0; i < m; i++) {
    const uint8_t *row = bits + (size_t)i * row_bytes;
    int bit = 0;
    for (int p = 0, x = 0; p < positions; p++) {
      *offsets++ = count;
      for (int c = 0; c < channels; c++, bit++) {
        index[count] = (uint16_t)(x * channels + c);
        count += row[bit >> 3] >> (bit & 7) & 1;
      }
      x = x + 1 == width ? 0 : x + 1;
    }
  }
  *offsets = count;
  return count;
}

static int32_t events_from_values(int m, int n, ptrdiff_t ldx, const float *x, int period,
                                  int places, int32_t capacity, uint16_t *index, float *values,
                                  int32_t *offsets) {
  int32_t count = 0;
  for (int i = 0; i < m; i++) {
    const float *row = x + i * ldx;
    if (count + n > capacity) return -1;
    if (!places) *offsets++ = count;
    for (int j = 0, k = 0, place = 0; j < n; j++) {
      if (places && place == 0) *offsets++ = count;
      place = place + 1 == places ? 0 : place + 1;
      index[count] = (uint16_t)k;
      values[count] = row[j];
      count += row[j] != 0;
      k = k + 1 == period ? 0 : k + 1;
    }
  }
  *offsets = count;
  return count;
}

// The spikes of 16 lanes; lanes of a pooled window that fire together are joined.
INLINE uint32_t fired(const float *u, const float *threshold) {
  uint32_t word = 0;
  UNROLL for (int q = 0; q < 16; q += LANES)
    word |= lane_bits(load(u + q) >= load(threshold + q)) << q;
  return word;
}

INLINE uint32_t kept(const float *mask) {
  uint32_t word = 0;
  UNROLL for (int q = 0; q < 16; q += LANES) word |= lane_bits(load(mask + q) > splat(0)) << q;
  return word;
}

static int32_t events_from_membrane(const vk_spike_map *map, int m, const float *u,
                                    ptrdiff_t row_pitch, const float *threshold,
                                    const float *mask, int masks, int32_t capacity,
                                    uint16_t *index, int32_t *offsets) {
  const int rows = map->height / map->pool_height, columns = map->width / map->pool_width;
  const int pitch = map->pitch;
  const int window = map->pool_height * map->pool_width;
  const int most = rows * columns * map->channels * (map->joins ? 1 : window);
  int32_t count = 0;
  for (int i = 0; i < m; i++) {
    const float *image = u + i * row_pitch;
    const float *keep = mask ? mask + (ptrdiff_t)(i % masks) * rows * columns * pitch : NULL;
    if (count + most > capacity) {
      // Close to the end of the list the spikes are counted before they are written.
      int32_t exact = 0;
      for (int p = 0; p < map->height * map->width; p++)
        for (int j = 0; j < pitch; j += 16)
          exact += __builtin_popcount(fired(image + (ptrdiff_t)p * pitch + j, threshold + j));
      if (count + exact > capacity) return -1;
    }
    if (!map->by_place) *offsets++ = count;
    if (window == 1 && !keep && pitch == 16) {
      // The common case: one word a place.
      for (int y = 0, place = 0; y < rows; y++)
        for (int x = 0; x < columns; x++, place++) {
          const uint32_t word = fired(image + (ptrdiff_t)place * 16, threshold);
          if (map->by_place) *offsets++ = count;
          count = append_bits(word, (uint32_t)((map->by_place ? x : place) * map->channels), 4,
                              index, count);
        }
      continue;
    }
    for (int y = 0; y < rows; y++)
      for (int x = 0; x < columns; x++) {
        const int place = y * columns + x;
        const uint32_t base = (uint32_t)((map->by_place ? x : place) * map->channels);
        if (map->by_place) *offsets++ = count;
        for (int j = 0; j < pitch; j += 16) {
          const uint32_t allowed = keep ? kept(keep + place * pitch + j) : 0xffffu;
          uint32_t joined = 0;
          for (int dy = 0; dy < map->pool_height; dy++)
            for (int dx = 0; dx < map->pool_width; dx++) {
              const int from = (y * map->pool_height + dy) * map->width + x * map->pool_width + dx;
              const uint32_t word =
                  fired(image + (ptrdiff_t)from * pitch + j, threshold + j) & allowed;
              if (map->joins)
                joined |= word;
              else
                count = append_bits(word, base + (uint32_t)j, 4, index, count);
            }
          if (map->joins) count = append_bits(joined, base + (uint32_t)j, 4, index, count);
        }
      }
  }
  *offsets = count;
  return count;
}

static void spikes_from_membrane(const vk_spike_map *map, int m, const float *u,
                                 ptrdiff_t row_pitch, const float *threshold, const float *mask,
                                 int masks, float *out) {
  const int rows = map->height / map->pool_height, columns = map->width / map->pool_width;
  const int pitch = map->pitch;
  const int n = (rows * columns * map->channels + 15) / 16 * 16;
  for (int i = 0; i < m; i++) {
    const float *image = u + i * row_pitch;
    const float *keep = mask ? mask + (ptrdiff_t)(i % masks) * rows * columns * pitch : NULL;
    float *row = out + (ptrdiff_t)i * n;
    for (int j = rows * columns * map->channels; j < n; j++) row[j] = 0;
    for (int place = 0; place < rows * columns; place++)
      for (int c = 0; c < map->channels; c++) {
        const int y = place / columns * map->pool_height, x = place % columns * map->pool_width;
        float sum = 0;
        for (int dy = 0; dy < map->pool_height; dy++)
          for (int dx = 0; dx < map->pool_width; dx++)
            sum += image[(ptrdiff_t)((y + dy) * map->width + x + dx) * pitch + c] >= threshold[c];
        if (map->joins) sum = sum > 0;
        if (keep && !(keep[place * pitch + c] > 0)) sum = 0;
        row[place * map->channels + c] = sum;
      }
  }
}

static void floats_from_bits(int m, int row_bytes, const uint8_t *bits, int n, float *out) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      out[(size_t)i * n + j] = (float)(bits[(size_t)i * row_bytes + j / 8] >> (j % 8) & 1);
}

// A counting sort by column; rows stay in ascending order within a column.
static void transpose_events(int first, int m, int columns, const uint16_t *index,
                             const float *values, const int32_t *offsets, uint16_t *transposed,
                             float *transposed_values, int32_t *transposed_offsets) {
  memset(transposed_offsets, 0, sizeof(int32_t) * (size_t)(columns + 1));
  for (int32_t e = offsets[0]; e < offsets[m]; e++) transposed_offsets[index[e] + 1]++;
  transposed_offsets[0] = offsets[0];
  for (int j = 0; j < columns; j++) transposed_offsets[j + 1] += transposed_offsets[j];
  for (int i = 0; i < m; i++)
    for (int32_t e = offsets[i]; e < offsets[i + 1]; e++) {
      const int32_t place = transposed_offsets[index[e]]++;
      transposed[place] = (uint16_t)(first + i);
      if (values) transposed_values[place] = values[e];
    }
  // Each offset has moved to the start of the next column: shift back.
  for (int j = columns; j > 0; j--) transposed_offsets[j] = transposed_offsets[j - 1];
  transposed_offsets[0] = offsets[0];
}
