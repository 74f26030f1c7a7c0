/* SPDX-License-Identifier: 0BSD
 *
 * tinysnn_runtime.h - fixed-point spiking layers for microcontrollers.
 *
 * Hand-written C99 (and C++11). Needs <stdint.h> and <stddef.h>, nothing else: no heap, no floating
 * point, no recursion, no global state, no library call. Safe for a 16-bit int.
 *
 * HOW IT IS USED
 *   A generated <name>.h holds the tables of one model, one constant tinysnn_layer_t per layer and
 *   the model's own functions, which call the functions below. Every function is inlined into its
 *   caller, where the compiler sees the constant descriptor: only the branches that the model needs
 *   remain in the binary. Nothing here is meant to be called by an application.
 *
 * ONE STEP OF ONE NEURON (the contract is docs/numerics.md of the tinysnn project)
 *   current = round(accumulator * 2^guard_bits) + bias
 *   u       = overflow(v - leak(v) + current)        leak: 0, round(v * D / 2^f) or round(v / 2^k)
 *   spike   = u >= threshold
 *   v       = u, or after a spike u - threshold (subtract) or reset_value (zero)
 *   Each layer names the rounding of its guard shift and of its leak; they are part of the model.
 *
 * CONVOLUTIONS AND POOLING
 *   Inputs, neurons and spikes of an image are ordered row, column, channel. A layer whose kernel moves
 *   has a constant tinysnn_window_t besides. It runs position by position: the accumulators of one
 *   position (one per output channel) are gathered from the window's active inputs, the largest of
 *   several positions is taken if currents are pooled, and the neurons of that position advance. So
 *   scratch memory is one accumulator per channel. Of pooled spikes (sum) each adds the weights of the
 *   pooled input; pooling by OR writes an array of pooled spikes first. What lies in the padding is 0.
 *
 * TABLES
 *   All tables are bytes, so neither alignment nor byte order matters.
 *   Weights of B bits: one row per input of a dense layer, one per kernel row, kernel column and input
 *   channel of a convolution, one per kernel row and kernel column if its channels form groups: then
 *   the outputs of all input channels stand in one row. Each row starts on a byte. Weight j of a row
 *   occupies the bits j*B ... j*B+B-1, counted from bit 0 of the row's first byte upwards
 *   (little-endian bit order), in two's complement. B is 2...8 or 16.
 *   Thresholds, biases and decay factors: one byte each up to 8 bits, else two bytes, low byte first,
 *   one per channel. Every neuron of a dense layer is a channel.
 *   Spikes: bit i & 7 of byte i >> 3; the unused bits of the last byte are 0.
 *
 * WHERE TABLES LIVE
 *   On AVR they stay in program memory, also above 64 KiB. Elsewhere they are plain const objects.
 *   TINYSNN_CONST may be defined beforehand, to give tables a section or an alignment. To read them
 *   in another way, define TINYSNN_CUSTOM_TABLES and all of tinysnn_table_t (an address that + and
 *   += move by bytes), TINYSNN_CONST, TINYSNN_TABLE(array) and TINYSNN_READ_U8(address).
 */
#ifndef TINYSNN_RUNTIME_H
#define TINYSNN_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#define TINYSNN_RUNTIME_VERSION 2

/* ---- Places and compilers ------------------------------------------------------------------ */

#if !defined(TINYSNN_CUSTOM_TABLES)
#if defined(__AVR__)
#include <avr/io.h>
#include <avr/pgmspace.h>
#if !defined(TINYSNN_CONST)
#define TINYSNN_CONST const PROGMEM
#endif
#if defined(RAMPZ)
/* More than 64 KiB of flash: a 16-bit pointer does not reach every table. */
typedef uint_farptr_t tinysnn_table_t;
#define TINYSNN_TABLE(array) pgm_get_far_address(array)
#define TINYSNN_READ_U8(address) ((uint8_t)pgm_read_byte_far(address))
#else
typedef const uint8_t *tinysnn_table_t;
#define TINYSNN_TABLE(array) (array)
#define TINYSNN_READ_U8(address) ((uint8_t)pgm_read_byte(address))
#endif
#else
#if !defined(TINYSNN_CONST)
#define TINYSNN_CONST const
#endif
typedef const uint8_t *tinysnn_table_t;
#define TINYSNN_TABLE(array) (array)
#define TINYSNN_READ_U8(address) (*(address))
#endif
#endif

/* A layer that lacks a table passes this. */
#define TINYSNN_NO_TABLE ((tinysnn_table_t)0)

#if !defined(TINYSNN_INLINE)
#if defined(__GNUC__)
#define TINYSNN_INLINE static inline __attribute__((always_inline))
#else
#define TINYSNN_INLINE static inline
#endif
#endif

/* A check at compile time that C99 and C++11 both accept; the name must be unique in a file. */
#define TINYSNN_ASSERT(condition, name) typedef char name[(condition) ? 1 : -1]

/* Bytes of `count` spikes, and of a row of `count` weights of `bits` bits. */
#define TINYSNN_SPIKE_BYTES(count) (((count) + 7U) / 8U)
#define TINYSNN_ROW_BYTES(count, bits) (((uint32_t)(count) * (bits) + 7U) / 8U)

/* The bytes of a 32-bit number in a byte table, low byte first. */
#define TINYSNN_BYTES32(value)                                                        \
    (uint8_t)((value) & 255U), (uint8_t)(((value) >> 8) & 255U),                      \
    (uint8_t)(((value) >> 16) & 255U), (uint8_t)(((value) >> 24) & 255U)

/* ---- The layer descriptor ------------------------------------------------------------------- */

/* How a number between two integers becomes one of them. */
#define TINYSNN_FLOOR 0U     /* toward negative infinity */
#define TINYSNN_TRUNC 1U     /* toward zero */
#define TINYSNN_CEIL 2U      /* toward positive infinity */
#define TINYSNN_HALF_UP 3U   /* to nearest, ties toward positive infinity */
#define TINYSNN_HALF_AWAY 4U /* to nearest, ties away from zero */
#define TINYSNN_HALF_EVEN 5U /* to nearest, ties to even */

/* How an array of numbers is stored. */
#define TINYSNN_INT8 1U
#define TINYSNN_INT16 2U
#define TINYSNN_INT32 4U
#define TINYSNN_UINT8 8U

/* Where a threshold, a bias or the number of a decay comes from. */
#define TINYSNN_ABSENT 0U
#define TINYSNN_SHARED 1U      /* one value in the descriptor */
#define TINYSNN_PER_CHANNEL 2U /* a table: m of the value m * 2^exponent, D or k of a decay */

/* What drives a layer. */
#define TINYSNN_SPIKES 0U  /* its values are accumulators, filled in every step */
#define TINYSNN_CURRENT 1U /* its values are currents, loaded once per sample */

#define TINYSNN_DECAY_NONE 0U
#define TINYSNN_DECAY_MULTIPLIER 1U
#define TINYSNN_DECAY_SHIFT 2U

#define TINYSNN_NEVER_FIRES 0U
#define TINYSNN_RESET_SUBTRACT 1U
#define TINYSNN_RESET_ZERO 2U

#define TINYSNN_SATURATE 0U
#define TINYSNN_WRAP 1U
#define TINYSNN_IN_RANGE 2U /* the ranges in the header prove that nothing can overflow */

/* Everything but the tables. The generated header initialises the members in this order. */
typedef struct {
    uint16_t inputs;
    uint16_t neurons;
    uint8_t weight_bits;    /* 2...8, 16 */
    uint8_t drive;          /* TINYSNN_SPIKES or TINYSNN_CURRENT */
    uint8_t value_type;     /* storage of accumulators: TINYSNN_INT16, TINYSNN_INT32 */
    uint8_t current_type;   /* storage of currents loaded once per sample, likewise */
    int8_t guard_bits;      /* membrane unit = accumulator unit * 2^-guard_bits */
    uint8_t guard_rounding; /* used if guard_bits < 0 */

    uint8_t bias_source;
    uint8_t bias_bits;
    uint8_t bias_exponent;
    int32_t bias; /* m * 2^exponent if shared */

    uint8_t decay;
    uint8_t decay_source;
    uint8_t decay_bits;
    uint16_t decay_factor;  /* D if shared */
    uint8_t decay_shift;    /* f, or k if shared; 0...30 */
    uint8_t decay_rounding;

    uint8_t firing; /* TINYSNN_NEVER_FIRES or the reset */
    uint8_t threshold_source;
    uint8_t threshold_bits;
    uint8_t threshold_exponent;
    int32_t threshold; /* m * 2^exponent if shared */
    int32_t reset_value;

    uint8_t membrane_bits; /* 4...24 */
    uint8_t membrane_type; /* storage of membranes: TINYSNN_INT8, TINYSNN_INT16, TINYSNN_INT32 */
    uint8_t overflow;
} tinysnn_layer_t;

/* The windows of a layer whose kernel moves over its input, or that adds up pooled spikes. */
typedef struct {
    uint16_t input_width; /* columns of the input before its pooling */
    uint16_t pool_height; /* the window of pooled spikes; 1 x 1 without, and after pooling by OR */
    uint16_t pool_width;
    uint16_t height; /* what the kernel moves over: the input after its pooling */
    uint16_t width;
    uint16_t channels;
    uint16_t kernel_height;
    uint16_t kernel_width;
    uint16_t stride_height;
    uint16_t stride_width;
    uint16_t padding_height; /* zeros on each side, fewer than the kernel has rows */
    uint16_t padding_width;
    uint16_t group_inputs; /* input channels that reach the same outputs; all of them without groups */
    uint16_t group_outputs;
    uint16_t outputs; /* output channels */
    uint16_t rows;    /* positions of neurons */
    uint16_t columns;
    uint16_t max_height; /* the window of pooled currents; 1 x 1 without */
    uint16_t max_width;
} tinysnn_window_t;

/* ---- Shifts and rounding -------------------------------------------------------------------- */

/* floor(value / 2^count), the only right shift of negative numbers in this file. C leaves its
 * result to the implementation. GCC and everything compatible with it document sign extension;
 * other compilers get a form that C defines. Range of count: 0...30. */
TINYSNN_INLINE int32_t tinysnn_shift_right(int32_t value, uint8_t count)
{
#if defined(__GNUC__)
    return value >> count;
#else
    return (value < 0) ? ~(~value >> count) : (value >> count);
#endif
}

/* value / 2^count, rounded. Every mode is a floor after a correction. Needs |value| <= 2^30 and
 * count 0...30, so that value and correction together fit. */
TINYSNN_INLINE int32_t tinysnn_round_shift(int32_t value, uint8_t count, uint8_t rounding)
{
    const int32_t one = (int32_t)1 << count;
    const int32_t half = one / 2;
    const int32_t negative = (value < 0) ? 1 : 0;

    if (count == 0U) {
        return value;
    }
    switch (rounding) {
    case TINYSNN_TRUNC:
        value += (negative != 0) ? one - 1 : 0;
        break;
    case TINYSNN_CEIL:
        value += one - 1;
        break;
    case TINYSNN_HALF_UP:
        value += half;
        break;
    case TINYSNN_HALF_AWAY:
        value += half - negative;
        break;
    case TINYSNN_HALF_EVEN:
        value += half - 1 + (tinysnn_shift_right(value, count) & 1);
        break;
    default: /* TINYSNN_FLOOR */
        break;
    }
    return tinysnn_shift_right(value, count);
}

/* ---- Storage -------------------------------------------------------------------------------- */

TINYSNN_INLINE int32_t tinysnn_load(const void *values, uint16_t index, uint8_t type)
{
    if (type == TINYSNN_INT8) {
        return ((const int8_t *)values)[index];
    }
    if (type == TINYSNN_INT16) {
        return ((const int16_t *)values)[index];
    }
    if (type == TINYSNN_UINT8) {
        return ((const uint8_t *)values)[index];
    }
    return ((const int32_t *)values)[index];
}

/* The value must be representable in the type. */
TINYSNN_INLINE void tinysnn_store(void *values, uint16_t index, uint8_t type, int32_t value)
{
    if (type == TINYSNN_INT8) {
        ((int8_t *)values)[index] = (int8_t)value;
    } else if (type == TINYSNN_INT16) {
        ((int16_t *)values)[index] = (int16_t)value;
    } else if (type == TINYSNN_UINT8) {
        ((uint8_t *)values)[index] = (uint8_t)value;
    } else {
        ((int32_t *)values)[index] = value;
    }
}

TINYSNN_INLINE void tinysnn_clear(void *values, uint16_t count, uint8_t type)
{
    uint16_t index;

    for (index = 0; index < count; index++) {
        tinysnn_store(values, index, type, 0);
    }
}

TINYSNN_INLINE uint8_t tinysnn_is_set(const uint8_t *spikes, uint16_t index)
{
    return (uint8_t)((uint8_t)(spikes[index >> 3] >> (index & 7U)) & 1U);
}

/* How many of `count` spikes from `first` on stand in the byte of the first. */
TINYSNN_INLINE uint8_t tinysnn_bits_in_byte(uint16_t first, uint16_t count)
{
    const uint8_t room = (uint8_t)(8U - (first & 7U));

    return (uint8_t)((count < room) ? count : room);
}

/* The `length` spikes from `first` on, in the low bits; all of them stand in one byte. */
TINYSNN_INLINE uint8_t tinysnn_bits(const uint8_t *spikes, uint16_t first, uint8_t length)
{
    const uint8_t mask = (uint8_t)((1U << length) - 1U);

    return (uint8_t)((uint8_t)(spikes[first >> 3] >> (first & 7U)) & mask);
}

/* The two's-complement number in the low `bits` bits of `code`. */
TINYSNN_INLINE int32_t tinysnn_sign_extend(uint32_t code, uint8_t bits)
{
    const uint32_t sign = (uint32_t)1 << (bits - 1U);
    const uint32_t mask = (sign - 1U) | sign;

    return (int32_t)((code & mask) ^ sign) - (int32_t)sign;
}

/* Entry `index` of a table with one byte (up to 8 bits) or two bytes per entry. */
TINYSNN_INLINE uint16_t tinysnn_entry(tinysnn_table_t table, uint16_t index, uint8_t bits)
{
    if (bits <= 8U) {
        return TINYSNN_READ_U8(table + index);
    }
    table += (uint32_t)index * 2U;
    return (uint16_t)(TINYSNN_READ_U8(table) | ((uint16_t)TINYSNN_READ_U8(table + 1) << 8));
}

/* ---- Weighted sums: rows of weights are added to the values of a layer ----------------------- */

TINYSNN_INLINE void tinysnn_add(
    const tinysnn_layer_t *layer, void *values, uint16_t index, int32_t weight, uint8_t factor)
{
    tinysnn_store(
        values, index, layer->value_type,
        tinysnn_load(values, index, layer->value_type) + weight * (int32_t)factor);
}

/* Adds `count` weights of the row at `row`, from bit `offset` on, times `factor`: to the values from
 * `first` on. */
TINYSNN_INLINE void tinysnn_add_weights(
    const tinysnn_layer_t *layer, tinysnn_table_t row, uint32_t offset, uint16_t count,
    uint8_t factor, void *values, uint16_t first)
{
    const uint8_t bits = layer->weight_bits;
    const uint16_t end = (uint16_t)(first + count);
    uint16_t index;

    row += offset >> 3;
    if (bits >= 8U) {
        for (index = first; index < end; index++) {
            const uint16_t code = tinysnn_entry(row, (uint16_t)(index - first), bits);
            tinysnn_add(layer, values, index, tinysnn_sign_extend(code, bits), factor);
        }
    } else {
        const uint8_t skipped = (uint8_t)(offset & 7U);
        uint16_t window = 0;   /* bits that were read and not used yet */
        uint8_t available = 0; /* how many */

        if (skipped != 0U) {
            window = (uint16_t)(TINYSNN_READ_U8(row) >> skipped);
            row++;
            available = (uint8_t)(8U - skipped);
        }
        for (index = first; index < end; index++) {
            if (available < bits) {
                window = (uint16_t)(window | (uint16_t)((uint16_t)TINYSNN_READ_U8(row) << available));
                row++;
                available = (uint8_t)(available + 8U);
            }
            tinysnn_add(layer, values, index, tinysnn_sign_extend(window, bits), factor);
            window = (uint16_t)(window >> bits);
            available = (uint8_t)(available - bits);
        }
    }
}

/* Adds the rows of `outputs` weights of up to eight inputs, the first at `row`: those whose bit is
 * set. */
TINYSNN_INLINE void tinysnn_add_rows(
    const tinysnn_layer_t *layer, tinysnn_table_t row, uint16_t outputs, uint8_t active,
    void *values)
{
    while (active != 0U) {
        if ((active & 1U) != 0U) {
            tinysnn_add_weights(layer, row, 0, outputs, 1U, values, 0);
        }
        active = (uint8_t)(active >> 1);
        row += TINYSNN_ROW_BYTES(outputs, layer->weight_bits);
    }
}

/* The spikes of byte `index`, without the bits that stand for no input. */
TINYSNN_INLINE uint8_t tinysnn_valid_spikes(
    const tinysnn_layer_t *layer, uint16_t index, uint8_t active)
{
    if ((layer->inputs & 7U) != 0U && index == (layer->inputs >> 3)) {
        active = (uint8_t)(active & (uint8_t)((1U << (layer->inputs & 7U)) - 1U));
    }
    return active;
}

/* Fills the accumulators of a layer from the spikes of one step. A silent input costs a bit test,
 * eight silent inputs a byte test. */
TINYSNN_INLINE void tinysnn_accumulate(
    const tinysnn_layer_t *layer, tinysnn_table_t weights, const uint8_t *spikes, void *values)
{
    uint16_t byte;

    tinysnn_clear(values, layer->neurons, layer->value_type);
    for (byte = 0; byte < TINYSNN_SPIKE_BYTES(layer->inputs); byte++) {
        const uint8_t active = tinysnn_valid_spikes(layer, byte, spikes[byte]);
        tinysnn_add_rows(layer, weights, layer->neurons, active, values);
        weights += 8U * TINYSNN_ROW_BYTES(layer->neurons, layer->weight_bits);
    }
}

/* ---- Currents and neurons ------------------------------------------------------------------- */

/* The current of a neuron of `channel`: its accumulator in membrane units, plus its bias. */
TINYSNN_INLINE int32_t tinysnn_current(
    const tinysnn_layer_t *layer, tinysnn_table_t biases, uint16_t channel, int32_t accumulator)
{
    int32_t current;

    if (layer->guard_bits >= 0) {
        /* A multiplication: the left shift of a negative number is undefined. */
        current = accumulator * ((int32_t)1 << (uint8_t)layer->guard_bits);
    } else {
        current = tinysnn_round_shift(
            accumulator, (uint8_t)-layer->guard_bits, layer->guard_rounding);
    }
    if (layer->bias_source == TINYSNN_SHARED) {
        current += layer->bias;
    } else if (layer->bias_source == TINYSNN_PER_CHANNEL) {
        const uint16_t code = tinysnn_entry(biases, channel, layer->bias_bits);
        const int32_t m = tinysnn_sign_extend(code, (layer->bias_bits <= 8U) ? 8U : 16U);
        current += m * ((int32_t)1 << layer->bias_exponent);
    }
    return current;
}

/* Computes the currents of a directly coded layer, once per sample. Inputs of 0 cost nothing. */
TINYSNN_INLINE void tinysnn_load_currents(
    const tinysnn_layer_t *layer, tinysnn_table_t weights, tinysnn_table_t biases,
    const uint8_t *input, void *values)
{
    uint16_t index;

    tinysnn_clear(values, layer->neurons, layer->value_type);
    for (index = 0; index < layer->inputs; index++) {
        if (input[index] != 0U) {
            tinysnn_add_weights(layer, weights, 0, layer->neurons, input[index], values, 0);
        }
        weights += TINYSNN_ROW_BYTES(layer->neurons, layer->weight_bits);
    }
    for (index = 0; index < layer->neurons; index++) {
        const int32_t sum = tinysnn_load(values, index, layer->value_type);
        const int32_t current = tinysnn_current(layer, biases, index, sum);
        tinysnn_store(values, index, layer->value_type, current);
    }
}

/* What the membrane `v` of a neuron of `channel` loses in one step. */
TINYSNN_INLINE int32_t tinysnn_leak(
    const tinysnn_layer_t *layer, tinysnn_table_t decays, uint16_t channel, int32_t v)
{
    if (layer->decay == TINYSNN_DECAY_SHIFT) {
        const uint16_t distance = (layer->decay_source == TINYSNN_PER_CHANNEL)
            ? tinysnn_entry(decays, channel, 8U) : layer->decay_shift;
        return tinysnn_round_shift(v, (uint8_t)distance, layer->decay_rounding);
    }
    if (layer->decay == TINYSNN_DECAY_MULTIPLIER) {
        const uint16_t factor = (layer->decay_source == TINYSNN_PER_CHANNEL)
            ? tinysnn_entry(decays, channel, layer->decay_bits) : layer->decay_factor;
        /* membrane_bits + decay_bits is at most 31: |v * D| <= 2^30. */
        return tinysnn_round_shift(
            v * (int32_t)factor, layer->decay_shift, layer->decay_rounding);
    }
    return 0;
}

/* Brings an integrated membrane into its width. */
TINYSNN_INLINE int32_t tinysnn_bring_into_width(const tinysnn_layer_t *layer, int32_t u)
{
    const int32_t end = (int32_t)1 << (layer->membrane_bits - 1U);

    if (layer->overflow == TINYSNN_WRAP) {
        return tinysnn_sign_extend((uint32_t)u, layer->membrane_bits);
    }
    if (layer->overflow == TINYSNN_SATURATE) {
        if (u >= end) {
            return end - 1;
        }
        if (u < -end) {
            return -end;
        }
    }
    return u;
}

/* The threshold of a neuron of `channel`. */
TINYSNN_INLINE int32_t tinysnn_threshold(
    const tinysnn_layer_t *layer, tinysnn_table_t thresholds, uint16_t channel)
{
    if (layer->threshold_source == TINYSNN_PER_CHANNEL) {
        const uint16_t m = tinysnn_entry(thresholds, channel, layer->threshold_bits);
        return (int32_t)m * ((int32_t)1 << layer->threshold_exponent);
    }
    return layer->threshold;
}

/* Advances one neuron by one step: decay, integrate, compare, reset. `value` is its accumulator or
 * current. Returns `fired`, with `bit` set if the neuron fires. */
TINYSNN_INLINE uint8_t tinysnn_advance(
    const tinysnn_layer_t *layer, tinysnn_table_t biases, tinysnn_table_t decays,
    tinysnn_table_t thresholds, uint16_t channel, int32_t value, void *membranes, uint16_t neuron,
    uint8_t fired, uint8_t bit)
{
    int32_t v = tinysnn_load(membranes, neuron, layer->membrane_type);

    if (layer->drive == TINYSNN_SPIKES) {
        value = tinysnn_current(layer, biases, channel, value);
    }
    v = tinysnn_bring_into_width(layer, v - tinysnn_leak(layer, decays, channel, v) + value);
    if (layer->firing != TINYSNN_NEVER_FIRES) {
        const int32_t threshold = tinysnn_threshold(layer, thresholds, channel);
        if (v >= threshold) {
            v = (layer->firing == TINYSNN_RESET_SUBTRACT) ? v - threshold : layer->reset_value;
            fired = (uint8_t)(fired | bit);
        }
    }
    tinysnn_store(membranes, neuron, layer->membrane_type, v);
    return fired;
}

/* Advances the neurons of a dense layer by one step. `values` are their accumulators or currents.
 * `spikes` may be NULL for a layer that never fires. */
TINYSNN_INLINE void tinysnn_update(
    const tinysnn_layer_t *layer, tinysnn_table_t biases, tinysnn_table_t decays,
    tinysnn_table_t thresholds, const void *values, void *membranes, uint8_t *spikes)
{
    const uint8_t type = (layer->drive == TINYSNN_SPIKES) ? layer->value_type : layer->current_type;
    uint16_t neuron;
    uint8_t fired = 0; /* the spikes of up to eight neurons */
    uint8_t bit = 1;

    for (neuron = 0; neuron < layer->neurons; neuron++) {
        const int32_t value = tinysnn_load(values, neuron, type);

        fired = tinysnn_advance(
            layer, biases, decays, thresholds, neuron, value, membranes, neuron, fired, bit);
        if (layer->firing != TINYSNN_NEVER_FIRES) {
            bit = (uint8_t)(bit << 1);
            if (bit == 0U || neuron + 1U == layer->neurons) {
                spikes[neuron >> 3] = fired;
                fired = 0;
                bit = 1;
            }
        }
    }
}

/* ---- Windows: convolutions, and pooled inputs ------------------------------------------------- */

/* Adds `count` spikes from `first` on to the spikes from `target` on (OR). */
TINYSNN_INLINE void tinysnn_merge_spikes(
    const uint8_t *spikes, uint16_t first, uint16_t count, uint8_t *pooled, uint16_t target)
{
    while (count != 0U) {
        const uint8_t length = tinysnn_bits_in_byte(target, tinysnn_bits_in_byte(first, count));
        const uint8_t active = tinysnn_bits(spikes, first, length);

        pooled[target >> 3] = (uint8_t)(pooled[target >> 3] | (uint8_t)(active << (target & 7U)));
        first = (uint16_t)(first + length);
        target = (uint16_t)(target + length);
        count = (uint16_t)(count - length);
    }
}

/* Pooling by OR: writes the spikes of height x width windows of pool_height x pool_width positions. */
TINYSNN_INLINE void tinysnn_pool_spikes(
    const uint8_t *spikes, uint16_t input_width, uint16_t channels, uint16_t pool_height,
    uint16_t pool_width, uint16_t height, uint16_t width, uint8_t *pooled)
{
    uint16_t target = 0;
    uint16_t row;
    uint16_t column;
    uint16_t down;
    uint16_t right;

    tinysnn_clear(
        pooled, (uint16_t)TINYSNN_SPIKE_BYTES((uint16_t)(height * width * channels)),
        TINYSNN_UINT8);
    for (row = 0; row < height; row++) {
        for (column = 0; column < width; column++) {
            for (down = 0; down < pool_height; down++) {
                uint16_t first = (uint16_t)(row * pool_height + down);

                first = (uint16_t)(first * input_width + column * pool_width);
                for (right = 0; right < pool_width; right++) {
                    tinysnn_merge_spikes(
                        spikes, (uint16_t)((uint16_t)(first + right) * channels), channels, pooled,
                        target);
                }
            }
            target = (uint16_t)(target + channels);
        }
    }
}

/* Adds the weights of up to eight input channels from `channel` on, at one kernel position with the
 * row at `row`: those whose bit is set. */
TINYSNN_INLINE void tinysnn_add_groups(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t row,
    uint16_t channel, uint8_t active, uint8_t factor, void *values)
{
    while (active != 0U) {
        if ((active & 1U) != 0U) {
            tinysnn_add_weights(
                layer, row, (uint32_t)channel * window->group_outputs * layer->weight_bits,
                window->group_outputs, factor, values,
                (uint16_t)(channel / window->group_inputs * window->group_outputs));
        }
        active = (uint8_t)(active >> 1);
        channel++;
    }
}

/* Adds the weights of the inputs first ... first + count - 1. Their rows follow each other from `row`
 * on, or with groups they are the channels of one kernel position, whose row is at `row`. `source`
 * holds spikes, eight of which cost a byte test if they are silent, or the integers of a sample. */
TINYSNN_INLINE void tinysnn_add_span(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t row,
    const uint8_t *source, uint16_t first, uint16_t count, void *values)
{
    const uint8_t grouped = (window->group_inputs != window->channels) ? 1U : 0U;
    uint16_t channel = 0;

    while (channel < count) {
        uint8_t length = 1; /* inputs of this round */
        uint8_t active = 1;
        uint8_t factor = 1;

        if (layer->drive == TINYSNN_SPIKES) {
            length = tinysnn_bits_in_byte(first, (uint16_t)(count - channel));
            active = tinysnn_bits(source, first, length);
        } else {
            factor = source[first];
            active = (factor != 0U) ? 1U : 0U;
        }
        if (grouped != 0U) {
            tinysnn_add_groups(layer, window, row, channel, active, factor, values);
        } else if (layer->drive == TINYSNN_SPIKES) {
            tinysnn_add_rows(layer, row, window->outputs, active, values);
        } else if (active != 0U) {
            tinysnn_add_weights(layer, row, 0, window->outputs, factor, values, 0);
        }
        if (grouped == 0U) {
            row += (uint32_t)length * TINYSNN_ROW_BYTES(window->outputs, layer->weight_bits);
        }
        first = (uint16_t)(first + length);
        channel = (uint16_t)(channel + length);
    }
}

/* The first kernel row (or column) that lies inside the input when the kernel starts `start` rows
 * behind the beginning of the padding, and the first one behind it that does not. */
TINYSNN_INLINE uint16_t tinysnn_first_inside(uint16_t start, uint16_t padding)
{
    return (start < padding) ? (uint16_t)(padding - start) : 0U;
}

TINYSNN_INLINE uint16_t tinysnn_end_inside(
    uint16_t start, uint16_t padding, uint16_t size, uint16_t kernel)
{
    const uint16_t room = (uint16_t)(size + padding - start);

    return (room < kernel) ? room : kernel;
}

/* Fills the accumulators of all output channels at row `y`, column `x` of the currents. */
TINYSNN_INLINE void tinysnn_gather(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t weights,
    const uint8_t *source, uint16_t y, uint16_t x, void *values)
{
    /* Without pooling and groups the inputs under one row of the kernel are consecutive, and so are
     * their rows of weights. */
    const uint8_t whole = (window->pool_height == 1U && window->pool_width == 1U
                           && window->group_inputs == window->channels) ? 1U : 0U;
    const uint32_t row_bytes = (window->group_inputs == window->channels)
        ? window->channels * TINYSNN_ROW_BYTES(window->outputs, layer->weight_bits)
        : TINYSNN_ROW_BYTES((uint32_t)window->channels * window->group_outputs, layer->weight_bits);
    const uint16_t top = (uint16_t)(y * window->stride_height);
    const uint16_t left = (uint16_t)(x * window->stride_width);
    const uint16_t row_end = tinysnn_end_inside(
        top, window->padding_height, window->height, window->kernel_height);
    const uint16_t column_first = tinysnn_first_inside(left, window->padding_width);
    const uint16_t column_end = tinysnn_end_inside(
        left, window->padding_width, window->width, window->kernel_width);
    const uint16_t columns = (uint16_t)(column_end - column_first);
    uint16_t row;

    tinysnn_clear(values, window->outputs, layer->value_type);
    for (row = tinysnn_first_inside(top, window->padding_height); row < row_end; row++) {
        uint16_t input_row = (uint16_t)(
            (uint16_t)(top + row - window->padding_height) * window->pool_height);
        uint16_t input_column = (uint16_t)(
            (uint16_t)(left + column_first - window->padding_width) * window->pool_width);
        tinysnn_table_t place = weights;

        place += ((uint32_t)row * window->kernel_width + column_first) * row_bytes;
        if (whole != 0U) {
            tinysnn_add_span(
                layer, window, place, source,
                (uint16_t)((uint16_t)(input_row * window->input_width + input_column)
                           * window->channels),
                (uint16_t)(columns * window->channels), values);
        } else {
            uint16_t down;
            uint16_t right;

            for (down = window->pool_height; down != 0U; down--) {
                tinysnn_table_t here = place;
                uint16_t first = (uint16_t)(
                    (uint16_t)(input_row * window->input_width + input_column) * window->channels);
                uint16_t column;

                for (column = 0; column < columns; column++) {
                    for (right = window->pool_width; right != 0U; right--) {
                        tinysnn_add_span(
                            layer, window, here, source, first, window->channels, values);
                        first = (uint16_t)(first + window->channels);
                    }
                    here += row_bytes;
                }
                input_row++;
            }
        }
    }
}

/* Gathers the accumulators of the neurons at row `y`, column `x`. Leaves them, or the largest of
 * their window, in the array that it returns: `values`, or `maxima` if currents are pooled. */
TINYSNN_INLINE const void *tinysnn_gather_pooled(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t weights,
    const uint8_t *source, uint16_t y, uint16_t x, void *values, void *maxima)
{
    uint16_t down;
    uint16_t right;
    uint16_t channel;

    if (window->max_height == 1U && window->max_width == 1U) {
        tinysnn_gather(layer, window, weights, source, y, x, values);
        return values;
    }
    for (down = 0; down < window->max_height; down++) {
        for (right = 0; right < window->max_width; right++) {
            tinysnn_gather(
                layer, window, weights, source, (uint16_t)(y * window->max_height + down),
                (uint16_t)(x * window->max_width + right), values);
            for (channel = 0; channel < window->outputs; channel++) {
                const int32_t value = tinysnn_load(values, channel, layer->value_type);
                if ((down == 0U && right == 0U)
                    || value > tinysnn_load(maxima, channel, layer->value_type)) {
                    tinysnn_store(maxima, channel, layer->value_type, value);
                }
            }
        }
    }
    return maxima;
}

/* Advances the neurons of one position, the first of which is `first`: adds their spikes to an array
 * that was cleared. `offset` is the place of their values, of type `type`. */
TINYSNN_INLINE void tinysnn_advance_position(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t biases,
    tinysnn_table_t decays, tinysnn_table_t thresholds, const void *values, uint16_t offset,
    uint8_t type, void *membranes, uint8_t *spikes, uint16_t first)
{
    uint16_t channel;

    for (channel = 0; channel < window->outputs; channel++) {
        const uint16_t neuron = (uint16_t)(first + channel);
        const int32_t value = tinysnn_load(values, (uint16_t)(offset + channel), type);

        const uint8_t bit = (uint8_t)(1U << (neuron & 7U));

        if (tinysnn_advance(
                layer, biases, decays, thresholds, channel, value, membranes, neuron, 0U, bit)
            != 0U) {
            spikes[neuron >> 3] = (uint8_t)(spikes[neuron >> 3] | bit);
        }
    }
}

/* Runs one step of a layer with windows on the spikes of one step. */
TINYSNN_INLINE void tinysnn_step_windows(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t weights,
    tinysnn_table_t biases, tinysnn_table_t decays, tinysnn_table_t thresholds,
    const uint8_t *source, void *values, void *maxima, void *membranes, uint8_t *spikes)
{
    uint16_t first = 0;
    uint16_t y;
    uint16_t x;

    if (layer->firing != TINYSNN_NEVER_FIRES) {
        tinysnn_clear(spikes, (uint16_t)TINYSNN_SPIKE_BYTES(layer->neurons), TINYSNN_UINT8);
    }
    for (y = 0; y < window->rows; y++) {
        for (x = 0; x < window->columns; x++) {
            const void *sums = tinysnn_gather_pooled(
                layer, window, weights, source, y, x, values, maxima);
            tinysnn_advance_position(
                layer, window, biases, decays, thresholds, sums, 0, layer->value_type, membranes,
                spikes, first);
            first = (uint16_t)(first + window->outputs);
        }
    }
}

/* Computes the currents of a directly coded layer with windows, once per sample. */
TINYSNN_INLINE void tinysnn_load_window_currents(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t weights,
    tinysnn_table_t biases, const uint8_t *input, void *values, void *maxima, void *currents)
{
    uint16_t first = 0;
    uint16_t y;
    uint16_t x;
    uint16_t channel;

    for (y = 0; y < window->rows; y++) {
        for (x = 0; x < window->columns; x++) {
            const void *sums = tinysnn_gather_pooled(
                layer, window, weights, input, y, x, values, maxima);
            for (channel = 0; channel < window->outputs; channel++) {
                const int32_t sum = tinysnn_load(sums, channel, layer->value_type);
                tinysnn_store(
                    currents, (uint16_t)(first + channel), layer->current_type,
                    tinysnn_current(layer, biases, channel, sum));
            }
            first = (uint16_t)(first + window->outputs);
        }
    }
}

/* Runs one step of a directly coded layer with windows on its loaded currents. */
TINYSNN_INLINE void tinysnn_update_windows(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t decays,
    tinysnn_table_t thresholds, const void *currents, void *membranes, uint8_t *spikes)
{
    uint16_t first;

    if (layer->firing != TINYSNN_NEVER_FIRES) {
        tinysnn_clear(spikes, (uint16_t)TINYSNN_SPIKE_BYTES(layer->neurons), TINYSNN_UINT8);
    }
    for (first = 0; first < layer->neurons; first = (uint16_t)(first + window->outputs)) {
        tinysnn_advance_position(
            layer, window, TINYSNN_NO_TABLE, decays, thresholds, currents, first,
            layer->current_type, membranes, spikes, first);
    }
}

/* ---- Readout -------------------------------------------------------------------------------- */

TINYSNN_INLINE void tinysnn_count_spikes(uint8_t *counts, const uint8_t *spikes, uint16_t count)
{
    uint16_t index;

    for (index = 0; index < count; index++) {
        counts[index] = (uint8_t)(counts[index] + tinysnn_is_set(spikes, index));
    }
}

TINYSNN_INLINE void tinysnn_add_membranes(
    void *sums, uint8_t sum_type, const void *membranes, uint8_t membrane_type, uint16_t count)
{
    uint16_t index;

    for (index = 0; index < count; index++) {
        tinysnn_store(
            sums, index, sum_type,
            tinysnn_load(sums, index, sum_type) + tinysnn_load(membranes, index, membrane_type));
    }
}

/* The index of the largest score; ties go to the larger entry of `ties` (NULL: none), then to the
 * lower index. */
TINYSNN_INLINE uint16_t tinysnn_argmax(
    const void *scores, uint8_t score_type, const void *ties, uint8_t tie_type, uint16_t count)
{
    uint16_t best = 0;
    uint16_t index;

    for (index = 1; index < count; index++) {
        const int32_t score = tinysnn_load(scores, index, score_type);
        const int32_t highest = tinysnn_load(scores, best, score_type);
        if (score > highest
            || (ties != NULL && score == highest
                && tinysnn_load(ties, index, tie_type) > tinysnn_load(ties, best, tie_type))) {
            best = index;
        }
    }
    return best;
}

/* How far the score of `winner` lies above the best other score; UINT32_MAX without another. */
TINYSNN_INLINE uint32_t tinysnn_margin(
    const void *scores, uint8_t score_type, uint16_t winner, uint16_t count)
{
    uint32_t margin = UINT32_MAX;
    uint16_t index;

    for (index = 0; index < count; index++) {
        if (index != winner) {
            const uint32_t distance = (uint32_t)tinysnn_load(scores, winner, score_type)
                - (uint32_t)tinysnn_load(scores, index, score_type);
            margin = (distance < margin) ? distance : margin;
        }
    }
    return margin;
}

/* ---- Rate coding: Philox4x32-10, so that a device draws the spikes that the simulator drew ---- */

/* Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011. */
TINYSNN_INLINE void tinysnn_philox(uint32_t counter[4], uint32_t key_low, uint32_t key_high)
{
    uint8_t round;

    for (round = 0; round < 10U; round++) {
        const uint64_t product0 = (uint64_t)counter[0] * UINT32_C(0xD2511F53);
        const uint64_t product1 = (uint64_t)counter[2] * UINT32_C(0xCD9E8D57);

        counter[0] = (uint32_t)(product1 >> 32) ^ counter[1] ^ key_low;
        counter[1] = (uint32_t)product1;
        counter[2] = (uint32_t)(product0 >> 32) ^ counter[3] ^ key_high;
        counter[3] = (uint32_t)product0;
        key_low += UINT32_C(0x9E3779B9);
        key_high += UINT32_C(0xBB67AE85);
    }
}

/* round_half_up(value * 2^16 / max) without a division at run time. */
TINYSNN_INLINE uint32_t tinysnn_rate_threshold(uint8_t value, uint8_t max)
{
    const uint32_t quotient = UINT32_C(65536) / max;
    const uint32_t remainder = UINT32_C(65536) % max;
    uint32_t threshold = quotient * value;
    uint32_t rest = 2U * remainder * value + max;

    while (rest >= 2U * (uint32_t)max) { /* once for 1, 2, 4 and 8 input bits, else few times */
        rest -= 2U * (uint32_t)max;
        threshold++;
    }
    return threshold;
}

/* What identifies the draws of a sample. */
typedef struct {
    uint32_t key_low;
    uint32_t key_high;
    uint32_t sample;
    uint8_t input_max; /* 2^bits - 1 */
} tinysnn_rate_t;

#define TINYSNN_ENCODING_STREAM 6U

/* The spikes of the inputs 8*byte ... 8*byte+7 in step `step`: one block of random numbers. */
TINYSNN_INLINE uint8_t tinysnn_rate_spikes(
    const tinysnn_rate_t *rate, const uint8_t *input, uint16_t count, uint16_t byte, uint8_t step)
{
    const uint16_t first = (uint16_t)(byte * 8U);
    uint32_t words[4];
    uint8_t spikes = 0;
    uint8_t index;

    words[0] = byte;
    words[1] = step;
    words[2] = rate->sample;
    words[3] = TINYSNN_ENCODING_STREAM;
    tinysnn_philox(words, rate->key_low, rate->key_high);
    for (index = 0; index < 8U && (uint16_t)(first + index) < count; index++) {
        const uint32_t word = words[index >> 1];
        const uint16_t draw = (uint16_t)(((index & 1U) != 0U) ? word >> 16 : word & 0xFFFFU);
        if (draw < tinysnn_rate_threshold(input[first + index], rate->input_max)) {
            spikes = (uint8_t)(spikes | (uint8_t)(1U << index));
        }
    }
    return spikes;
}

/* Writes the spikes of `count` inputs in step `step`. */
TINYSNN_INLINE void tinysnn_encode_rate(
    const tinysnn_rate_t *rate, const uint8_t *input, uint16_t count, uint8_t step, uint8_t *spikes)
{
    uint16_t byte;

    for (byte = 0; byte < TINYSNN_SPIKE_BYTES(count); byte++) {
        spikes[byte] = tinysnn_rate_spikes(rate, input, count, byte, step);
    }
}

/* As tinysnn_accumulate(), with spikes that are drawn on the way and stored nowhere. */
TINYSNN_INLINE void tinysnn_accumulate_rate(
    const tinysnn_layer_t *layer, tinysnn_table_t weights, const tinysnn_rate_t *rate,
    const uint8_t *input, uint8_t step, void *values)
{
    uint16_t byte;

    tinysnn_clear(values, layer->neurons, layer->value_type);
    for (byte = 0; byte < TINYSNN_SPIKE_BYTES(layer->inputs); byte++) {
        const uint8_t active = tinysnn_rate_spikes(rate, input, layer->inputs, byte, step);
        tinysnn_add_rows(layer, weights, layer->neurons, active, values);
        weights += 8U * TINYSNN_ROW_BYTES(layer->neurons, layer->weight_bits);
    }
}

/* ---- Self-test ------------------------------------------------------------------------------ */

#define TINYSNN_CHECKSUM_START UINT32_C(2166136261)

/* FNV-1a (32 bits) over one byte. */
TINYSNN_INLINE uint32_t tinysnn_checksum_byte(uint32_t checksum, uint8_t byte)
{
    return (uint32_t)((checksum ^ byte) * UINT32_C(16777619));
}

/* Checksum of a layer's state: each membrane as four bytes, low byte first, then the spike bytes.
 * `spikes` is NULL for a layer that never fires. */
TINYSNN_INLINE uint32_t tinysnn_layer_checksum(
    const tinysnn_layer_t *layer, const void *membranes, const uint8_t *spikes)
{
    uint32_t checksum = TINYSNN_CHECKSUM_START;
    uint16_t index;
    uint8_t shift;

    for (index = 0; index < layer->neurons; index++) {
        const uint32_t v = (uint32_t)tinysnn_load(membranes, index, layer->membrane_type);
        for (shift = 0; shift < 32U; shift = (uint8_t)(shift + 8U)) {
            checksum = tinysnn_checksum_byte(checksum, (uint8_t)((v >> shift) & 255U));
        }
    }
    if (spikes != NULL) {
        for (index = 0; index < TINYSNN_SPIKE_BYTES(layer->neurons); index++) {
            checksum = tinysnn_checksum_byte(checksum, spikes[index]);
        }
    }
    return checksum;
}

#endif /* TINYSNN_RUNTIME_H */
