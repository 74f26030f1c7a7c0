// Integer neurons over all time steps in one pass: their state stays in registers.
//
// Vectors of integers wrap around in the compiler, so padded lanes and products need no care here;
// the widths of a legal network keep every lane that counts inside 32 bits.

INLINE Integers rounded(Integers x, Integers distance, Integers correction, Integers negative,
                        Integers parity) {
  const Integers of_negative = (x >> 31) & negative, of_odd = (x >> distance) & parity;
  return (x + correction + of_negative + of_odd) >> distance;
}

INLINE Integers rounded_alike(const vk_rounding_shift *shift, Integers x) {
  return rounded(x, splat_integer(shift->distance), splat_integer(shift->correction),
                 splat_integer(shift->negative), splat_integer(shift->parity));
}

INLINE Integers bounded(const vk_width *width, Integers x) {
  x = (x << splat_integer(width->unused)) >> splat_integer(width->unused);
  x = __builtin_elementwise_max(x, splat_integer(width->lower));
  return __builtin_elementwise_min(x, splat_integer(width->upper));
}

// The leak of the states x of the channels from `channel` on.
INLINE Integers leak_of(const vk_leak *leak, size_t channel, Integers x) {
  const Integers product = x * load_integers(leak->factor + channel);
  if (!leak->distance) return rounded_alike(&leak->shift, product);
  return rounded(product, load_integers(leak->distance + channel),
                 load_integers(leak->correction + channel),
                 load_integers(leak->negative + channel), load_integers(leak->parity + channel));
}

// A weighted sum in units of the membrane.
INLINE Integers guarded(const vk_integer_neuron *neuron, Vector sum) {
  const Integers scaled = to_integers(sum) * splat_integer(neuron->guard_factor);
  return neuron->guard_shift.distance ? rounded_alike(&neuron->guard_shift, scaled) : scaled;
}

INLINE Integers carried(const int32_t *p, size_t at) {
  return p ? load_integers(p + at) : (Integers){0};
}

// `rich`: synaptic currents, adaptive thresholds, shifts per channel.
INLINE int64_t lif_forward_integer_block(const int vectors, const int rich,
                                         const vk_integer_neuron *neuron, size_t channel,
                                         int steps, const float *current, size_t current_pitch,
                                         float *u, size_t pitch, float *rise,
                                         const vk_integer_carry *carry, size_t at, float *count,
                                         float *last) {
  const Integers zero = splat_integer(neuron->reset == VK_RESET_ZERO ? -1 : 0);
  Integers threshold[NEURON_VECTORS], bias[NEURON_VECTORS], factor[NEURON_VECTORS];
  Integers v[NEURON_VECTORS], fires[NEURON_VECTORS], synapse[NEURON_VECTORS];
  Integers risen[NEURON_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) {
    const size_t place = channel + (size_t)(j * LANES);
    threshold[j] = load_integers(neuron->threshold + place);
    bias[j] = load_integers(neuron->bias + place);
    factor[j] = load_integers(neuron->membrane_leak.factor + place);
    v[j] = carry ? load_integers(carry->v + at + j * LANES) : (Integers){0};
    fires[j] = (Integers){0};
    synapse[j] = risen[j] = (Integers){0};
    if (rich && carry) {
      synapse[j] = carried(carry->i, at + (size_t)(j * LANES));
      risen[j] = carried(carry->a, at + (size_t)(j * LANES));
    }
  }
  for (int t = 0; t < steps; t++) UNROLL for (int j = 0; j < vectors; j++) {
    const size_t place = channel + (size_t)(j * LANES);
    const Vector unit = load(neuron->unit + place);
    Integers input = guarded(neuron, load(current + t * current_pitch + j * LANES));
    if (rich && neuron->is_synaptic) {
      synapse[j] = bounded(&neuron->synapse_width,
                           synapse[j] - leak_of(&neuron->synapse_leak, place, synapse[j]) + input);
      input = synapse[j];
    }
    const Integers leak = rich ? leak_of(&neuron->membrane_leak, place, v[j])
                               : rounded_alike(&neuron->membrane_leak.shift, v[j] * factor[j]);
    const Integers membrane = bounded(&neuron->membrane_width, v[j] - leak + input + bias[j]);
    Integers level = threshold[j];
    if (rich && neuron->is_adaptive) {
      risen[j] -= leak_of(&neuron->rise_leak, place, risen[j]);
      level += risen[j];
      store(rise + t * pitch + j * LANES, unit * to_floats(risen[j]));
    }
    store(u + t * pitch + j * LANES, unit * to_floats(membrane - (level - threshold[j])));
    const Integers fired = membrane >= level;
    fires[j] -= fired;
    const Integers after =
        choose_integers(zero, load_integers(neuron->reset_value + place), membrane - level);
    v[j] = choose_integers(fired, after, membrane);
    if (rich && neuron->is_adaptive) {
      risen[j] += fired & load_integers(neuron->rise_step + place);
      risen[j] = __builtin_elementwise_min(risen[j], splat_integer(neuron->rise_limit));
    }
  }
  Integers total = {0};
  UNROLL for (int j = 0; j < vectors; j++) {
    total += fires[j];
    if (count) store(count + j * LANES, to_floats(fires[j]));
    if (last)
      store(last + j * LANES, load(neuron->unit + channel + j * LANES) * to_floats(v[j]));
    if (carry) {
      store_integers(carry->v + at + j * LANES, v[j]);
      if (rich && carry->i) store_integers(carry->i + at + j * LANES, synapse[j]);
      if (rich && carry->a) store_integers(carry->a + at + j * LANES, risen[j]);
    }
  }
  int64_t sum = 0;
  UNROLL for (int lane = 0; lane < LANES; lane++) sum += total[lane];
  return sum;
}

static int64_t lif_forward_integer(const vk_integer_neuron *neuron, int steps, size_t n,
                                   const float *current, size_t current_pitch, float *u,
                                   size_t pitch, float *rise, const vk_integer_carry *carry,
                                   float *count, float *last) {
  int64_t spikes = 0;
#define BLOCK(vectors, rich) \
  spikes += lif_forward_integer_block(vectors, rich, neuron, channel, steps, current + i, \
                                      current_pitch, u + i, pitch, rise ? rise + i : NULL, \
                                      carry, i, count ? count + i : NULL, last ? last + i : NULL);
#define PLAIN(vectors) BLOCK(vectors, 0)
#define RICH(vectors) BLOCK(vectors, 1)
  if (neuron->is_synaptic || neuron->is_adaptive || neuron->membrane_leak.distance) {
    FOR_BLOCKS(neuron->period, RICH)
  } else {
    FOR_BLOCKS(neuron->period, PLAIN)
  }
#undef RICH
#undef PLAIN
#undef BLOCK
  return spikes;
}

static void integrator_forward_integer(const vk_integer_neuron *neuron, int steps, size_t n,
                                       const float *current, size_t current_pitch, float *u,
                                       size_t pitch, float *total) {
  for (size_t i = 0; i < n; i += LANES) {
    const size_t channel = i % neuron->period;
    const Vector unit = load(neuron->unit + channel);
    const Integers bias = load_integers(neuron->bias + channel);
    Integers v = {0}, sum = {0}, synapse = {0};
    for (int t = 0; t < steps; t++) {
      Integers input = guarded(neuron, load(current + t * current_pitch + i));
      if (neuron->is_synaptic) {
        synapse = bounded(&neuron->synapse_width,
                          synapse - leak_of(&neuron->synapse_leak, channel, synapse) + input);
        input = synapse;
      }
      v = bounded(&neuron->membrane_width,
                  v - leak_of(&neuron->membrane_leak, channel, v) + input + bias);
      store(u + t * pitch + i, unit * to_floats(v));
      sum += v;
    }
    store(total + i, unit * to_floats(sum));
  }
}

static void bring(const vk_width *width, size_t n, float *x) {
  for (size_t i = 0; i < n; i += LANES)
    store(x + i, to_floats(bounded(width, to_integers(load(x + i)))));
}
