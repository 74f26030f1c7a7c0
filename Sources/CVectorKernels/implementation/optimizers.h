// Optimizers: one pass over parameters, state and gradient.

static void adam(size_t count, float *w, float *m, float *v, const float *g,
                 const vk_adam_step *step) {
  const Vector beta1 = splat(step->beta1), rest1 = splat(1.0f - step->beta1);
  const Vector beta2 = splat(step->beta2), rest2 = splat(1.0f - step->beta2);
  const Vector rate = splat(step->rate), epsilon = splat(step->epsilon);
  const Vector root_scale = splat(step->root_scale), decay = splat(step->decay);
  const Vector gradient_scale = splat(step->gradient_scale);
  for (size_t i = 0; i < count; i += LANES) {
    const Vector gradient = gradient_scale * load(g + i), weight = load(w + i);
    const Vector mean = beta1 * load(m + i) + rest1 * gradient;
    const Vector square = beta2 * load(v + i) + rest2 * (gradient * gradient);
    store(m + i, mean);
    store(v + i, square);
    const Vector root = __builtin_elementwise_sqrt(square) * root_scale + epsilon;
    store(w + i, weight - decay * weight - rate * mean / root);
  }
}

static void sgd(size_t count, float *w, float *velocity, const float *g,
                const vk_sgd_step *step) {
  const Vector rate = splat(step->rate), momentum = splat(step->momentum);
  const Vector gradient_scale = splat(step->gradient_scale);
  for (size_t i = 0; i < count; i += LANES) {
    const Vector speed = momentum * load(velocity + i) + gradient_scale * load(g + i);
    store(velocity + i, speed);
    store(w + i, load(w + i) - rate * speed);
  }
}

static void average(size_t count, float *a, const float *x, float part) {
  for (size_t i = 0; i < count; i += LANES) {
    const Vector mean = load(a + i);
    store(a + i, mean + splat(part) * (load(x + i) - mean));
  }
}
