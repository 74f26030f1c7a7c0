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
 * TABLES
 *   All tables are bytes, so neither alignment nor byte order matters.
 *   Weights of B bits: one row per input, each row starts on a byte. Weight j of a row occupies the
 *   bits j*B ... j*B+B-1, counted from bit 0 of the row's first byte upwards (little-endian bit
 *   order), in two's complement. B is 2...8 or 16.
 *   Thresholds and biases: one byte each up to 8 bits, else two bytes, low byte first.
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

#define TINYSNN_RUNTIME_VERSION 1

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

/* Where a threshold or bias comes from. */
#define TINYSNN_ABSENT 0U
#define TINYSNN_SHARED 1U     /* one value in the descriptor */
#define TINYSNN_PER_NEURON 2U /* a table of m; the value is m * 2^exponent */

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
    uint8_t value_type;     /* storage of accumulators or currents: TINYSNN_INT16, TINYSNN_INT32 */
    int8_t guard_bits;      /* membrane unit = accumulator unit * 2^-guard_bits */
    uint8_t guard_rounding; /* used if guard_bits < 0 */

    uint8_t bias_source;
    uint8_t bias_bits;
    uint8_t bias_exponent;
    int32_t bias; /* m * 2^exponent if shared */

    uint8_t decay;
    uint8_t decay_bits;
    uint16_t decay_factor;  /* D */
    uint8_t decay_shift;    /* f or k, 0...30 */
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

/* Adds the row at `row`, times `factor`. */
TINYSNN_INLINE void tinysnn_add_row(
    const tinysnn_layer_t *layer, tinysnn_table_t row, uint8_t factor, void *values)
{
    const uint8_t bits = layer->weight_bits;
    uint16_t neuron;

    if (bits >= 8U) {
        for (neuron = 0; neuron < layer->neurons; neuron++) {
            const int32_t weight = tinysnn_sign_extend(tinysnn_entry(row, neuron, bits), bits);
            tinysnn_add(layer, values, neuron, weight, factor);
        }
    } else {
        uint16_t window = 0;   /* bits that were read and not used yet */
        uint8_t available = 0; /* how many */

        for (neuron = 0; neuron < layer->neurons; neuron++) {
            if (available < bits) {
                window = (uint16_t)(window | (uint16_t)((uint16_t)TINYSNN_READ_U8(row) << available));
                row++;
                available = (uint8_t)(available + 8U);
            }
            tinysnn_add(layer, values, neuron, tinysnn_sign_extend(window, bits), factor);
            window = (uint16_t)(window >> bits);
            available = (uint8_t)(available - bits);
        }
    }
}

/* Adds the rows of eight inputs, the first at `row`: those whose bit is set. */
TINYSNN_INLINE void tinysnn_add_rows(
    const tinysnn_layer_t *layer, tinysnn_table_t row, uint8_t active, void *values)
{
    while (active != 0U) {
        if ((active & 1U) != 0U) {
            tinysnn_add_row(layer, row, 1U, values);
        }
        active = (uint8_t)(active >> 1);
        row += TINYSNN_ROW_BYTES(layer->neurons, layer->weight_bits);
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
        tinysnn_add_rows(layer, weights, active, values);
        weights += 8U * TINYSNN_ROW_BYTES(layer->neurons, layer->weight_bits);
    }
}

/* ---- Currents and neurons ------------------------------------------------------------------- */

/* The current of a neuron: its accumulator in membrane units, plus its bias. */
TINYSNN_INLINE int32_t tinysnn_current(
    const tinysnn_layer_t *layer, tinysnn_table_t biases, uint16_t neuron, int32_t accumulator)
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
    } else if (layer->bias_source == TINYSNN_PER_NEURON) {
        const uint16_t code = tinysnn_entry(biases, neuron, layer->bias_bits);
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
            tinysnn_add_row(layer, weights, input[index], values);
        }
        weights += TINYSNN_ROW_BYTES(layer->neurons, layer->weight_bits);
    }
    for (index = 0; index < layer->neurons; index++) {
        const int32_t sum = tinysnn_load(values, index, layer->value_type);
        const int32_t current = tinysnn_current(layer, biases, index, sum);
        tinysnn_store(values, index, layer->value_type, current);
    }
}

/* What the membrane `v` loses in one step. */
TINYSNN_INLINE int32_t tinysnn_leak(const tinysnn_layer_t *layer, int32_t v)
{
    if (layer->decay == TINYSNN_DECAY_SHIFT) {
        return tinysnn_round_shift(v, layer->decay_shift, layer->decay_rounding);
    }
    if (layer->decay == TINYSNN_DECAY_MULTIPLIER) {
        /* membrane_bits + decay_bits is at most 31: |v * D| <= 2^30. */
        return tinysnn_round_shift(
            v * (int32_t)layer->decay_factor, layer->decay_shift, layer->decay_rounding);
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

/* The threshold of a neuron. */
TINYSNN_INLINE int32_t tinysnn_threshold(
    const tinysnn_layer_t *layer, tinysnn_table_t thresholds, uint16_t neuron)
{
    if (layer->threshold_source == TINYSNN_PER_NEURON) {
        const uint16_t m = tinysnn_entry(thresholds, neuron, layer->threshold_bits);
        return (int32_t)m * ((int32_t)1 << layer->threshold_exponent);
    }
    return layer->threshold;
}

/* Advances the neurons of a layer by one step: decay, integrate, compare, reset. `values` are its
 * accumulators or currents. `spikes` may be NULL for a layer that never fires. */
TINYSNN_INLINE void tinysnn_update(
    const tinysnn_layer_t *layer, tinysnn_table_t biases, tinysnn_table_t thresholds,
    const void *values, void *membranes, uint8_t *spikes)
{
    uint16_t neuron;
    uint8_t fired = 0; /* the spikes of up to eight neurons */
    uint8_t bit = 1;

    for (neuron = 0; neuron < layer->neurons; neuron++) {
        int32_t v = tinysnn_load(membranes, neuron, layer->membrane_type);
        int32_t current = tinysnn_load(values, neuron, layer->value_type);

        if (layer->drive == TINYSNN_SPIKES) {
            current = tinysnn_current(layer, biases, neuron, current);
        }
        v = tinysnn_bring_into_width(layer, v - tinysnn_leak(layer, v) + current);
        if (layer->firing != TINYSNN_NEVER_FIRES) {
            const int32_t threshold = tinysnn_threshold(layer, thresholds, neuron);
            if (v >= threshold) {
                v = (layer->firing == TINYSNN_RESET_SUBTRACT) ? v - threshold : layer->reset_value;
                fired = (uint8_t)(fired | bit);
            }
            bit = (uint8_t)(bit << 1);
            if (bit == 0U || neuron + 1U == layer->neurons) {
                spikes[neuron >> 3] = fired;
                fired = 0;
                bit = 1;
            }
        }
        tinysnn_store(membranes, neuron, layer->membrane_type, v);
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
        tinysnn_add_rows(layer, weights, active, values);
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
