// Rectifiers: neurons without state, whose output is a number instead of a spike.

// max(0, u), or its whole part.
INLINE Vector rectified(const int floors, Vector u) {
  const Vector y = (Vector)((u > 0.0f) & (Integers)u);
  if (!floors) return y;
  // From 2^23 on all numbers are whole, and a conversion could leave 32 bits.
  const Integers small = y < 8388608.0f;
  return choose(small, to_floats(to_integers((Vector)(small & (Integers)y))), y);
}

static int64_t relu_forward(const vk_neuron *neuron, size_t n, const float *current, float *u,
                            float *y, double *sum) {
  int64_t count = 0;
  double total = 0;
  for (size_t i = 0; i < n; i += LANES) {
    const Vector input = load(current + i);
    const Vector output = rectified(neuron->floors, input);
    store(u + i, input);
    if (y) store(y + i, output);
    count += __builtin_popcount(lane_bits(output > 0.0f));
    UNROLL for (int lane = 0; lane < LANES; lane++) total += (double)output[lane];
  }
  *sum = total;
  return count;
}

static void relu_backward(const vk_neuron *neuron, size_t n, const float *u, const float *g,
                          float activity, float *delta, const vk_neuron_gradient *gradient) {
  for (size_t i = 0; i < n; i += LANES) {
    const size_t channel = i % neuron->period;
    const Vector input = load(u + i);
    Vector gs = load(g + i) + load_or_zero(neuron->cost ? neuron->cost + channel : NULL);
    if (neuron->own_cost) gs += load(neuron->own_cost + i);
    gs += rectified(neuron->floors, input) * activity;
    const Vector gu = (Vector)((input > 0.0f) & (Integers)gs);
    store(delta + i, gu);
    add_to(gradient->bias, channel, neuron->period, 0, gu);
  }
}

// One row of inputs: the activations of [places][pitch] neurons at u, pooled and masked.
INLINE void activations_of_row(const vk_spike_map *map, const int floors, const float *u,
                               const float *keep, float *out) {
  const int rows = map->height / map->pool_height, columns = map->width / map->pool_width;
  const int pitch = map->pitch, channels = map->channels;
  for (int py = 0; py < rows; py++)
    for (int px = 0; px < columns; px++) {
      const int place = py * columns + px;
      for (int j = 0; j < pitch; j += LANES) {
        Vector sum = {0};
        for (int dy = 0; dy < map->pool_height; dy++)
          for (int dx = 0; dx < map->pool_width; dx++) {
            const int y = py * map->pool_height + dy, x = px * map->pool_width + dx;
            const Vector value =
                rectified(floors, load(u + (ptrdiff_t)(y * map->width + x) * pitch + j));
            sum = map->joins ? choose(value > sum, value, sum) : sum + value;
          }
        if (keep)
          sum = (Vector)((load(keep + (ptrdiff_t)place * pitch + j) > splat(0)) & (Integers)sum);
        const int left = channels - j;
        if (left > 0)
          memcpy(out + (ptrdiff_t)place * channels + j, &sum,
                 sizeof(float) * (size_t)(left < LANES ? left : LANES));
      }
    }
}

static void activations_from_membrane(const vk_spike_map *map, int floors, int m, const float *u,
                                      ptrdiff_t row_pitch, const float *mask, int masks,
                                      float *out) {
  const int places = (map->height / map->pool_height) * (map->width / map->pool_width);
  const int inputs = places * map->channels, padded = (inputs + 15) / 16 * 16;
  for (int i = 0; i < m; i++) {
    const float *keep = mask ? mask + (ptrdiff_t)(i % masks) * places * map->pitch : NULL;
    float *row = out + (ptrdiff_t)i * padded;
    activations_of_row(map, floors, u + i * row_pitch, keep, row);
    memset(row + inputs, 0, sizeof(float) * (size_t)(padded - inputs));
  }
}
