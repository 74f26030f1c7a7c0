// Largest currents of windows that do not overlap, and the way back.

static void max_pool(const vk_pool *pool, const float *x, int in_width, int width, float *out,
                     uint8_t *winners) {
  for (int py = 0; py < pool->out_height; py++)
    for (int px = 0; px < pool->out_width; px++) {
      const float *corner =
          x + (ptrdiff_t)(py * pool->height * in_width + px * pool->width) * width;
      const ptrdiff_t at = (ptrdiff_t)(py * pool->out_width + px) * width;
      for (int j = 0; j < width; j += LANES) {
        Vector best = load(corner + j);
        Integers winner = {0};
        for (int member = 1; member < pool->height * pool->width; member++) {
          const int dy = member / pool->width, dx = member % pool->width;
          const Vector value = load(corner + (ptrdiff_t)(dy * in_width + dx) * width + j);
          const Integers larger = value > best;
          best = choose(larger, value, best);
          winner = (larger & member) | (~larger & winner);
        }
        store(out + at + j, best);
        if (winners) *(Bytes *)(winners + at + j) = __builtin_convertvector(winner, Bytes);
      }
    }
}

// y[window][member] = winner == member ? delta : 0; what no window covers becomes 0.
static void max_unpool(const vk_pool *pool, const float *delta, const uint8_t *winners,
                       int in_height, int in_width, int width, float *y, ptrdiff_t row_pitch) {
  const int covered_rows = pool->out_height * pool->height;
  const int covered_columns = pool->out_width * pool->width;
  for (int row = 0; row < in_height; row++) {
    float *target = y + row * row_pitch;
    if (row >= covered_rows) {
      memset(target, 0, sizeof(float) * (size_t)in_width * (size_t)width);
      continue;
    }
    const int member_row = row % pool->height * pool->width;
    const ptrdiff_t windows = (ptrdiff_t)(row / pool->height) * pool->out_width * width;
    for (int px = 0; px < pool->out_width; px++) {
      const ptrdiff_t at = windows + (ptrdiff_t)px * width;
      for (int dx = 0; dx < pool->width; dx++, target += width)
        for (int j = 0; j < width; j += LANES) {
          const Integers winner =
              __builtin_convertvector(*(const Bytes *)(winners + at + j), Integers);
          store(target + j,
                (Vector)((winner == member_row + dx) & (Integers)load(delta + at + j)));
        }
    }
    memset(target, 0, sizeof(float) * (size_t)(in_width - covered_columns) * (size_t)width);
  }
}

// The gradient of pooled spikes, dx [pooled][pitch], becomes that of the spikes, g [places][pitch].
static void unpool_spikes(const vk_spike_map *map, const float *dx, const float *u,
                          const float *mask, float *g) {
  const int pitch = map->pitch;
  const int rows = map->height / map->pool_height, columns = map->width / map->pool_width;
  for (int y = 0; y < map->height; y++)
    for (int x = 0; x < map->width; x++) {
      const int py = y / map->pool_height, px = x / map->pool_width;
      float *target = g + (ptrdiff_t)(y * map->width + x) * pitch;
      if (py >= rows || px >= columns) {
        memset(target, 0, sizeof(float) * (size_t)pitch);
        continue;
      }
      const ptrdiff_t place = (ptrdiff_t)(py * columns + px) * pitch;
      for (int j = 0; j < pitch; j += LANES) {
        Vector value = load(dx + place + j);
        if (mask) value = (Vector)((load(mask + place + j) > splat(0)) & (Integers)value);
        if (map->joins) {
          // The spike of a window is that of the neuron farthest above (or least below) its threshold.
          const Vector own = load(u + (ptrdiff_t)(y * map->width + x) * pitch + j);
          Integers wins = own == own;
          for (int dy = 0; dy < map->pool_height; dy++)
            for (int dx_ = 0; dx_ < map->pool_width; dx_++) {
              const int oy = py * map->pool_height + dy, ox = px * map->pool_width + dx_;
              const Vector other = load(u + (ptrdiff_t)(oy * map->width + ox) * pitch + j);
              if (oy < y || (oy == y && ox < x))
                wins &= own > other;
              else
                wins &= own >= other;
            }
          value = (Vector)(wins & (Integers)value);
        }
        store(target + j, value);
      }
    }
}
