// Float kernels of the training engine, compiled once per instruction set and chosen at run time.
//
// All matrices are row-major. Widths (the `n` of a kernel, the number of columns) are multiples of
// 16 and the caller pads with zeros, so that no kernel has a scalar tail. Every sum has one order,
// that of its index unless a kernel says otherwise, whatever the tile or panel it is computed in: a
// result depends on the instruction set (fused multiply-add or not), never on how the work was
// divided.
#ifndef CVECTORKERNELS_H
#define CVECTORKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "CVectorIntegers.h"

enum { VK_RESET_SUBTRACT = 0, VK_RESET_ZERO = 1 };

enum {
  VK_FAST_SIGMOID = 0,  // 1 / (1 + k |x|)^2                     k: slope
  VK_ARCTAN = 1,        // k/2 / (1 + (pi/2 k x)^2)              k: slope
  VK_TRIANGULAR = 2,    // max(0, 1 - |x| / k) / k               k: half width
  VK_BOXCAR = 3         // 1 / k where |x| < k / 2, else 0       k: width
};

/// Arrays that are read per channel hold this many elements beyond one period, repeating it.
enum { VK_PERIOD_SLACK = 64 };

/// The dynamics of a layer of leaky integrate-and-fire neurons and the surrogate of its gradient.
///
///   i[t] = alpha i[t-1] + I[t]                        (synaptic; else i = I)
///   u[t] = beta v[t-1] + i[t] (+ bias, if synaptic)   s[t] = u[t] >= threshold + a[t]
///   v[t] = u[t] - (threshold + a[t]) s[t]  (subtract)   or   s[t] ? reset_value : u[t]  (zero)
///   a[t+1] = rise_decay (a[t] + rise_step s[t])       (adaptive; else a = 0)
typedef struct {
  const float *beta;       // [period + VK_PERIOD_SLACK]
  const float *threshold;  // [period + VK_PERIOD_SLACK]
  const float *bias;       // [period + VK_PERIOD_SLACK] or NULL; read by synaptic neurons only
  const float *cost;       // [period + VK_PERIOD_SLACK] or NULL; added to dL/ds of every step
  const float *own_cost;   // [n] or NULL: the same of each neuron of the pass
  size_t period;           // the number of channels, padded: element i belongs to channel i % period
  float reset_value;
  float alpha, rise_decay, rise_step;
  int32_t is_synaptic, is_adaptive;
  int32_t reset;         // VK_RESET_...
  int32_t detach_reset;  // 1: no gradient flows through the s of the reset and of the rise
  int32_t surrogate;     // VK_FAST_SIGMOID, ...
  float surrogate_shape; // k of the formulas above
  int32_t floors;        // rectifiers: 1 for the whole part of max(0, u)
  // The loss has membrane_cost (max(0, m - upper)^2 + max(0, lower - m)^2), m = u / threshold, for each step;
  // lower <= 0 <= upper.
  float membrane_cost, membrane_lower, membrane_upper;
} vk_neuron;

/// What a pass over some steps takes from the step before and leaves for the one after, each [n]:
/// forward the state v, i, a[t+1] / rise_decay; backward the gradients of v, i and of that rise.
typedef struct {
  float *v;
  float *i;  // NULL unless synaptic
  float *a;  // NULL unless adaptive
} vk_carry;

/// Gradients per channel that a backward pass adds to, each [period] or NULL.
typedef struct {
  float *bias, *beta, *threshold;
} vk_neuron_gradient;

/// A convolution of [in_height][in_width][in_channels] to [out_height][out_width][width], width the
/// padded number of output channels. Weights: [kernel row][kernel column][input channel][width].
typedef struct {
  int32_t in_height, in_width, in_channels;
  int32_t out_height, out_width, width;
  int32_t kernel_height, kernel_width, stride_y, stride_x, pad_y, pad_x;
} vk_convolution;

/// Windows of height x width that do not overlap; out_height x out_width of them.
typedef struct {
  int32_t height, width, out_height, out_width;
  int32_t channels;  // without padding
} vk_pool;

/// How the neurons of a layer, [height][width][pitch], become inputs of the next one.
typedef struct {
  int32_t height, width;
  int32_t channels, pitch;          // lanes per place that are neurons, and with padding
  int32_t pool_height, pool_width;  // 1 x 1 without pooling
  int32_t joins;     // 1: a window is one input (OR); 0: each spike of it counts
  int32_t by_place;  // 1: index x * channels + c and offsets per pooled place; 0: (y * columns +
                     // x) * channels + c and offsets per row
} vk_spike_map;

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

  /// C[i][j] = init[i * ldi + j] + sum over e in offsets[i]..<offsets[i+1] of
  /// values[e] W[index[e] * ldw + j] for i < m, j < n: the product with a sparse matrix held as index
  /// lists (CSR); values NULL: all 1. `slab` is the number of rows of W that the indices address; it
  /// chooses the column panel width that keeps slab x panel in the L2 cache. Rows that are `cycle` apart
  /// are computed one after the other; 1 takes them in their order.
  void (*accumulate_rows)(int m, int n, int cycle, const uint16_t *index, const float *values,
                          const int32_t *offsets, const float *w, ptrdiff_t ldw, int slab,
                          const float *init, ptrdiff_t ldi, float *c, ptrdiff_t ldc);

  /// The columns of x [m][n] in panels of `panel` (a multiple of 16) columns, one panel after the
  /// other, each [m][its columns]: rows a power of two apart would share few sets of a cache.
  void (*pack_panels)(int m, int n, int panel, const float *x, float *out);

  /// Index lists of the set bits of `m` rows of `row_bytes` bytes (a multiple of 8, bit i of byte j
  /// is column 8 j + i; little-endian hosts). index: capacity + 64 elements; offsets: m + 1 elements.
  /// Returns the number of events, or -1 when they exceed `capacity`.
  int32_t (*events_from_bits)(int m, int row_bytes, const uint8_t *bits, int32_t capacity,
                              uint16_t *index, int32_t *offsets);

  /// Index lists for a convolution: the bits of a row are places (`positions`, `width` of them in a
  /// line) of `channels` each; index x * channels + c; offsets: m * positions + 1 elements. index has
  /// room for every bit.
  int32_t (*places_from_bits)(int m, int positions, int width, int channels, int row_bytes,
                              const uint8_t *bits, uint16_t *index, int32_t *offsets);

  /// Index lists and values of the elements other than 0 of x, m x n with rows ldx apart. The index
  /// counts from 0 to period - 1 again and again. places 0: offsets per row; else offsets at every
  /// `places` elements (n is a multiple). Returns the number of events, or -1 when a row begins with
  /// fewer than n elements of `capacity` left.
  int32_t (*events_from_values)(int m, int n, ptrdiff_t ldx, const float *x, int period,
                                int places, int32_t capacity, uint16_t *index, float *values,
                                int32_t *offsets);

  /// Index lists of the neurons with u >= threshold (per lane, [pitch]), m images row_pitch apart,
  /// pooled as `map` says. mask, if not NULL: [masks][pooled places][pitch], image i has mask
  /// i % masks and loses inputs whose mask is 0. Padded lanes must not reach their threshold. index:
  /// capacity + 64 elements. Returns the number of events, or -1 when they exceed `capacity`; with
  /// joins or masks also when the spikes before them do.
  int32_t (*events_from_membrane)(const vk_spike_map *map, int m, const float *u,
                                  ptrdiff_t row_pitch, const float *threshold, const float *mask,
                                  int masks, int32_t capacity, uint16_t *index,
                                  int32_t *offsets);

  /// The same as a dense matrix: out [m][inputs rounded up to 16], inputs in row, column, channel order.
  void (*spikes_from_membrane)(const vk_spike_map *map, int m, const float *u,
                               ptrdiff_t row_pitch, const float *threshold, const float *mask,
                               int masks, float *out);

  /// out[i] = bit i of each row as 0 or 1; bits as above, out is m x n.
  void (*floats_from_bits)(int m, int row_bytes, const uint8_t *bits, int n, float *out);

  /// The index lists of the transposed sparse matrix: m rows and `columns` columns in, `columns`
  /// lists of row numbers out, ascending and counted from `first`. transposed_offsets: columns + 1
  /// elements, from offsets[0] on. values may be NULL.
  void (*transpose_events)(int first, int m, int columns, const uint16_t *index,
                           const float *values, const int32_t *offsets, uint16_t *transposed,
                           float *transposed_values, int32_t *transposed_offsets);

  /// The inputs of one sample that are set in any of `steps` rows of bits, `stride` bytes apart, for
  /// `shared_currents` and `shared_gradient`. lit: their numbers, ascending, row_bytes * 8 + 2
  /// elements; groups [steps][groups_pitch]: the bits of three of them each, or NULL; chunks
  /// [inputs][ceil(steps / 4)]: the bits of four steps each, or NULL. Returns how many they are.
  int32_t (*shared_patterns)(int steps, size_t stride, int row_bytes, const uint8_t *bits,
                             uint16_t *lit, uint8_t *groups, ptrdiff_t groups_pitch,
                             uint8_t *chunks);

  /// C[t * ldc + j] = init[j] (NULL: 0) + sum of W[input * ldw + j] over the inputs set in step t, for
  /// t < steps and j < n, a multiple of 16: one sample, described by `shared_patterns`. Inputs are
  /// added in threes.
  void (*shared_currents)(int steps, int n, int count, const uint16_t *lit, const uint8_t *groups,
                          ptrdiff_t groups_pitch, const float *w, ptrdiff_t ldw, const float *init,
                          float *c, ptrdiff_t ldc);

  /// gradient[input * ldg + j] += sum of delta[t * ldd + j] over the steps in which the input is set,
  /// j < n, a multiple of 16: one sample, described by `shared_patterns`. Steps are added in fours.
  void (*shared_gradient)(int steps, int n, int count, const uint16_t *lit, const uint8_t *chunks,
                          const float *delta, ptrdiff_t ldd, float *gradient, ptrdiff_t ldg);

  /// The currents of a convolution, out [out_height * out_width][width], from the events of one image
  /// (offsets: in_height * in_width + 1). init [width] or NULL. index: 64 more elements are readable.
  void (*convolve_events)(const vk_convolution *c, const uint16_t *index, const float *values,
                          const int32_t *offsets, const float *w, const float *init, float *out);

  /// The events of m images by channel and line, for convolve_gradient: the place y * (columns of a
  /// padded image) + x of each event, and its value; lines: m * channels * in_height + 1 offsets. places:
  /// room for every event and 64 more; offsets[0] is 0.
  void (*channels_from_places)(const vk_convolution *c, int m, const uint16_t *index,
                               const float *values, const int32_t *offsets, int32_t *places,
                               float *place_values, int32_t *lines);
  /// The same straight from the neurons, arguments as in events_from_membrane. Returns the number of
  /// events, or -1 for windows that count and images too large for it.
  int32_t (*channels_from_membrane)(const vk_convolution *c, const vk_spike_map *map, int m,
                                    const float *u, ptrdiff_t row_pitch, const float *threshold,
                                    const float *mask, int masks, int32_t *places,
                                    int32_t *lines);
  /// The same from m rows of bits, one input channel in lines of at most 57 places. Rows have 8 bytes
  /// that may be read behind them.
  int32_t (*channels_from_bits)(const vk_convolution *c, int m, int row_bytes,
                                const uint8_t *bits, int32_t *places, int32_t *lines);

  /// The sums of weights that each pattern of bits in a kernel row selects, [kernel row][2^kernel
  /// width][width]; one input channel.
  void (*pattern_table)(const vk_convolution *c, const float *w, float *table);
  /// convolve_events for the bits of one image and such a table: in_width + 2 pad_x at most 57, kernels of
  /// at most 16 rows. Bits may be read 8 bytes beyond the image.
  void (*convolve_patterns)(const vk_convolution *c, const uint8_t *bits, const float *table,
                            const float *init, float *out);

  /// Adds the gradient of the weights of one image to dw; strides of 1 only. padded: the gradient of the
  /// currents with a border of kernel - 1 zeros on every side, [out_height + 2 (kernel_height -
  /// 1)][out_width + 2 (kernel_width - 1)][width].
  void (*convolve_gradient)(const vk_convolution *c, const int32_t *places, const float *values,
                            const int32_t *lines, const float *padded, float *dw);
  /// The same for any stride, from the lists by place.
  void (*convolve_gradient_strided)(const vk_convolution *c, const uint16_t *index,
                                    const float *values, const int32_t *offsets,
                                    const float *padded, float *dw);

  /// The gradient of the input, dx [in_height * in_width][in_width], from `outputs` channels of a padded
  /// gradient as above. wt: [output][kernel row][kernel column][in_width], in_width the padded number of
  /// input channels; sent: out_width * kernel area * in_width elements of scratch.
  void (*convolve_backward)(const vk_convolution *c, int outputs, const float *padded,
                            const float *wt, int in_width, float *sent, float *dx);

  /// The same for currents behind max_pool: delta and winners [pooled places][width]. wt: [output][kernel
  /// row][kernel column][in_width] with a border of (pool - 1) * stride zeros around each kernel; padded:
  /// (in_height + 2 pad_y) * (in_width + 2 pad_x) * in_width elements of scratch, unused without padding.
  void (*convolve_backward_winners)(const vk_convolution *c, const vk_pool *pool,
                                    const float *delta, const uint8_t *winners, const float *wt,
                                    int in_width, float *padded, float *dx);

  /// out[window] = the largest of x in the window, per lane; winners (may be NULL): its number in the
  /// window, the first on a tie. x has rows of in_width places of `width` lanes.
  void (*max_pool)(const vk_pool *pool, const float *x, int in_width, int width, float *out,
                   uint8_t *winners);

  /// y = delta of the window at its winner, else 0; in_height rows, row_pitch apart, of in_width places of
  /// `width` lanes.
  void (*max_unpool)(const vk_pool *pool, const float *delta, const uint8_t *winners,
                     int in_height, int in_width, int width, float *y, ptrdiff_t row_pitch);

  /// g [height][width][pitch], the gradient of the spikes of one image, from that of its pooled inputs,
  /// dx [pooled places][pitch]. A window that joins passes it to its largest u, the first on a tie; one that
  /// counts to all members. mask [pooled places][pitch] or NULL.
  void (*unpool_spikes)(const vk_spike_map *map, const float *dx, const float *u,
                        const float *mask, float *g);

  /// Mean and (biased) variance of each of n columns over m rows.
  void (*norm_statistics)(int m, int n, const float *x, float *mean, float *variance);
  /// y = (x - mean) factor + shift, per column; y may be x.
  void (*norm_apply)(int m, int n, const float *x, const float *mean, const float *factor,
                     const float *shift, float *y);
  /// products[j] += sum over rows of dy (x - mean).
  void (*norm_products)(int m, int n, const float *x, const float *dy, const float *mean,
                        float *products);
  /// dx = factor dy - offset - slope (x - mean); dx may be dy or x.
  void (*norm_backward)(int m, int n, const float *x, const float *dy, const float *mean,
                        const float *factor, const float *offset, const float *slope, float *dx);
  /// x = factor x + shift[j]; shift may be NULL.
  void (*scale_rows)(int m, int n, float factor, const float *shift, float *x);

  /// Neurons over `steps` steps, n of them. The current of step t at current + t * current_pitch (pitch 0:
  /// the same current in every step; it may alias u). u + t * pitch: u[t] - a[t], before reset. rise, in the
  /// same places: a[t], adaptive neurons only. carry, if not NULL: in and out; without it they start from 0.
  /// `count` [n], if not NULL: the number of spikes; `last` [n], if not NULL: v after the last step. Returns
  /// the number of spikes.
  int64_t (*lif_forward)(const vk_neuron *neuron, int steps, size_t n, const float *current,
                         size_t current_pitch, float *u, size_t pitch, float *rise,
                         const vk_carry *carry, float *count, float *last);

  /// Gradient of lif_forward. g: dL/ds of step t at g + t * g_pitch (0: the same in every step);
  /// activity * s is added to it. With gv[t] = beta gu[t+1] and ga[t] the gradient of the rise behind
  /// step t, both 0 after the last step:
  ///   gs = g + cost + own_cost + activity s + (detached ? 0 : gv * (subtract: -(threshold + a), zero: reset_value - u)
  ///                                         + ga rise_step)
  ///   gu = gs surrogate'(u - a - threshold) + gv * (subtract: 1, zero: 1 - s) + gm
  ///   gi = gu + alpha gi[t+1]
  ///   gt = -gs surrogate' - (subtract: gv s);  ga[t-1] = rise_decay (ga + gt)
  /// with gm the derivative of what membranes cost, which adds -gm m to the gradient of the threshold.
  /// delta + t * delta_pitch, if not NULL (may alias g): gi of each step = dL/dI. sum [n], if not NULL: gi
  /// summed over the steps (last step first). gradient, if not NULL: adds the sums of gu (bias), gu v[t-1]
  /// (beta) and gt (threshold). carry: as above; has_past: u and rise also hold the step before the first.
  void (*lif_backward)(const vk_neuron *neuron, int steps, size_t n, const float *u, size_t pitch,
                       const float *rise, const float *g, size_t g_pitch, float activity,
                       const vk_carry *carry, int has_past, float *delta,
                       size_t delta_pitch, float *sum, const vk_neuron_gradient *gradient);

  /// The sum of max(0, m - upper)^2 + max(0, lower - m)^2 over the steps of n neurons; u and rise as
  /// lif_forward left them.
  double (*membrane_excess)(const vk_neuron *neuron, int steps, size_t n, const float *u,
                            size_t pitch, const float *rise);

  /// A membrane that never fires: u[t] = beta u[t-1] + i[t]. total [n]: the sum of u over t.
  void (*integrator_forward)(const vk_neuron *neuron, int steps, size_t n, const float *current,
                             size_t current_pitch, float *u, size_t pitch, float *total);

  /// Gradient of integrator_forward: gu[t] = (last_only && t < steps - 1 ? 0 : g) + beta gu[t+1],
  /// g [n] = dL/du of one step. delta, sum and gradient as in lif_backward.
  void (*integrator_backward)(const vk_neuron *neuron, int steps, size_t n, const float *u,
                              size_t pitch, const float *g, int last_only, float *delta,
                              size_t delta_pitch, float *sum, const vk_neuron_gradient *gradient);

  /// Rectifiers, n of them: u = current (may alias), y = max(0, u), or its whole part if the neuron floors.
  /// y may be NULL. sum: the sum of y. Returns how many of them are not 0.
  int64_t (*relu_forward)(const vk_neuron *neuron, size_t n, const float *current, float *u,
                          float *y, double *sum);

  /// Gradient of relu_forward, straight through the floor: gu = u > 0 ? g + cost + own_cost + activity y :
  /// 0, to delta (may alias g). gradient: adds the sums of gu (bias).
  void (*relu_backward)(const vk_neuron *neuron, size_t n, const float *u, const float *g,
                        float activity, float *delta, const vk_neuron_gradient *gradient);

  /// What rectifiers hand on: spikes_from_membrane with activations in place of spikes. A window that joins
  /// becomes its largest activation, another one their sum.
  void (*activations_from_membrane)(const vk_spike_map *map, int floors, int m, const float *u,
                                    ptrdiff_t row_pitch, const float *mask, int masks,
                                    float *out);

  /// lif_forward of integer neurons. current: the sums of weights, integers within 2^24 as floats. u:
  /// unit * (u[t] - a[t]); rise: unit * a[t]; count and last (unit * v) as in lif_forward, carry in integers.
  /// Products with one positive unit keep the order of integers up to 2^23: u >= unit * threshold is s[t].
  int64_t (*lif_forward_integer)(const vk_integer_neuron *neuron, int steps, size_t n,
                                 const float *current, size_t current_pitch, float *u,
                                 size_t pitch, float *rise, const vk_integer_carry *carry,
                                 float *count, float *last);

  /// The same for a membrane that never fires. total [n]: unit * the sum of u over t.
  void (*integrator_forward_integer)(const vk_integer_neuron *neuron, int steps, size_t n,
                                     const float *current, size_t current_pitch, float *u,
                                     size_t pitch, float *total);

  /// Brings n integers, held as floats, into their width; n is a multiple of 16.
  void (*bring)(const vk_width *width, size_t n, float *x);

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
