// Float kernels of the training engine, compiled once per instruction set and chosen at run time.
//
// All matrices are row-major. Widths (the `n` of a kernel, the number of columns) are multiples of
// 16 and the caller pads with zeros, so that no kernel has a scalar tail. Every sum runs in the
// order of its index, whatever the tile or panel it is computed in: a result depends on the
// instruction set (fused multiply-add or not), never on how the work was divided.
#ifndef CVECTORKERNELS_H
#define CVECTORKERNELS_H

#include <stddef.h>
#include <stdint.h>

enum { VK_RESET_SUBTRACT = 0, VK_RESET_ZERO = 1 };

enum {
  VK_FAST_SIGMOID = 0,  // 1 / (1 + k |x|)^2                     k: slope
  VK_ARCTAN = 1,        // k/2 / (1 + (pi/2 k x)^2)              k: slope
  VK_TRIANGULAR = 2,    // max(0, 1 - |x| / k) / k               k: half width
  VK_BOXCAR = 3         // 1 / k where |x| < k / 2, else 0       k: width
};

/// The dynamics of a layer of leaky integrate-and-fire neurons and the surrogate of its gradient.
///
///   u[t] = beta v[t-1] + I[t];   s[t] = u[t] >= threshold
///   v[t] = u[t] - threshold s[t]  (subtract)   or   s[t] ? reset_value : u[t]  (zero)
typedef struct {
  float beta;
  float threshold;
  float reset_value;
  int32_t reset;         // VK_RESET_...
  int32_t detach_reset;  // 1: no gradient flows through the s of the reset
  int32_t surrogate;     // VK_FAST_SIGMOID, ...
  float surrogate_shape; // k of the formulas above
} vk_neuron;

/// The scalars of one Adam step k: rate = lr / (1 - beta1^k), root_scale = 1 / sqrt(1 - beta2^k),
/// decay = lr * weight decay (0: none), gradient_scale: what the gradient is multiplied by first.
typedef struct {
  float rate, beta1, beta2, epsilon, root_scale;
  float decay, gradient_scale;
} vk_adam_step;

/// The scalars of one step of gradient descent with momentum.
typedef struct {
  float rate, momentum, gradient_scale;
} vk_sgd_step;

/// The address of a sample in the Philox4x32-10 counter space: (block, step, sample, stream).
typedef struct {
  uint32_t key0, key1;
  uint32_t stream, sample, first_step;
} vk_draw_address;

typedef struct {
  /// C[i][j] = init[i * ldi + j] + sum over k of A[i * a_row + k * a_column] * B[k * ldb + j]
  /// for i < m, j < n. A is read through two strides, so a transposed A costs nothing.
  /// `init` is NULL (zero), a bias row (ldi = 0), or C itself (accumulate).
  void (*gemm)(int m, int n, int k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
               const float *b, ptrdiff_t ldb, const float *init, ptrdiff_t ldi, float *c,
               ptrdiff_t ldc);

  /// C[i][j] = init[i * ldi + j] + sum over e in offsets[i]..<offsets[i+1] of W[index[e] * ldw + j]
  /// for i < m, j < n: the product with a binary matrix held as index lists (CSR).
  /// `slab` is the number of rows of W that the indices address; it chooses the column panel width
  /// that keeps slab x panel in the L2 cache.
  void (*accumulate_rows)(int m, int n, const uint16_t *index, const int32_t *offsets,
                          const float *w, ptrdiff_t ldw, int slab, const float *init,
                          ptrdiff_t ldi, float *c, ptrdiff_t ldc);

  /// Index lists of the set bits of `m` rows of `row_bytes` bytes (a multiple of 8, bit i of byte j
  /// is column 8 j + i; little-endian hosts). index: capacity elements; offsets: m + 1 elements.
  /// Returns the number of events, or -1 when they exceed `capacity`.
  int32_t (*events_from_bits)(int m, int row_bytes, const uint8_t *bits, int32_t capacity,
                              uint16_t *index, int32_t *offsets);

  /// Index lists of the elements u[i][j] >= threshold, u of m x n. Result as above.
  int32_t (*events_from_membrane)(int m, int n, const float *u, float threshold, int32_t capacity,
                                  uint16_t *index, int32_t *offsets);

  /// s[i] = u[i] >= threshold ? 1 : 0 for i < count (a multiple of 16).
  void (*spikes_from_membrane)(size_t count, const float *u, float threshold, float *s);

  /// out[i] = bit i of each row as 0 or 1; bits as above, out is m x n.
  void (*floats_from_bits)(int m, int row_bytes, const uint8_t *bits, int n, float *out);

  /// The index lists of the transposed binary matrix: m rows and `columns` columns in, `columns`
  /// lists of row numbers out, ascending. transposed_offsets: columns + 1 elements.
  void (*transpose_events)(int m, int columns, const uint16_t *index, const int32_t *offsets,
                           uint16_t *transposed, int32_t *transposed_offsets);

  /// LIF over `steps` steps of n neurons from v = 0. Current of step t at current + t * stride
  /// (stride 0: the same current in every step; stride n may alias u). u: [steps][n], before
  /// reset. `count` [n], if not NULL: the number of spikes. `last` [n], if not NULL: v after the
  /// last step.
  void (*lif_forward)(const vk_neuron *neuron, int steps, size_t n, const float *current,
                      size_t stride, float *u, float *count, float *last);

  /// Gradient of lif_forward. g: dL/ds of step t at g + t * stride (stride 0: the same in every
  /// step); activity * s is added to it. With gv[t] = beta gu[t+1], gv = 0 after the last step:
  ///   gs = g + activity s + (detached ? 0 : gv * (subtract: -threshold, zero: reset_value - u))
  ///   gu = gs surrogate'(u - threshold) + gv * (subtract: 1, zero: 1 - s)
  /// delta [steps][n], if not NULL (may alias g with stride n): gu of each step = dL/dI.
  /// sum [n], if not NULL: gu summed over the steps (last step first).
  void (*lif_backward)(const vk_neuron *neuron, int steps, size_t n, const float *u,
                       const float *g, size_t stride, float activity, float *delta, float *sum);

  /// A membrane that never fires: u[t] = beta u[t-1] + I[t]. u [steps][n]; total [n]: sum over t.
  void (*integrator_forward)(float beta, int steps, size_t n, const float *current, size_t stride,
                             float *u, float *total);

  /// Gradient of integrator_forward: gu[t] = (last_only && t < steps - 1 ? 0 : g) + beta gu[t+1],
  /// g [n] = dL/du of one step. delta and sum as in lif_backward.
  void (*integrator_backward)(float beta, int steps, size_t n, const float *g, int last_only,
                              float *delta, float *sum);

  /// Bernoulli rate coding of one sample of n values. Bit i of step t is set when
  /// draw16 < thresholds[x[i]], draw16 = half (i & 1) of Philox word i / 2 (word w: lane w & 3 of
  /// block w / 4) at (block, first_step + t, sample, stream). Row t at bits + t * stride, row_bytes
  /// bytes, a multiple of 8; bits from n on are 0. thresholds[0] must be 0.
  void (*rate_code)(int n, const uint8_t *x, const uint32_t *thresholds,
                    const vk_draw_address *address, int steps, uint8_t *bits, size_t stride,
                    int row_bytes);

  /// out[i] = scale * x[i] for i < n, 0 for n <= i < padded.
  void (*scale_bytes)(int n, int padded, const uint8_t *x, float scale, float *out);

  /// out[j] = sum over i < m of x[i * ldx + j], j < n.
  void (*column_sums)(int m, int n, const float *x, ptrdiff_t ldx, float *out);

  /// The largest |x[i]|, i < count (a multiple of 16).
  float (*peak)(size_t count, const float *x);

  /// Adam (Kingma and Ba, 2015; decay: Loshchilov and Hutter, 2019): m, v moments;
  /// w = w - decay w - rate m / (sqrt(v) root_scale + epsilon). count is a multiple of 16.
  void (*adam)(size_t count, float *w, float *m, float *v, const float *g,
               const vk_adam_step *step);

  /// Momentum: velocity = momentum velocity + gradient_scale g; w -= rate velocity.
  /// count is a multiple of 16.
  void (*sgd)(size_t count, float *w, float *velocity, const float *g, const vk_sgd_step *step);

  /// A moving average: a += part (x - a). count is a multiple of 16.
  void (*average)(size_t count, float *a, const float *x, float part);
} vk_table;

enum { VK_BASELINE = 0, VK_AVX2 = 1, VK_AVX512 = 2 };

/// The kernels of an instruction set, or NULL where this processor or build lacks it.
const vk_table *vk_kernels(int instruction_set);

/// Tells the processor that the thread is spinning.
static inline void vk_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
