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
 *   sum     = weights of active inputs + R * recurrent weights of neurons that fired in the last step
 *   current = round(bring(sum) * 2^guard_bits)
 *   i       = bring(i - leak(i) + current), or current without a synaptic current
 *   u       = bring(v - leak(v) + i + bias)          leak: 0, round(x * D / 2^f) or round(x / 2^k)
 *   a       = a - leak(a)                            the rise of an adaptive threshold, else 0
 *   spike   = u >= threshold + a
 *   v       = u, or after a spike u - threshold - a (subtract) or the reset value (zero)
 *   a       = min(a + step, 2^bits - 1) after a spike
 *   bring() clamps or wraps a value into its width. Each layer names the rounding of its guard shift
 *   and of each leak; they are part of the model.
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
 *   the outputs of all input channels stand in one row. Recurrent weights: one row per neuron. Each row
 *   starts on a byte. Weight j of a row occupies the bits j*B ... j*B+B-1, counted from bit 0 of the
 *   row's first byte upwards (little-endian bit order). B is 1...8 or 16. A field holds
 *     a number in two's complement; or
 *     a power of two: the sign in bit B-1, in the others 0 for 0 and k+1 for 2^k; or
 *     a binary weight: 1 for +1, 0 for -1.
 *   Sparse weights: where each row starts, counted from the beginning of the table, in two or four
 *   bytes, low byte first; then the rows: a bit for each weight, 1 if it is not 0, in whole bytes, and
 *   the weights that are not 0, packed as above from a byte on. Of ternary ones only the sign is left,
 *   stored like a binary weight.
 *   Thresholds, biases, reset values, steps and decay factors: one byte each up to 8 bits, else two
 *   bytes, low byte first, one per channel. Every neuron of a dense layer is a channel.
 *   Spikes: bit i & 7 of byte i >> 3; the unused bits of the last byte are 0.
 *
 * WHERE TABLES LIVE
 *   On AVR they stay in program memory, also above 64 KiB. Elsewhere they are plain const objects.
 *   TINYSNN_CONST may be defined beforehand, to give tables a section or an alignment. To read them
 *   in another way, define TINYSNN_CUSTOM_TABLES and all of tinysnn_table_t (a pointer to bytes or an
 *   unsigned integer), TINYSNN_CONST, TINYSNN_TABLE(array) and TINYSNN_READ_U8(address).
 */
#ifndef TINYSNN_RUNTIME_H
#define TINYSNN_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#define TINYSNN_RUNTIME_VERSION 3

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
#define TINYSNN_UINT16 16U

/* What a field of a row of weights holds. */
#define TINYSNN_TWOS_COMPLEMENT 0U
#define TINYSNN_TERNARY 1U /* likewise; in sparse storage the sign alone */
#define TINYSNN_POWER_OF_TWO 2U
#define TINYSNN_BINARY 3U

/* How rows of weights are stored; for sparse ones, the bytes that say where a row starts. */
#define TINYSNN_NO_WEIGHTS 0U
#define TINYSNN_DENSE 1U
#define TINYSNN_SPARSE_2 2U
#define TINYSNN_SPARSE_4 4U

typedef struct {
    uint8_t grid;
    uint8_t bits; /* 1...8, 16 */
    uint8_t storage;
} tinysnn_weights_t;

/* Where a threshold, a bias or the number of a decay comes from. */
#define TINYSNN_ABSENT 0U
#define TINYSNN_SHARED 1U      /* one value in the descriptor */
#define TINYSNN_PER_CHANNEL 2U /* a table: m of the value m * 2^exponent, D or k of a decay */

#define TINYSNN_UNSIGNED 0U
#define TINYSNN_SIGNED 1U

/* A number m * 2^exponent of each channel. */
typedef struct {
    uint8_t source;
    uint8_t sign; /* of the m in a table: TINYSNN_UNSIGNED, TINYSNN_SIGNED */
    uint8_t bits;
    uint8_t exponent;
    int32_t value; /* m * 2^exponent if shared, else 0 */
} tinysnn_number_t;

#define TINYSNN_DECAY_NONE 0U
#define TINYSNN_DECAY_MULTIPLIER 1U
#define TINYSNN_DECAY_SHIFT 2U

/* What a state loses in each step: 0, round(x * D / 2^f) or round(x / 2^k). */
typedef struct {
    uint8_t kind;
    uint8_t source;
    uint8_t bits;
    uint16_t factor; /* D if shared */
    uint8_t shift;   /* f, or k if shared; 0...30 */
    uint8_t rounding;
} tinysnn_decay_t;

/* What the values of a layer are before its neurons advance. */
#define TINYSNN_SPIKES 0U  /* accumulators, filled in every step */
#define TINYSNN_CURRENT 1U /* currents, loaded once per sample */
#define TINYSNN_SUMS 2U    /* accumulators: sums loaded once per sample, and recurrent ones */

#define TINYSNN_NEVER_FIRES 0U
#define TINYSNN_RESET_SUBTRACT 1U
#define TINYSNN_RESET_ZERO 2U

/* What happens to a value outside its width. */
#define TINYSNN_SATURATE 0U
#define TINYSNN_WRAP 1U
#define TINYSNN_IN_RANGE 2U /* the ranges in the header prove that nothing can overflow */

/* Everything but the tables. The generated header initialises the members in this order. */
typedef struct {
    uint16_t inputs;
    uint16_t neurons;
    tinysnn_weights_t weights;
    tinysnn_weights_t recurrence; /* weights from the layer's own neurons; dense layers only */
    uint16_t recurrence_factor;   /* R */
    uint8_t drive;

    uint8_t value_type;           /* storage of accumulators: TINYSNN_INT8, _INT16, _INT32 */
    uint8_t value_wraps;          /* 1 if sums are stored modulo 2^8 or 2^16 until they are complete */
    uint8_t current_type;         /* storage of currents loaded once per sample, likewise */
    uint8_t accumulator_bits;     /* 8...32 */
    uint8_t accumulator_overflow; /* of a complete sum */
    int8_t guard_bits;            /* membrane unit = accumulator unit * 2^-guard_bits */
    uint8_t guard_rounding;       /* used if guard_bits < 0 */
    tinysnn_number_t bias;

    uint8_t synapse_bits; /* 4...24; 0 without synaptic current */
    uint8_t synapse_type; /* storage of synaptic currents, as of membranes */
    uint8_t synapse_overflow;
    tinysnn_decay_t synapse_decay;

    tinysnn_decay_t decay;
    uint8_t firing; /* TINYSNN_NEVER_FIRES or the reset */
    tinysnn_number_t threshold;
    tinysnn_number_t reset; /* the membrane after a spike; 0 if absent */

    uint8_t rise_bits; /* 4...24, unsigned; 0 if thresholds do not adapt */
    uint8_t rise_type; /* storage of rises: TINYSNN_UINT8, TINYSNN_UINT16, TINYSNN_INT32 */
    tinysnn_decay_t rise_decay;
    tinysnn_number_t step; /* what a spike adds to the rise */

    uint8_t membrane_bits; /* 4...24 */
    uint8_t membrane_type; /* storage of membranes: TINYSNN_INT8, TINYSNN_INT16, TINYSNN_INT32 */
    uint8_t overflow;
} tinysnn_layer_t;

/* The tables of a layer; TINYSNN_NO_TABLE where it has none. */
typedef struct {
    tinysnn_table_t weights;
    tinysnn_table_t recurrence;
    tinysnn_table_t biases;
    tinysnn_table_t decays;
    tinysnn_table_t thresholds;
    tinysnn_table_t resets;
    tinysnn_table_t alphas; /* decays of the synaptic currents */
    tinysnn_table_t rhos;   /* decays of the rises of the thresholds */
    tinysnn_table_t steps;
} tinysnn_tables_t;

/* The state of a layer's neurons; NULL where it has none. */
typedef struct {
    void *membranes;
    void *synapses; /* synaptic currents */
    void *rises;    /* of the thresholds */
    uint8_t *spikes;
} tinysnn_neurons_t;

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
 * other compilers, and those for which TINYSNN_PORTABLE_SHIFT is defined, get a form that C
 * defines. Range of count: 0...30. */
TINYSNN_INLINE int32_t tinysnn_shift_right(int32_t value, uint8_t count)
{
#if defined(__GNUC__) && !defined(TINYSNN_PORTABLE_SHIFT)
    return value >> count;
#else
    return (value < 0) ? ~(~value >> count) : (value >> count);
#endif
}

/* value / 2^count, rounded. Every mode is a floor after a correction. Needs count 0...30, and a value
 * to which 2^count can be added, and from which 1 can be taken. */
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
    if (type == TINYSNN_UINT16) {
        return ((const uint16_t *)values)[index];
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
    } else if (type == TINYSNN_UINT16) {
        ((uint16_t *)values)[index] = (uint16_t)value;
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

/* The two's-complement number in the low `bits` bits of `code`, 1...31. */
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

/* ---- Rows of weights ------------------------------------------------------------------------- */

/* A place in a row of weights. */
typedef struct {
    tinysnn_table_t next; /* the byte that is read next */
    uint16_t window;      /* bits that were read and not used yet */
    uint8_t available;    /* how many */
} tinysnn_reader_t;

/* Reads from bit `offset` behind `row` on, which is a byte boundary for weights of 8 and 16 bits. */
TINYSNN_INLINE tinysnn_reader_t tinysnn_read_from(
    tinysnn_table_t row, uint32_t offset, uint8_t bits)
{
    const uint8_t skipped = (uint8_t)(offset & 7U);
    tinysnn_reader_t reader;

    row += offset >> 3;
    reader.window = 0;
    reader.available = 0;
    if (bits < 8U && skipped != 0U) {
        reader.window = (uint16_t)(TINYSNN_READ_U8(row) >> skipped);
        row++;
        reader.available = (uint8_t)(8U - skipped);
    }
    reader.next = row;
    return reader;
}

/* The next weight, as it is stored; what stands above its bits is of the weights behind it. */
TINYSNN_INLINE uint16_t tinysnn_next(tinysnn_reader_t *reader, uint8_t bits)
{
    uint16_t code;

    if (bits >= 8U) {
        code = tinysnn_entry(reader->next, 0, bits);
        reader->next += (bits == 8U) ? 1U : 2U;
        return code;
    }
    if (reader->available < bits) {
        reader->window = (uint16_t)(
            reader->window
            | (uint16_t)((uint16_t)TINYSNN_READ_U8(reader->next) << reader->available));
        reader->next++;
        reader->available = (uint8_t)(reader->available + 8U);
    }
    code = reader->window;
    reader->window = (uint16_t)(reader->window >> bits);
    reader->available = (uint8_t)(reader->available - bits);
    return code;
}

/* The weight that stands in the low bits of `code`, times `factor`. Binary weights and powers of two
 * are not multiplied. */
TINYSNN_INLINE int32_t tinysnn_product(uint16_t code, uint8_t grid, uint8_t bits, uint8_t factor)
{
    if (grid == TINYSNN_BINARY) {
        return ((code & 1U) != 0U) ? (int32_t)factor : -(int32_t)factor;
    }
    if (grid == TINYSNN_POWER_OF_TWO) {
        const uint8_t magnitude = (uint8_t)(code & ((1U << (bits - 1U)) - 1U));
        const int32_t product = (magnitude != 0U) ? (int32_t)factor << (magnitude - 1U) : 0;

        return ((code & (1U << (bits - 1U))) != 0U) ? -product : product;
    }
    return tinysnn_sign_extend(code, bits) * (int32_t)factor;
}

/* Bytes between the places of two rows of `count` weights: the rows themselves follow each other, or
 * in sparse storage the numbers that say where they start. */
TINYSNN_INLINE uint32_t tinysnn_row_bytes(const tinysnn_weights_t *weights, uint16_t count)
{
    return (weights->storage == TINYSNN_DENSE)
        ? TINYSNN_ROW_BYTES(count, weights->bits) : (uint32_t)weights->storage;
}

/* Where the row at `place` starts, from the beginning of a sparse table on. */
TINYSNN_INLINE uint32_t tinysnn_row_start(tinysnn_table_t place, uint8_t storage)
{
    uint32_t start = tinysnn_entry(place, 0, 16U);

    if (storage == TINYSNN_SPARSE_4) {
        start |= (uint32_t)tinysnn_entry(place, 1U, 16U) << 16;
    }
    return start;
}

/* ---- Weighted sums: rows of weights are added to the values of a layer ----------------------- */

/* Sets a sum that may not be complete. Modulo 2^8 or 2^16 is enough for one that wraps in the end. */
TINYSNN_INLINE void tinysnn_store_sum(
    const tinysnn_layer_t *layer, void *values, uint16_t index, int32_t sum)
{
    if (layer->value_wraps != 0U) {
        sum = tinysnn_sign_extend((uint32_t)sum, (layer->value_type == TINYSNN_INT8) ? 8U : 16U);
    }
    tinysnn_store(values, index, layer->value_type, sum);
}

TINYSNN_INLINE void tinysnn_add(
    const tinysnn_layer_t *layer, void *values, uint16_t index, int32_t product)
{
    tinysnn_store_sum(
        layer, values, index, tinysnn_load(values, index, layer->value_type) + product);
}

/* Adds `count` weights of the dense row at `row`, from bit `offset` on, times `factor`: to the values
 * from `first` on. */
TINYSNN_INLINE void tinysnn_add_dense(
    const tinysnn_layer_t *layer, const tinysnn_weights_t *weights, tinysnn_table_t row,
    uint32_t offset, uint16_t count, uint8_t factor, void *values, uint16_t first)
{
    const uint16_t end = (uint16_t)(first + count);
    tinysnn_reader_t reader = tinysnn_read_from(row, offset, weights->bits);
    uint16_t index;

    for (index = first; index < end; index++) {
        const uint16_t code = tinysnn_next(&reader, weights->bits);

        tinysnn_add(
            layer, values, index, tinysnn_product(code, weights->grid, weights->bits, factor));
    }
}

/* Adds the `count` weights of the sparse row at `row`, times `factor`. Eight weights of 0 cost a byte
 * test. */
TINYSNN_INLINE void tinysnn_add_sparse(
    const tinysnn_layer_t *layer, const tinysnn_weights_t *weights, tinysnn_table_t row,
    uint16_t count, uint8_t factor, void *values)
{
    const uint8_t is_sign = (weights->grid == TINYSNN_TERNARY) ? 1U : 0U;
    const uint8_t grid = (is_sign != 0U) ? TINYSNN_BINARY : weights->grid;
    const uint8_t bits = (is_sign != 0U) ? 1U : weights->bits;
    tinysnn_reader_t reader = tinysnn_read_from(row + TINYSNN_SPIKE_BYTES(count), 0, bits);
    uint16_t first;

    for (first = 0; first < count; first = (uint16_t)(first + 8U)) {
        uint8_t present = TINYSNN_READ_U8(row);
        uint16_t index = first;

        while (present != 0U) {
            if ((present & 1U) != 0U) {
                const uint16_t code = tinysnn_next(&reader, bits);

                tinysnn_add(layer, values, index, tinysnn_product(code, grid, bits, factor));
            }
            present = (uint8_t)(present >> 1);
            index++;
        }
        row++;
    }
}

/* Adds the row of `count` weights at `place`, times `factor`. `table` is the beginning of the table. */
TINYSNN_INLINE void tinysnn_add_row(
    const tinysnn_layer_t *layer, const tinysnn_weights_t *weights, tinysnn_table_t table,
    tinysnn_table_t place, uint16_t count, uint8_t factor, void *values)
{
    if (weights->storage == TINYSNN_DENSE) {
        tinysnn_add_dense(layer, weights, place, 0, count, factor, values, 0);
    } else {
        tinysnn_add_sparse(
            layer, weights, table + tinysnn_row_start(place, weights->storage), count, factor,
            values);
    }
}

/* Adds the rows of up to eight inputs, the first at `place`: those whose bit is set. */
TINYSNN_INLINE void tinysnn_add_rows(
    const tinysnn_layer_t *layer, const tinysnn_weights_t *weights, tinysnn_table_t table,
    tinysnn_table_t place, uint16_t count, uint8_t active, void *values)
{
    while (active != 0U) {
        if ((active & 1U) != 0U) {
            tinysnn_add_row(layer, weights, table, place, count, 1U, values);
        }
        active = (uint8_t)(active >> 1);
        place += tinysnn_row_bytes(weights, count);
    }
}

/* The spikes of byte `index` of `inputs` ones, without the bits that stand for no input. */
TINYSNN_INLINE uint8_t tinysnn_valid_spikes(uint16_t inputs, uint16_t index, uint8_t active)
{
    if ((inputs & 7U) != 0U && index == (inputs >> 3)) {
        active = (uint8_t)(active & (uint8_t)((1U << (inputs & 7U)) - 1U));
    }
    return active;
}

/* Adds the rows of those of `inputs` inputs that spike. A silent input costs a bit test, eight silent
 * inputs a byte test. */
TINYSNN_INLINE void tinysnn_add_spikes(
    const tinysnn_layer_t *layer, const tinysnn_weights_t *weights, tinysnn_table_t table,
    const uint8_t *spikes, uint16_t inputs, void *values)
{
    /* A distance, not an address: behind the last inputs it may point far beyond the table's end. */
    uint32_t offset = 0;
    uint16_t byte;

    for (byte = 0; byte < TINYSNN_SPIKE_BYTES(inputs); byte++) {
        const uint8_t active = tinysnn_valid_spikes(inputs, byte, spikes[byte]);

        tinysnn_add_rows(layer, weights, table, table + offset, layer->neurons, active, values);
        offset += 8U * tinysnn_row_bytes(weights, layer->neurons);
    }
}

/* Begins the `count` sums of a step: with 0, or with R times the weights of the neurons that fired in
 * the step before, whose spikes are `fired`. */
TINYSNN_INLINE void tinysnn_begin_sums(
    const tinysnn_layer_t *layer, tinysnn_table_t recurrence, const uint8_t *fired, void *values,
    uint16_t count)
{
    uint16_t index;

    tinysnn_clear(values, count, layer->value_type);
    if (layer->recurrence.storage != TINYSNN_NO_WEIGHTS) {
        tinysnn_add_spikes(layer, &layer->recurrence, recurrence, fired, layer->neurons, values);
        if (layer->recurrence_factor != 1U) {
            for (index = 0; index < count; index++) {
                tinysnn_store_sum(
                    layer, values, index,
                    tinysnn_load(values, index, layer->value_type)
                        * (int32_t)layer->recurrence_factor);
            }
        }
    }
}

/* Fills the accumulators of a dense layer from the spikes of one step. */
TINYSNN_INLINE void tinysnn_accumulate(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, const uint8_t *spikes, void *values)
{
    tinysnn_begin_sums(layer, tables->recurrence, neurons->spikes, values, layer->neurons);
    tinysnn_add_spikes(layer, &layer->weights, tables->weights, spikes, layer->inputs, values);
}

/* Fills the accumulators of a recurrent layer whose sums were loaded. */
TINYSNN_INLINE void tinysnn_accumulate_loaded(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, const void *sums, void *values)
{
    uint16_t index;

    tinysnn_begin_sums(layer, tables->recurrence, neurons->spikes, values, layer->neurons);
    for (index = 0; index < layer->neurons; index++) {
        tinysnn_add(layer, values, index, tinysnn_load(sums, index, layer->value_type));
    }
}

/* ---- Currents and neurons ------------------------------------------------------------------- */

/* Brings a value into its width. */
TINYSNN_INLINE int32_t tinysnn_bring(int32_t value, uint8_t bits, uint8_t overflow)
{
    if (overflow == TINYSNN_WRAP) {
        return tinysnn_sign_extend((uint32_t)value, bits);
    }
    if (overflow == TINYSNN_SATURATE) {
        const int32_t end = (int32_t)1 << (bits - 1U);

        if (value >= end) {
            return end - 1;
        }
        if (value < -end) {
            return -end;
        }
    }
    return value;
}

/* The number of `channel`. */
TINYSNN_INLINE int32_t tinysnn_number(
    const tinysnn_number_t *number, tinysnn_table_t table, uint16_t channel)
{
    if (number->source == TINYSNN_PER_CHANNEL) {
        const uint16_t code = tinysnn_entry(table, channel, number->bits);
        const int32_t m = (number->sign == TINYSNN_SIGNED)
            ? tinysnn_sign_extend(code, (number->bits <= 8U) ? 8U : 16U) : (int32_t)code;

        /* A multiplication: the left shift of a negative number is undefined. */
        return m * ((int32_t)1 << number->exponent);
    }
    return number->value;
}

/* What the state `value` of a neuron of `channel` loses in one step. */
TINYSNN_INLINE int32_t tinysnn_leak(
    const tinysnn_decay_t *decay, tinysnn_table_t table, uint16_t channel, int32_t value)
{
    if (decay->kind == TINYSNN_DECAY_SHIFT) {
        const uint16_t distance = (decay->source == TINYSNN_PER_CHANNEL)
            ? tinysnn_entry(table, channel, 8U) : decay->shift;
        return tinysnn_round_shift(value, (uint8_t)distance, decay->rounding);
    }
    if (decay->kind == TINYSNN_DECAY_MULTIPLIER) {
        const uint16_t factor = (decay->source == TINYSNN_PER_CHANNEL)
            ? tinysnn_entry(table, channel, decay->bits) : decay->factor;
        /* The ranges prove that the product and what rounds it fit together. */
        return tinysnn_round_shift(value * (int32_t)factor, decay->shift, decay->rounding);
    }
    return 0;
}

/* The accumulator at `index`: a complete sum in its width. Doing it twice changes nothing. */
TINYSNN_INLINE int32_t tinysnn_accumulator(
    const tinysnn_layer_t *layer, const void *values, uint16_t index)
{
    return tinysnn_bring(
        tinysnn_load(values, index, layer->value_type), layer->accumulator_bits,
        layer->accumulator_overflow);
}

/* An accumulator in membrane units. */
TINYSNN_INLINE int32_t tinysnn_scale(const tinysnn_layer_t *layer, int32_t accumulator)
{
    if (layer->guard_bits >= 0) {
        return accumulator * ((int32_t)1 << (uint8_t)layer->guard_bits);
    }
    return tinysnn_round_shift(accumulator, (uint8_t)-layer->guard_bits, layer->guard_rounding);
}

/* What is loaded once per sample for a neuron of `channel`: its current, with the bias unless that
 * must pass by a synaptic current. */
TINYSNN_INLINE int32_t tinysnn_constant_current(
    const tinysnn_layer_t *layer, tinysnn_table_t biases, uint16_t channel, int32_t accumulator)
{
    const int32_t current = tinysnn_scale(layer, accumulator);

    return (layer->synapse_bits == 0U)
        ? current + tinysnn_number(&layer->bias, biases, channel) : current;
}

/* Loads a dense layer, once per sample: its currents, or its sums if it is recurrent. Inputs of 0
 * cost nothing. */
TINYSNN_INLINE void tinysnn_load_dense(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables, const uint8_t *input,
    void *values)
{
    tinysnn_table_t place = tables->weights;
    uint16_t index;

    tinysnn_clear(values, layer->neurons, layer->value_type);
    for (index = 0; index < layer->inputs; index++) {
        if (input[index] != 0U) {
            tinysnn_add_row(
                layer, &layer->weights, tables->weights, place, layer->neurons, input[index],
                values);
        }
        place += tinysnn_row_bytes(&layer->weights, layer->neurons);
    }
    if (layer->drive == TINYSNN_CURRENT) {
        for (index = 0; index < layer->neurons; index++) {
            const int32_t sum = tinysnn_accumulator(layer, values, index);

            tinysnn_store(
                values, index, layer->current_type,
                tinysnn_constant_current(layer, tables->biases, index, sum));
        }
    }
}

/* The synaptic current of a neuron of `channel` after `current` arrived. */
TINYSNN_INLINE int32_t tinysnn_synapse(
    const tinysnn_layer_t *layer, tinysnn_table_t alphas, uint16_t channel, int32_t current,
    void *synapses, uint16_t neuron)
{
    int32_t i = tinysnn_load(synapses, neuron, layer->synapse_type);

    i -= tinysnn_leak(&layer->synapse_decay, alphas, channel, i);
    i = tinysnn_bring(i + current, layer->synapse_bits, layer->synapse_overflow);
    tinysnn_store(synapses, neuron, layer->synapse_type, i);
    return i;
}

/* The rise of a threshold after a spike of a neuron of `channel`. */
TINYSNN_INLINE int32_t tinysnn_raised(
    const tinysnn_layer_t *layer, tinysnn_table_t steps, uint16_t channel, int32_t rise)
{
    const int32_t largest = ((int32_t)1 << layer->rise_bits) - 1;

    rise += tinysnn_number(&layer->step, steps, channel);
    return (rise < largest) ? rise : largest;
}

/* Advances one neuron by one step: decay, integrate, compare, reset, adapt. `value` is its accumulator
 * or its loaded current. Returns `fired`, with `bit` set if the neuron fires. */
TINYSNN_INLINE uint8_t tinysnn_advance(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, uint16_t channel, int32_t value, uint16_t neuron,
    uint8_t fired, uint8_t bit)
{
    int32_t v = tinysnn_load(neurons->membranes, neuron, layer->membrane_type);

    if (layer->drive != TINYSNN_CURRENT) {
        value = tinysnn_scale(layer, value);
    }
    if (layer->synapse_bits != 0U) {
        value = tinysnn_synapse(
            layer, tables->alphas, channel, value, neurons->synapses, neuron);
    }
    if (layer->drive != TINYSNN_CURRENT || layer->synapse_bits != 0U) {
        value += tinysnn_number(&layer->bias, tables->biases, channel);
    }
    v = tinysnn_bring(
        v - tinysnn_leak(&layer->decay, tables->decays, channel, v) + value, layer->membrane_bits,
        layer->overflow);
    if (layer->firing != TINYSNN_NEVER_FIRES) {
        int32_t threshold = tinysnn_number(&layer->threshold, tables->thresholds, channel);
        int32_t rise = 0;

        if (layer->rise_bits != 0U) {
            rise = tinysnn_load(neurons->rises, neuron, layer->rise_type);
            rise -= tinysnn_leak(&layer->rise_decay, tables->rhos, channel, rise);
            threshold += rise;
        }
        if (v >= threshold) {
            v = (layer->firing == TINYSNN_RESET_SUBTRACT)
                ? v - threshold : tinysnn_number(&layer->reset, tables->resets, channel);
            fired = (uint8_t)(fired | bit);
            if (layer->rise_bits != 0U) {
                rise = tinysnn_raised(layer, tables->steps, channel, rise);
            }
        }
        if (layer->rise_bits != 0U) {
            tinysnn_store(neurons->rises, neuron, layer->rise_type, rise);
        }
    }
    tinysnn_store(neurons->membranes, neuron, layer->membrane_type, v);
    return fired;
}

/* The value at `index` that drives a neuron: its loaded current, or its accumulator. */
TINYSNN_INLINE int32_t tinysnn_drive(
    const tinysnn_layer_t *layer, const void *values, uint16_t index)
{
    return (layer->drive == TINYSNN_CURRENT)
        ? tinysnn_load(values, index, layer->current_type)
        : tinysnn_accumulator(layer, values, index);
}

/* Advances the neurons of a dense layer by one step. `values` are their accumulators or currents. */
TINYSNN_INLINE void tinysnn_update(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, const void *values)
{
    uint16_t neuron;
    uint8_t fired = 0; /* the spikes of up to eight neurons */
    uint8_t bit = 1;

    for (neuron = 0; neuron < layer->neurons; neuron++) {
        const int32_t value = tinysnn_drive(layer, values, neuron);

        fired = tinysnn_advance(layer, tables, neurons, neuron, value, neuron, fired, bit);
        if (layer->firing != TINYSNN_NEVER_FIRES) {
            bit = (uint8_t)(bit << 1);
            if (bit == 0U || neuron + 1U == layer->neurons) {
                neurons->spikes[neuron >> 3] = fired;
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
            tinysnn_add_dense(
                layer, &layer->weights, row,
                (uint32_t)channel * window->group_outputs * layer->weights.bits,
                window->group_outputs, factor, values,
                (uint16_t)(channel / window->group_inputs * window->group_outputs));
        }
        active = (uint8_t)(active >> 1);
        channel++;
    }
}

/* Adds the weights of the inputs first ... first + count - 1. Their rows follow each other from `place`
 * on, or with groups they are the channels of one kernel position, whose row is at `place`. `source`
 * holds spikes, eight of which cost a byte test if they are silent, or the integers of a sample. */
TINYSNN_INLINE void tinysnn_add_span(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t table,
    tinysnn_table_t place, const uint8_t *source, uint16_t first, uint16_t count, void *values)
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
            tinysnn_add_groups(layer, window, place, channel, active, factor, values);
        } else if (layer->drive == TINYSNN_SPIKES) {
            tinysnn_add_rows(
                layer, &layer->weights, table, place, window->outputs, active, values);
        } else if (active != 0U) {
            tinysnn_add_row(
                layer, &layer->weights, table, place, window->outputs, factor, values);
        }
        if (grouped == 0U) {
            place += (uint32_t)length * tinysnn_row_bytes(&layer->weights, window->outputs);
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

/* Fills the accumulators of all output channels at row `y`, column `x` of the currents. `fired` are the
 * layer's own spikes of the step before, which a recurrent one reads. */
TINYSNN_INLINE void tinysnn_gather(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, const tinysnn_tables_t *tables,
    const uint8_t *fired, const uint8_t *source, uint16_t y, uint16_t x, void *values)
{
    /* Without pooling and groups the inputs under one row of the kernel are consecutive, and so are
     * their rows of weights. */
    const uint8_t whole = (window->pool_height == 1U && window->pool_width == 1U
                           && window->group_inputs == window->channels) ? 1U : 0U;
    const uint32_t row_bytes = (window->group_inputs == window->channels)
        ? window->channels * tinysnn_row_bytes(&layer->weights, window->outputs)
        : TINYSNN_ROW_BYTES(
            (uint32_t)window->channels * window->group_outputs, layer->weights.bits);
    const uint16_t top = (uint16_t)(y * window->stride_height);
    const uint16_t left = (uint16_t)(x * window->stride_width);
    const uint16_t row_end = tinysnn_end_inside(
        top, window->padding_height, window->height, window->kernel_height);
    const uint16_t column_first = tinysnn_first_inside(left, window->padding_width);
    const uint16_t column_end = tinysnn_end_inside(
        left, window->padding_width, window->width, window->kernel_width);
    const uint16_t columns = (uint16_t)(column_end - column_first);
    uint16_t row;

    tinysnn_begin_sums(layer, tables->recurrence, fired, values, window->outputs);
    for (row = tinysnn_first_inside(top, window->padding_height); row < row_end; row++) {
        uint16_t input_row = (uint16_t)(
            (uint16_t)(top + row - window->padding_height) * window->pool_height);
        uint16_t input_column = (uint16_t)(
            (uint16_t)(left + column_first - window->padding_width) * window->pool_width);
        tinysnn_table_t place = tables->weights;

        place += ((uint32_t)row * window->kernel_width + column_first) * row_bytes;
        if (whole != 0U) {
            tinysnn_add_span(
                layer, window, tables->weights, place, source,
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
                            layer, window, tables->weights, here, source, first,
                            window->channels, values);
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
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, const tinysnn_tables_t *tables,
    const uint8_t *fired, const uint8_t *source, uint16_t y, uint16_t x, void *values,
    void *maxima)
{
    uint16_t down;
    uint16_t right;
    uint16_t channel;

    if (window->max_height == 1U && window->max_width == 1U) {
        tinysnn_gather(layer, window, tables, fired, source, y, x, values);
        return values;
    }
    for (down = 0; down < window->max_height; down++) {
        for (right = 0; right < window->max_width; right++) {
            tinysnn_gather(
                layer, window, tables, fired, source,
                (uint16_t)(y * window->max_height + down),
                (uint16_t)(x * window->max_width + right), values);
            for (channel = 0; channel < window->outputs; channel++) {
                const int32_t value = tinysnn_accumulator(layer, values, channel);

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
 * that was cleared. `offset` is the place of their values. */
TINYSNN_INLINE void tinysnn_advance_position(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, const void *values, uint16_t offset, uint16_t first)
{
    uint16_t channel;

    for (channel = 0; channel < window->outputs; channel++) {
        const uint16_t neuron = (uint16_t)(first + channel);
        const int32_t value = tinysnn_drive(layer, values, (uint16_t)(offset + channel));
        const uint8_t bit = (uint8_t)(1U << (neuron & 7U));

        if (tinysnn_advance(layer, tables, neurons, channel, value, neuron, 0U, bit) != 0U) {
            neurons->spikes[neuron >> 3] = (uint8_t)(neurons->spikes[neuron >> 3] | bit);
        }
    }
}

TINYSNN_INLINE void tinysnn_clear_spikes(
    const tinysnn_layer_t *layer, const tinysnn_neurons_t *neurons)
{
    if (layer->firing != TINYSNN_NEVER_FIRES) {
        tinysnn_clear(
            neurons->spikes, (uint16_t)TINYSNN_SPIKE_BYTES(layer->neurons), TINYSNN_UINT8);
    }
}

/* Runs one step of a layer with windows on the spikes of one step. */
TINYSNN_INLINE void tinysnn_step_windows(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, const uint8_t *source, void *values, void *maxima)
{
    /* A recurrent layer has one position, which still reads the spikes of the step before. */
    const uint8_t recurrent = (layer->recurrence.storage != TINYSNN_NO_WEIGHTS) ? 1U : 0U;
    uint16_t first = 0;
    uint16_t y;
    uint16_t x;

    if (recurrent == 0U) {
        tinysnn_clear_spikes(layer, neurons);
    }
    for (y = 0; y < window->rows; y++) {
        for (x = 0; x < window->columns; x++) {
            const void *sums = tinysnn_gather_pooled(
                layer, window, tables, neurons->spikes, source, y, x, values, maxima);

            if (recurrent != 0U) {
                tinysnn_clear_spikes(layer, neurons);
            }
            tinysnn_advance_position(layer, window, tables, neurons, sums, 0, first);
            first = (uint16_t)(first + window->outputs);
        }
    }
}

/* Computes the currents of a directly coded layer with windows, once per sample. */
TINYSNN_INLINE void tinysnn_load_windows(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, const tinysnn_tables_t *tables,
    const uint8_t *input, void *values, void *maxima, void *currents)
{
    uint16_t first = 0;
    uint16_t y;
    uint16_t x;
    uint16_t channel;

    for (y = 0; y < window->rows; y++) {
        for (x = 0; x < window->columns; x++) {
            const void *sums = tinysnn_gather_pooled(
                layer, window, tables, NULL, input, y, x, values, maxima);

            for (channel = 0; channel < window->outputs; channel++) {
                const int32_t sum = tinysnn_accumulator(layer, sums, channel);

                tinysnn_store(
                    currents, (uint16_t)(first + channel), layer->current_type,
                    tinysnn_constant_current(layer, tables->biases, channel, sum));
            }
            first = (uint16_t)(first + window->outputs);
        }
    }
}

/* Runs one step of a directly coded layer with windows on its loaded currents. */
TINYSNN_INLINE void tinysnn_update_windows(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, const void *currents)
{
    uint16_t first;

    tinysnn_clear_spikes(layer, neurons);
    for (first = 0; first < layer->neurons; first = (uint16_t)(first + window->outputs)) {
        tinysnn_advance_position(layer, window, tables, neurons, currents, first, first);
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
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, const tinysnn_rate_t *rate, const uint8_t *input,
    uint8_t step, void *values)
{
    uint32_t offset = 0; /* as in tinysnn_add_spikes() */
    uint16_t byte;

    tinysnn_begin_sums(layer, tables->recurrence, neurons->spikes, values, layer->neurons);
    for (byte = 0; byte < TINYSNN_SPIKE_BYTES(layer->inputs); byte++) {
        const uint8_t active = tinysnn_rate_spikes(rate, input, layer->inputs, byte, step);

        tinysnn_add_rows(
            layer, &layer->weights, tables->weights, tables->weights + offset, layer->neurons,
            active, values);
        offset += 8U * tinysnn_row_bytes(&layer->weights, layer->neurons);
    }
}

/* ---- Self-test ------------------------------------------------------------------------------ */

#define TINYSNN_CHECKSUM_START UINT32_C(2166136261)

/* FNV-1a (32 bits) over one byte. */
TINYSNN_INLINE uint32_t tinysnn_checksum_byte(uint32_t checksum, uint8_t byte)
{
    return (uint32_t)((checksum ^ byte) * UINT32_C(16777619));
}

/* The same over `count` numbers as four bytes each, low byte first. */
TINYSNN_INLINE uint32_t tinysnn_checksum_numbers(
    uint32_t checksum, const void *values, uint8_t type, uint16_t count)
{
    uint16_t index;
    uint8_t shift;

    for (index = 0; index < count; index++) {
        const uint32_t value = (uint32_t)tinysnn_load(values, index, type);

        for (shift = 0; shift < 32U; shift = (uint8_t)(shift + 8U)) {
            checksum = tinysnn_checksum_byte(checksum, (uint8_t)((value >> shift) & 255U));
        }
    }
    return checksum;
}

/* Checksum of a layer's state: membranes, synaptic currents, rises, and the spike bytes. What a layer
 * does not have is NULL. */
TINYSNN_INLINE uint32_t tinysnn_layer_checksum(
    const tinysnn_layer_t *layer, const void *membranes, const void *synapses, const void *rises,
    const uint8_t *spikes)
{
    uint32_t checksum = tinysnn_checksum_numbers(
        TINYSNN_CHECKSUM_START, membranes, layer->membrane_type, layer->neurons);
    uint16_t index;

    if (synapses != NULL) {
        checksum = tinysnn_checksum_numbers(
            checksum, synapses, layer->synapse_type, layer->neurons);
    }
    if (rises != NULL) {
        checksum = tinysnn_checksum_numbers(checksum, rises, layer->rise_type, layer->neurons);
    }
    if (spikes != NULL) {
        for (index = 0; index < TINYSNN_SPIKE_BYTES(layer->neurons); index++) {
            checksum = tinysnn_checksum_byte(checksum, spikes[index]);
        }
    }
    return checksum;
}

#endif /* TINYSNN_RUNTIME_H */
