// Neurons over all time steps in one pass: the membrane stays in registers.

enum { NEURON_VECTORS = 4 };

// Visits n neurons in blocks of NEURON_VECTORS vectors, then single vectors.
#define FOR_BLOCKS(body) \
  size_t i = 0; \
  for (; i + NEURON_VECTORS * LANES <= n; i += NEURON_VECTORS * LANES) body(NEURON_VECTORS) \
  for (; i < n; i += LANES) body(1)

INLINE void lif_forward_block(const int vectors, const int zero, const vk_neuron *neuron,
                              int steps, size_t n, const float *current, size_t stride, float *u,
                              float *count, float *last) {
  const Vector beta = splat(neuron->beta), threshold = splat(neuron->threshold);
  const Vector reset = splat(neuron->reset_value);
  Vector v[NEURON_VECTORS], spikes[NEURON_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) v[j] = spikes[j] = (Vector){0};
  for (int t = 0; t < steps; t++) UNROLL for (int j = 0; j < vectors; j++) {
    Vector membrane = beta * v[j] + load(current + t * stride + j * LANES);
    Integers fires = membrane >= threshold;
    store(u + t * n + j * LANES, membrane);
    spikes[j] += ones(fires);
    v[j] = zero ? choose(fires, reset, membrane)
                : membrane - (Vector)(fires & (Integers)threshold);
  }
  if (count) UNROLL for (int j = 0; j < vectors; j++) store(count + j * LANES, spikes[j]);
  if (last) UNROLL for (int j = 0; j < vectors; j++) store(last + j * LANES, v[j]);
}

static void lif_forward(const vk_neuron *neuron, int steps, size_t n, const float *current,
                        size_t stride, float *u, float *count, float *last) {
#define BLOCK(vectors, zero) \
  lif_forward_block(vectors, zero, neuron, steps, n, current + i, stride, u + i, \
                    count ? count + i : NULL, last ? last + i : NULL);
#define SUBTRACT(vectors) BLOCK(vectors, 0)
#define ZERO(vectors) BLOCK(vectors, 1)
  if (neuron->reset == VK_RESET_ZERO) {
    FOR_BLOCKS(ZERO)
  } else {
    FOR_BLOCKS(SUBTRACT)
  }
#undef ZERO
#undef SUBTRACT
#undef BLOCK
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

INLINE void lif_backward_block(const int vectors, const int kind, const int zero,
                               const int detached, const vk_neuron *neuron, int steps, size_t n,
                               const float *u, const float *g, size_t stride, float activity,
                               float *delta, float *sum) {
  const Vector beta = splat(neuron->beta), threshold = splat(neuron->threshold);
  const Vector reset = splat(neuron->reset_value);
  Vector gv[NEURON_VECTORS], sums[NEURON_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) gv[j] = sums[j] = (Vector){0};
  for (int t = steps - 1; t >= 0; t--) UNROLL for (int j = 0; j < vectors; j++) {
    Vector membrane = load(u + t * n + j * LANES);
    Integers fired = membrane >= threshold;
    Vector gs = load(g + t * stride + j * LANES);
    gs += ones(fired) * activity;
    if (!detached) gs += gv[j] * (zero ? reset - membrane : -threshold);
    Vector through = zero ? (Vector)(~fired & (Integers)gv[j]) : gv[j];
    Vector gu = gs * surrogate_derivative(kind, neuron->surrogate_shape, membrane - threshold);
    gu += through;
    if (delta) store(delta + t * n + j * LANES, gu);
    sums[j] += gu;
    gv[j] = beta * gu;
  }
  if (sum) UNROLL for (int j = 0; j < vectors; j++) store(sum + j * LANES, sums[j]);
}

INLINE void lif_backward_all(const int kind, const int zero, const int detached,
                             const vk_neuron *neuron, int steps, size_t n, const float *u,
                             const float *g, size_t stride, float activity, float *delta,
                             float *sum) {
#define BLOCK(vectors) \
  lif_backward_block(vectors, kind, zero, detached, neuron, steps, n, u + i, g + i, stride, \
                     activity, delta ? delta + i : NULL, sum ? sum + i : NULL);
  FOR_BLOCKS(BLOCK)
#undef BLOCK
}

static void lif_backward(const vk_neuron *neuron, int steps, size_t n, const float *u,
                         const float *g, size_t stride, float activity, float *delta,
                         float *sum) {
#define CASE(kind, zero, detached) \
  case (kind)*4 + (zero)*2 + (detached): \
    lif_backward_all(kind, zero, detached, neuron, steps, n, u, g, stride, activity, delta, sum); \
    break;
#define CASES(kind) CASE(kind, 0, 0) CASE(kind, 0, 1) CASE(kind, 1, 0) CASE(kind, 1, 1)
  const int zero = neuron->reset == VK_RESET_ZERO, detached = neuron->detach_reset != 0;
  switch (neuron->surrogate * 4 + zero * 2 + detached) {
    CASES(VK_FAST_SIGMOID) CASES(VK_ARCTAN) CASES(VK_TRIANGULAR) CASES(VK_BOXCAR)
  }
#undef CASES
#undef CASE
}

static void integrator_forward(float beta, int steps, size_t n, const float *current,
                               size_t stride, float *u, float *total) {
  for (size_t i = 0; i < n; i += LANES) {
    Vector v = {0}, sum = {0};
    for (int t = 0; t < steps; t++) {
      v = splat(beta) * v + load(current + t * stride + i);
      store(u + t * n + i, v);
      sum += v;
    }
    store(total + i, sum);
  }
}

static void integrator_backward(float beta, int steps, size_t n, const float *g, int last_only,
                                float *delta, float *sum) {
  for (size_t i = 0; i < n; i += LANES) {
    const Vector each = load(g + i);
    Vector gu = {0}, sums = {0};
    for (int t = steps - 1; t >= 0; t--) {
      gu = splat(beta) * gu;
      if (!last_only || t == steps - 1) gu += each;
      if (delta) store(delta + t * n + i, gu);
      sums += gu;
    }
    if (sum) store(sum + i, sums);
  }
}
