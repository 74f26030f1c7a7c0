// Neurons over all time steps in one pass: their state stays in registers.
//
// Decays and thresholds are read per channel: element i of a pass belongs to channel i % period. The
// arrays hold VK_PERIOD_SLACK elements more, so that a block may begin at any channel.

enum { NEURON_VECTORS = VK_NEURON_VECTORS };

// Visits n neurons in blocks of NEURON_VECTORS vectors, then single vectors; `channel` runs along.
#define FOR_BLOCKS(period, body) \
  size_t i = 0, channel = 0; \
  for (; i + NEURON_VECTORS * LANES <= n; i += NEURON_VECTORS * LANES) { \
    body(NEURON_VECTORS) channel = (channel + NEURON_VECTORS * LANES) % (period); \
  } \
  for (; i < n; i += LANES) { \
    body(1) channel = (channel + LANES) % (period); \
  }

INLINE Vector load_or_zero(const float *p) { return p ? load(p) : (Vector){0}; }

INLINE void add_to(float *sums, size_t channel, size_t period, int j, Vector value) {
  if (!sums) return;
  float *target = sums + (channel + (size_t)(j * LANES)) % period;
  store(target, load(target) + value);
}

INLINE int64_t lif_forward_block(const int vectors, const int zero, const int rich,
                                 const vk_neuron *neuron, size_t channel, int steps,
                                 const float *current, size_t current_pitch, float *u,
                                 size_t pitch, float *rise, const vk_carry *carry, size_t at,
                                 float *count, float *last) {
  const Vector reset = splat(neuron->reset_value), alpha = splat(neuron->alpha);
  const Vector rise_decay = splat(neuron->rise_decay), rise_step = splat(neuron->rise_step);
  Vector beta[NEURON_VECTORS], threshold[NEURON_VECTORS], bias[NEURON_VECTORS];
  Vector v[NEURON_VECTORS], spikes[NEURON_VECTORS], synapse[NEURON_VECTORS], risen[NEURON_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) {
    beta[j] = load(neuron->beta + channel + j * LANES);
    threshold[j] = load(neuron->threshold + channel + j * LANES);
    v[j] = carry ? load(carry->v + at + j * LANES) : (Vector){0};
    spikes[j] = (Vector){0};
    if (rich) {
      bias[j] = neuron->bias ? load(neuron->bias + channel + j * LANES) : (Vector){0};
      synapse[j] = carry ? load_or_zero(carry->i ? carry->i + at + j * LANES : NULL) : (Vector){0};
      risen[j] = carry ? load_or_zero(carry->a ? carry->a + at + j * LANES : NULL) : (Vector){0};
    }
  }
  for (int t = 0; t < steps; t++) UNROLL for (int j = 0; j < vectors; j++) {
    Vector input = load(current + t * current_pitch + j * LANES);
    if (rich && neuron->is_synaptic) {
      synapse[j] = alpha * synapse[j] + input;
      input = synapse[j] + bias[j];
    }
    Vector membrane = beta[j] * v[j] + input;
    Vector distance = membrane, level = threshold[j];
    if (rich && neuron->is_adaptive) {
      risen[j] = rise_decay * risen[j];
      store(rise + t * pitch + j * LANES, risen[j]);
      distance = membrane - risen[j];
      level += risen[j];
    }
    const Integers fires = distance >= threshold[j];
    store(u + t * pitch + j * LANES, distance);
    spikes[j] += ones(fires);
    v[j] = zero ? choose(fires, reset, membrane)
                : membrane - (Vector)(fires & (Integers)level);
    if (rich && neuron->is_adaptive) risen[j] += (Vector)(fires & (Integers)rise_step);
  }
  Vector total = {0};
  UNROLL for (int j = 0; j < vectors; j++) {
    total += spikes[j];
    if (count) store(count + j * LANES, spikes[j]);
    if (last) store(last + j * LANES, v[j]);
    if (carry) {
      store(carry->v + at + j * LANES, v[j]);
      if (rich && carry->i) store(carry->i + at + j * LANES, synapse[j]);
      if (rich && carry->a) store(carry->a + at + j * LANES, risen[j]);
    }
  }
  float sum = 0;
  UNROLL for (int lane = 0; lane < LANES; lane++) sum += total[lane];
  return (int64_t)sum;
}

static int64_t lif_forward(const vk_neuron *neuron, int steps, size_t n, const float *current,
                           size_t current_pitch, float *u, size_t pitch, float *rise,
                           const vk_carry *carry, float *count, float *last) {
  int64_t spikes = 0;
#define BLOCK(vectors, zero, rich) \
  spikes += lif_forward_block(vectors, zero, rich, neuron, channel, steps, current + i, \
                              current_pitch, u + i, pitch, rise ? rise + i : NULL, carry, i, \
                              count ? count + i : NULL, last ? last + i : NULL);
#define SUBTRACT(vectors) BLOCK(vectors, 0, 0)
#define ZERO(vectors) BLOCK(vectors, 1, 0)
#define RICH(vectors) BLOCK(vectors, neuron->reset == VK_RESET_ZERO, 1)
  if (neuron->is_synaptic || neuron->is_adaptive) {
    FOR_BLOCKS(neuron->period, RICH)
  } else if (neuron->reset == VK_RESET_ZERO) {
    FOR_BLOCKS(neuron->period, ZERO)
  } else {
    FOR_BLOCKS(neuron->period, SUBTRACT)
  }
#undef RICH
#undef ZERO
#undef SUBTRACT
#undef BLOCK
  return spikes;
}

// The surrogate derivative at x = u - threshold.
INLINE Vector surrogate_derivative(const int kind, float shape, Vector x) {
  switch (kind) {
    case VK_FAST_SIGMOID: {
      Vector q = magnitude(x) * shape + 1.0f;
      return 1.0f / (q * q);
    }
    case VK_ARCTAN: {
      Vector q = x * (1.57079632679f * shape);
      return 0.5f * shape / (q * q + 1.0f);
    }
    case VK_TRIANGULAR: {
      Vector q = 1.0f - magnitude(x) * (1.0f / shape);
      return (Vector)((q > 0.0f) & (Integers)(q * (1.0f / shape)));
    }
    default:
      return (Vector)((magnitude(x) < splat(0.5f * shape)) & (Integers)splat(1.0f / shape));
  }
}

INLINE Vector positive(Vector x) { return (Vector)((x > 0.0f) & (Integers)x); }

// How far a membrane, in thresholds, is above its upper bound less how far it is below its lower one.
INLINE Vector excess(const vk_neuron *neuron, Vector x) {
  return positive(x - neuron->membrane_upper) - positive(neuron->membrane_lower - x);
}

// `rich`: synaptic currents, adaptive thresholds, trained decays or thresholds, carried gradients; 2:
// membranes that cost something, too.
INLINE void lif_backward_block(const int vectors, const int kind, const int zero,
                               const int detached, const int rich, const vk_neuron *neuron,
                               size_t channel, int steps, const float *u, size_t pitch,
                               const float *rise, const float *g, size_t g_pitch, float activity,
                               const vk_carry *carry, const int has_past, size_t at,
                               float *delta, size_t delta_pitch, float *sum,
                               const vk_neuron_gradient *gradient) {
  const Vector reset = splat(neuron->reset_value), alpha = splat(neuron->alpha);
  const Vector rise_decay = splat(neuron->rise_decay), rise_step = splat(neuron->rise_step);
  Vector beta[NEURON_VECTORS], threshold[NEURON_VECTORS];
  Vector gv[NEURON_VECTORS], gi[NEURON_VECTORS], ga[NEURON_VECTORS];
  Vector sums[NEURON_VECTORS], totals[NEURON_VECTORS];
  Vector of_beta[NEURON_VECTORS], of_threshold[NEURON_VECTORS], cost[NEURON_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) {
    beta[j] = load(neuron->beta + channel + j * LANES);
    threshold[j] = load(neuron->threshold + channel + j * LANES);
    cost[j] = load_or_zero(neuron->cost ? neuron->cost + channel + j * LANES : NULL);
    if (neuron->own_cost) cost[j] += load(neuron->own_cost + at + j * LANES);
    sums[j] = totals[j] = of_beta[j] = of_threshold[j] = (Vector){0};
    gv[j] = carry ? load(carry->v + at + j * LANES) : (Vector){0};
    gi[j] = carry && carry->i ? load(carry->i + at + j * LANES) : (Vector){0};
    ga[j] = carry && carry->a ? load(carry->a + at + j * LANES) : (Vector){0};
  }
  for (int t = steps - 1; t >= 0; t--) UNROLL for (int j = 0; j < vectors; j++) {
    const Vector distance = load(u + t * pitch + j * LANES);
    const Integers fired = distance >= threshold[j];
    Vector level = threshold[j], membrane = distance;
    if (rich && neuron->is_adaptive) {
      const Vector risen = load(rise + t * pitch + j * LANES);
      level += risen;
      membrane += risen;
    }
    Vector gs = load(g + t * g_pitch + j * LANES) + cost[j];
    gs += ones(fired) * activity;
    if (!detached) {
      gs += gv[j] * (zero ? reset - membrane : -level);
      if (rich && neuron->is_adaptive) gs += ga[j] * rise_step;
    }
    const Vector through = zero ? (Vector)(~fired & (Integers)gv[j]) : gv[j];
    const Vector fire =
        gs * surrogate_derivative(kind, neuron->surrogate_shape, distance - threshold[j]);
    Vector gu = fire + through;
    if (rich > 1) {
      const Vector inverse = 1.0f / threshold[j], relative = membrane * inverse;
      const Vector pull = excess(neuron, relative) * inverse * (2 * neuron->membrane_cost);
      gu += pull;
      of_threshold[j] -= pull * relative;
    }
    totals[j] += gu;
    if (rich) {
      Vector of_level = -fire;
      if (!zero) of_level -= (Vector)(fired & (Integers)gv[j]);
      of_threshold[j] += of_level;
      if (neuron->is_adaptive) ga[j] = rise_decay * (ga[j] + of_level);
      if (gradient && gradient->beta) {
        // v of the step before, from its membrane.
        if (t > 0 || has_past) {
          const ptrdiff_t back = (ptrdiff_t)(t - 1) * (ptrdiff_t)pitch;
          Vector old = load(u + back + j * LANES), old_level = threshold[j];
          const Integers spiked = old >= threshold[j];
          if (neuron->is_adaptive) {
            const Vector risen = load(rise + back + j * LANES);
            old += risen;
            old_level += risen;
          }
          const Vector v = zero ? choose(spiked, reset, old)
                                : old - (Vector)(spiked & (Integers)old_level);
          of_beta[j] += gu * v;
        }
      }
    }
    Vector out = gu;
    if (rich && neuron->is_synaptic) {
      out = gi[j] + gu;
      gi[j] = alpha * out;
    }
    if (delta) store(delta + t * delta_pitch + j * LANES, out);
    sums[j] += out;
    gv[j] = beta[j] * gu;
  }
  UNROLL for (int j = 0; j < vectors; j++) {
    if (sum) store(sum + j * LANES, sums[j]);
    if (carry) {
      store(carry->v + at + j * LANES, gv[j]);
      if (carry->i) store(carry->i + at + j * LANES, gi[j]);
      if (carry->a) store(carry->a + at + j * LANES, ga[j]);
    }
    if (!gradient) continue;
    add_to(gradient->bias, channel, neuron->period, j, totals[j]);
    if (rich) {
      add_to(gradient->beta, channel, neuron->period, j, of_beta[j]);
      add_to(gradient->threshold, channel, neuron->period, j, of_threshold[j]);
    }
  }
}

static void lif_backward(const vk_neuron *neuron, int steps, size_t n, const float *u,
                         size_t pitch, const float *rise, const float *g, size_t g_pitch,
                         float activity, const vk_carry *carry, int has_past,
                         float *delta, size_t delta_pitch, float *sum,
                         const vk_neuron_gradient *gradient) {
#define BLOCK(vectors, kind, zero, detached, rich) \
  lif_backward_block(vectors, kind, zero, detached, rich, neuron, channel, steps, u + i, pitch, \
                     rise ? rise + i : NULL, g + i, g_pitch, activity, carry, has_past, i, \
                     delta ? delta + i : NULL, delta_pitch, sum ? sum + i : NULL, gradient);
  const int zero = neuron->reset == VK_RESET_ZERO, detached = neuron->detach_reset != 0;
  if (neuron->membrane_cost != 0) {
#define BOUNDED(vectors) BLOCK(vectors, neuron->surrogate, zero, detached, 2)
    FOR_BLOCKS(neuron->period, BOUNDED)
#undef BOUNDED
    return;
  }
  if (neuron->is_synaptic || neuron->is_adaptive || carry ||
      (gradient && (gradient->beta || gradient->threshold))) {
#define RICH(vectors) BLOCK(vectors, neuron->surrogate, zero, detached, 1)
    FOR_BLOCKS(neuron->period, RICH)
#undef RICH
    return;
  }
#define PLAIN(vectors, zero, detached) BLOCK(vectors, plain_kind, zero, detached, 0)
#define PLAIN_00(vectors) PLAIN(vectors, 0, 0)
#define PLAIN_01(vectors) PLAIN(vectors, 0, 1)
#define PLAIN_10(vectors) PLAIN(vectors, 1, 0)
#define PLAIN_11(vectors) PLAIN(vectors, 1, 1)
#define CASES(kind) \
  { \
    enum { plain_kind = kind }; \
    switch (zero * 2 + detached) { \
      case 0: { FOR_BLOCKS(neuron->period, PLAIN_00) break; } \
      case 1: { FOR_BLOCKS(neuron->period, PLAIN_01) break; } \
      case 2: { FOR_BLOCKS(neuron->period, PLAIN_10) break; } \
      default: { FOR_BLOCKS(neuron->period, PLAIN_11) break; } \
    } \
    break; \
  }
  switch (neuron->surrogate) {
    case VK_FAST_SIGMOID: CASES(VK_FAST_SIGMOID)
    case VK_ARCTAN: CASES(VK_ARCTAN)
    case VK_TRIANGULAR: CASES(VK_TRIANGULAR)
    default: CASES(VK_BOXCAR)
  }
#undef CASES
#undef PLAIN_11
#undef PLAIN_10
#undef PLAIN_01
#undef PLAIN_00
#undef PLAIN
#undef BLOCK
}

static double membrane_excess(const vk_neuron *neuron, int steps, size_t n, const float *u,
                              size_t pitch, const float *rise) {
  double total = 0;
  for (size_t i = 0; i < n; i += LANES) {
    const Vector inverse = 1.0f / load(neuron->threshold + i % neuron->period);
    Vector sum = {0};
    for (int t = 0; t < steps; t++) {
      Vector membrane = load(u + t * pitch + i);
      if (neuron->is_adaptive) membrane += load(rise + t * pitch + i);
      const Vector outside = excess(neuron, membrane * inverse);
      sum += outside * outside;
    }
    UNROLL for (int lane = 0; lane < LANES; lane++) total += (double)sum[lane];
  }
  return total;
}

static void integrator_forward(const vk_neuron *neuron, int steps, size_t n, const float *current,
                               size_t current_pitch, float *u, size_t pitch, float *total) {
  for (size_t i = 0; i < n; i += LANES) {
    const size_t channel = i % neuron->period;
    const Vector beta = load(neuron->beta + channel), alpha = splat(neuron->alpha);
    const Vector bias = load_or_zero(neuron->bias ? neuron->bias + channel : NULL);
    Vector v = {0}, sum = {0}, synapse = {0};
    for (int t = 0; t < steps; t++) {
      Vector input = load(current + t * current_pitch + i);
      if (neuron->is_synaptic) {
        synapse = alpha * synapse + input;
        input = synapse + bias;
      }
      v = beta * v + input;
      store(u + t * pitch + i, v);
      sum += v;
    }
    store(total + i, sum);
  }
}

static void integrator_backward(const vk_neuron *neuron, int steps, size_t n, const float *u,
                                size_t pitch, const float *g, int last_only, float *delta,
                                size_t delta_pitch, float *sum,
                                const vk_neuron_gradient *gradient) {
  for (size_t i = 0; i < n; i += LANES) {
    const size_t channel = i % neuron->period;
    const Vector beta = load(neuron->beta + channel), alpha = splat(neuron->alpha);
    const Vector each = load(g + i);
    Vector gu = {0}, gi = {0}, sums = {0}, totals = {0}, of_beta = {0};
    for (int t = steps - 1; t >= 0; t--) {
      gu = beta * gu;
      if (!last_only || t == steps - 1) gu += each;
      totals += gu;
      if (gradient && gradient->beta && t > 0) of_beta += gu * load(u + (size_t)(t - 1) * pitch + i);
      Vector out = gu;
      if (neuron->is_synaptic) {
        out = gi + gu;
        gi = alpha * out;
      }
      if (delta) store(delta + t * delta_pitch + i, out);
      sums += out;
    }
    if (sum) store(sum + i, sums);
    if (!gradient) continue;
    add_to(gradient->bias, channel, neuron->period, 0, totals);
    add_to(gradient->beta, channel, neuron->period, 0, of_beta);
  }
}
