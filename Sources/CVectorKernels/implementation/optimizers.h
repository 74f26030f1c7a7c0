// Optimizers: one pass over parameters, state and gradient.

static void adam(size_t count, float *w, float *m, float *v, const float *g,
                 const vk_adam_step *step) {
  const Vector beta1 = splat(step->beta1), rest1 = splat(1.0f - step->beta1);
  const Vector beta2 = splat(step->beta2), rest2 = splat(1.0f - step->beta2);
  const Vector rate = splat(step->rate), epsilon = splat(step->epsilon);
  const Vector root_scale = splat(step->root_scale);
  for (size_t i = 0; i < count; i += LANES) {
    const Vector gradient = load(g + i);
    const Vector mean = beta1 * load(m + i) + rest1 * gradient;
    const Vector square = beta2 * load(v + i) + rest2 * (gradient * gradient);
    store(m + i, mean);
    store(v + i, square);
    const Vector root = __builtin_elementwise_sqrt(square) * root_scale + epsilon;
    store(w + i, load(w + i) - rate * mean / root);
  }
}

static void sgd(size_t count, float *w, float *velocity, const float *g, float rate,
                float momentum) {
  for (size_t i = 0; i < count; i += LANES) {
    const Vector speed = splat(momentum) * load(velocity + i) + load(g + i);
    store(velocity + i, speed);
    store(w + i, load(w + i) - splat(rate) * speed);
  }
}
