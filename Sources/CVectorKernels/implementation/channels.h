// The events of a convolution's input by channel and line, for the gradient of the weights.

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
