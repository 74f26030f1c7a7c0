// The integer neurons of quantized networks: docs/numerics.md, section 2, says what they compute.
//
// Sums of integer weights are formed by the float kernels, exactly as long as they stay within
// 2^24; neurons run in 32-bit integers; membranes leave as floats, one positive factor per channel.
#ifndef CVECTORINTEGERS_H
#define CVECTORINTEGERS_H

#include <stddef.h>
#include <stdint.h>

/// round(x / 2^distance) as a floor: (x + correction + (x < 0 ? negative : 0) +
/// ((x >> distance) & parity)) >> distance. Every deterministic rounding has this form.
typedef struct {
  int32_t distance, correction, negative, parity;
} vk_rounding_shift;

/// The leak of a state, round(x * factor / 2^distance).
typedef struct {
  const int32_t *factor;    // [period + VK_PERIOD_SLACK]
  vk_rounding_shift shift;  // that of all channels where the arrays are NULL
  const int32_t *distance, *correction, *negative, *parity;  // [period + VK_PERIOD_SLACK] or NULL
} vk_leak;

/// How a value is brought into its width: x << unused >> unused (wrap; else unused is 0), then
/// clamped to lower...upper (saturate; else the ends of 32 bits).
typedef struct {
  int32_t unused, lower, upper;
} vk_width;

/// The dynamics of a layer of integer neurons.
///
///   i[t] = synapse_width(i[t-1] - leak(i[t-1]) + c[t])          (synaptic; else i = c)
///   u[t] = membrane_width(v[t-1] - leak(v[t-1]) + i[t] + bias)
///   a[t] = a - leak(a)                                          (adaptive; else a = 0)
///   s[t] = u[t] >= threshold + a[t]
///   v[t] = u[t] - (threshold + a[t]) s[t]   (subtract)   or   s[t] ? reset_value : u[t]   (zero)
///   a    = min(a[t] + rise_step s[t], rise_limit)
///
/// c = guard_factor * sum, rounded by the guard shift.
typedef struct {
  const int32_t *bias, *threshold, *reset_value, *rise_step;  // [period + VK_PERIOD_SLACK] each
  const float *unit;  // [period + VK_PERIOD_SLACK]: what an integer is multiplied by on its way out
  vk_leak membrane_leak, synapse_leak, rise_leak;
  vk_width membrane_width, synapse_width;
  vk_rounding_shift guard_shift;
  int32_t guard_factor, rise_limit;
  size_t period;  // the number of channels, padded: element i belongs to channel i % period
  int32_t is_synaptic, is_adaptive;
  int32_t reset;  // VK_RESET_...
} vk_integer_neuron;

/// What a pass over some steps takes from the step before and leaves for the one after, each [n].
typedef struct {
  int32_t *v;
  int32_t *i;  // NULL unless synaptic
  int32_t *a;  // NULL unless adaptive
} vk_integer_carry;

#endif
