/* SPDX-License-Identifier: 0BSD
 *
 * tinysnn_runtime.h - fixed-point spiking layers for microcontrollers.
 *
 * Hand-written C99 (and C++11). Needs <stdint.h> and <stddef.h>, nothing else: no heap, no floating
 * point, no recursion, no global state, no division, no library call but those that a compiler makes
 * itself. Safe for a 16-bit int.
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
 *   All tables are bytes in an order of their own: that of the processor does not matter.
 *   Weights of B bits: one row per input of a dense layer, one per kernel row, kernel column and input
 *   channel of a convolution, one per kernel row and kernel column if its channels form groups: then
 *   the outputs of all input channels stand in one row. Recurrent weights: one row per neuron. Each row
 *   starts on a byte. Weight j of a row occupies the bits j*B ... j*B+B-1, counted from bit 0 of the
 *   row's first byte upwards (little-endian bit order). B is 1...8 or 16. A field holds
 *     a number plus 2^(B-1), so that it is not negative; or
 *     a power of two: the sign in bit B-1, in the others 0 for 0 and k+1 for 2^k; or
 *     a binary weight: 1 for +1, 0 for -1.
 *   Padded rows are dense ones with up to three bytes behind the last, so that eight weights can be
 *   read at a time.
 *   Sparse weights: where each row starts, counted from the beginning of the table, in two or four
 *   bytes, low byte first; then the rows: a bit for each weight, 1 if it is not 0, in whole bytes, and
 *   the weights that are not 0, packed as above from a byte on. Of ternary ones only the sign is left,
 *   stored like a binary weight.
 *   Thresholds, biases, reset values, steps and decay factors: one byte each up to 8 bits, else two
 *   bytes, low byte first, one per channel. Every neuron of a dense layer is a channel.
 *   Spikes: bit i & 7 of byte i >> 3; the unused bits of the last byte are 0.
 *
 * HOW SUMS ARE MADE
 *   Inputs that are not silent add their rows of weights. Those of padded tables are collected first, up
 *   to 17 of them: then eight fields become the eight half bytes of a word, a word adds the fields of
 *   four neurons in bytes (spikes), or products of two in half words (inputs), and what the fields have
 *   too much is taken off once per sum.
 *   `run` of a directly coded model goes layer by layer: each neuron of the first layer does all steps
 *   in registers and leaves its history, one bit per step, where its current was; a narrow last layer
 *   reads each weight once for several steps, whose sums share a word.
 *   With TINYSNN_WORDS 0, the default on cores of 8 and 16 bits, weights are read one at a time and
 *   steps follow each other; the integers are the same.
 *
 * WHERE TABLES LIVE
 *   On AVR they stay in program memory, also above 64 KiB. Elsewhere they are plain const objects;
 *   padded ones begin at multiples of four bytes. TINYSNN_CONST (qualifiers, a section) and
 *   TINYSNN_ALIGN (the alignment of padded tables; four bytes at least, unless TINYSNN_BYTES is 1) may
 *   be defined beforehand. To read tables in another way, define TINYSNN_CUSTOM_TABLES and all of
 *   tinysnn_table_t (a pointer to bytes or an unsigned integer), TINYSNN_CONST, TINYSNN_TABLE(array) and
 *   TINYSNN_READ_U8(address).
 */
#ifndef TINYSNN_RUNTIME_H
#define TINYSNN_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#define TINYSNN_RUNTIME_VERSION 4

/* ---- Places and compilers ------------------------------------------------------------------ */

/* Whether words of 32 bits are added and multiplied at once: then several weights share one of them.
 * Cores of 8 and 16 bits, and those without a multiplier, take one weight at a time. */
#if !defined(TINYSNN_WORDS)
#if UINT_FAST16_MAX == 0xFFFF || (defined(__riscv) && !defined(__riscv_mul))
#define TINYSNN_WORDS 0
#else
#define TINYSNN_WORDS 1
#endif
#endif

/* Whether tables are read byte by byte, because nothing aligns them. */
#if !defined(TINYSNN_BYTES)
#define TINYSNN_BYTES 0
#endif

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
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && !TINYSNN_BYTES
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Words of padded tables are read at once. */
#if !defined(TINYSNN_ALIGN)
#define TINYSNN_ALIGN __attribute__((aligned(4)))
#endif
typedef uint32_t __attribute__((may_alias)) tinysnn_word_t;
#define TINYSNN_READ_U32(address) (*(const tinysnn_word_t *)(const void *)(address))
#if defined(__ARM_FEATURE_UNALIGNED)
/* This core reads words from any address. */
typedef struct __attribute__((packed, may_alias)) {
    uint32_t word;
} tinysnn_unaligned_t;
#define TINYSNN_READ_UNALIGNED_U32(address) \
    (((const tinysnn_unaligned_t *)(const void *)(address))->word)
#endif
#endif
#endif
#endif
#endif
#if !defined(TINYSNN_ALIGN)
#define TINYSNN_ALIGN
#endif

/* Whether a table may be read in words. */
#if defined(TINYSNN_READ_U32)
#define TINYSNN_IS_ALIGNED(table) (__alignof__(table) >= 4U)
#else
#define TINYSNN_IS_ALIGNED(table) 1
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

/* Tells the compiler nothing about where `pointer` leads. Before version 14, GCC at -Os may compute the
 * address of one array from that of another one of the same instance, as an offset from NULL, and then
 * takes the function for one that writes nothing (its bug 110702). Where a loop walks arrays of
 * numbers of different widths, all but one of them are separated. Costs no instruction. */
#if !defined(TINYSNN_SEPARATE)
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 14
#define TINYSNN_SEPARATE(pointer) __asm__("" : "+r"(pointer))
#else
#define TINYSNN_SEPARATE(pointer) ((void)0)
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
#define TINYSNN_OFFSET 0U  /* a number plus 2^(bits - 1) */
#define TINYSNN_TERNARY 1U /* likewise; in sparse storage the sign alone */
#define TINYSNN_POWER_OF_TWO 2U
#define TINYSNN_BINARY 3U

/* How rows of weights are stored; for sparse ones, the bytes that say where a row starts. */
#define TINYSNN_NO_WEIGHTS 0U
#define TINYSNN_DENSE 1U
#define TINYSNN_SPARSE_2 2U
#define TINYSNN_PADDED 3U /* dense, and read eight weights at a time */
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
    uint8_t input_max;            /* the largest input of a loaded layer; more counts as it */

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

/* The same of all 32 bits. */
TINYSNN_INLINE int32_t tinysnn_signed(uint32_t code)
{
    return (code > UINT32_C(0x7FFFFFFF)) ? -(int32_t)(UINT32_MAX - code) - 1 : (int32_t)code;
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

/* What has to be taken from the field of a weight, so that it becomes the weight. */
TINYSNN_INLINE int32_t tinysnn_offset(uint8_t bits)
{
    return (int32_t)1 << (bits - 1U);
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
    code = (uint16_t)(code & (uint16_t)(((uint32_t)1 << bits) - 1U));
    return ((int32_t)code - tinysnn_offset(bits)) * (int32_t)factor;
}

TINYSNN_INLINE uint8_t tinysnn_is_sparse(const tinysnn_weights_t *weights)
{
    return (weights->storage == TINYSNN_SPARSE_2 || weights->storage == TINYSNN_SPARSE_4) ? 1U : 0U;
}

/* Bytes between the places of two rows of `count` weights: the rows themselves follow each other, or
 * in sparse storage the numbers that say where they start. */
TINYSNN_INLINE uint32_t tinysnn_row_bytes(const tinysnn_weights_t *weights, uint16_t count)
{
    return (tinysnn_is_sparse(weights) == 0U)
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
    if (tinysnn_is_sparse(weights) == 0U) {
        tinysnn_add_dense(layer, weights, place, 0, count, factor, values, 0);
    } else {
        tinysnn_add_sparse(
            layer, weights, table + tinysnn_row_start(place, weights->storage), count, factor,
            values);
    }
}

/* ---- Events: the inputs that are not silent --------------------------------------------------- */

/* Whether the weights are added eight at a time. */
TINYSNN_INLINE uint8_t tinysnn_in_cells(const tinysnn_weights_t *weights)
{
    return (TINYSNN_WORDS != 0 && weights->storage == TINYSNN_PADDED) ? 1U : 0U;
}

/* The sums of `count` neurons that events add to. `drive` says what the events are: spikes, whose
 * factors are 1, or inputs of a sample. */
typedef struct {
    const tinysnn_layer_t *layer;
    const tinysnn_weights_t *weights;
    tinysnn_table_t table;
    void *values;
    uint16_t count;
    uint8_t drive;
} tinysnn_sums_t;

TINYSNN_INLINE tinysnn_sums_t tinysnn_sums(
    const tinysnn_layer_t *layer, const tinysnn_weights_t *weights, tinysnn_table_t table,
    uint8_t drive, uint16_t count, void *values)
{
    tinysnn_sums_t sums;

    sums.layer = layer;
    sums.weights = weights;
    sums.table = table;
    sums.values = values;
    sums.count = count;
    sums.drive = drive;
    return sums;
}

/* Events of weights in cells are collected, then their rows are added together, so that the sums of
 * some neurons stay in registers. 17 times 15 fits into 8 bits, 17 times 15 times 255 into 16. */
#define TINYSNN_EVENTS 17U

typedef struct {
    uint32_t rows[TINYSNN_EVENTS]; /* 256 * the bytes before the row, fewer than 2^24, + factor */
    uint16_t factors;              /* their sum */
    uint8_t count;
} tinysnn_events_t;

TINYSNN_INLINE void tinysnn_no_events(tinysnn_events_t *events)
{
    events->factors = 0;
    events->count = 0;
}

/* Takes an event, whose row stands `place` bytes behind the table's beginning. Weights that are not in
 * cells are added at once. */
TINYSNN_INLINE void tinysnn_push(
    const tinysnn_sums_t *sums, tinysnn_events_t *events, uint32_t place, uint8_t factor)
{
    if (tinysnn_in_cells(sums->weights) != 0U) {
        events->rows[events->count] = (place << 8) | factor;
        events->count++;
        events->factors = (uint16_t)(events->factors + factor);
    } else {
        tinysnn_add_row(
            sums->layer, sums->weights, sums->table, sums->table + place, sums->count,
            (sums->drive == TINYSNN_SPIKES) ? 1U : factor, sums->values);
    }
}

/* Takes those of eight inputs whose bit is set; the row of the first is at `place`. */
TINYSNN_INLINE void tinysnn_push_spikes(
    const tinysnn_sums_t *sums, tinysnn_events_t *events, uint32_t place, uint32_t row_bytes,
    uint8_t active)
{
    while (active != 0U) {
        if ((active & 1U) != 0U) {
            tinysnn_push(sums, events, place, 1U);
        }
        active = (uint8_t)(active >> 1);
        place += row_bytes;
    }
}

/* Whether eight more events find room. */
TINYSNN_INLINE uint8_t tinysnn_has_room(const tinysnn_events_t *events)
{
    return (events->count <= TINYSNN_EVENTS - 8U) ? 1U : 0U;
}

/* A word of a table, low byte first. */
TINYSNN_INLINE uint32_t tinysnn_word(tinysnn_table_t table, uint8_t bytes, uint8_t aligned)
{
    uint32_t word;

#if defined(TINYSNN_READ_U32)
    if (bytes == 4U && aligned != 0U) {
        return TINYSNN_READ_U32(table);
    }
#if defined(TINYSNN_READ_UNALIGNED_U32)
    if (bytes == 4U) {
        return TINYSNN_READ_UNALIGNED_U32(table);
    }
#endif
#endif
    (void)aligned;
    word = TINYSNN_READ_U8(table);
    if (bytes >= 2U) {
        word |= (uint32_t)TINYSNN_READ_U8(table + 1) << 8;
    }
    if (bytes >= 3U) {
        word |= (uint32_t)TINYSNN_READ_U8(table + 2) << 16;
    }
    if (bytes == 4U) {
        word |= (uint32_t)TINYSNN_READ_U8(table + 3) << 24;
    }
    return word;
}

/* Eight fields of 1...4 bits from `table` on, each in four bits of a word. Behind the last weights of a
 * row it reads what follows: the next row, or the bytes that end each table for this purpose. */
TINYSNN_INLINE uint32_t tinysnn_cells(tinysnn_table_t table, uint8_t bits, uint8_t aligned)
{
    uint32_t cells = tinysnn_word(table, bits, aligned);

    if (bits == 3U) {
        cells = (cells & UINT32_C(0xFFF)) | ((cells & UINT32_C(0xFFF000)) << 4);
        cells = (cells & UINT32_C(0x003F003F)) | ((cells & UINT32_C(0x0FC00FC0)) << 2);
        cells = (cells & UINT32_C(0x07070707)) | ((cells & UINT32_C(0x38383838)) << 1);
    } else if (bits == 2U) {
        cells = (cells | (cells << 8)) & UINT32_C(0x00FF00FF);
        cells = (cells | (cells << 4)) & UINT32_C(0x0F0F0F0F);
        cells = (cells | (cells << 2)) & UINT32_C(0x33333333);
    } else if (bits == 1U) {
        cells = (cells | (cells << 12)) & UINT32_C(0x000F000F);
        cells = (cells | (cells << 6)) & UINT32_C(0x03030303);
        cells = (cells | (cells << 3)) & UINT32_C(0x11111111);
    }
    return cells;
}

/* Adds a sum of fields to the value at `index`, as a sum of weights, if there is such a neuron. */
TINYSNN_INLINE void tinysnn_add_fields(
    const tinysnn_sums_t *sums, uint16_t index, uint32_t fields, int32_t offset)
{
    const int32_t sum = (int32_t)fields;

    if ((sums->count & 7U) == 0U || index < sums->count) {
        tinysnn_add(
            sums->layer, sums->values, index,
            ((sums->weights->grid == TINYSNN_BINARY) ? 2 * sum : sum) - offset);
    }
}

#if defined(__GNUC__) && !defined(__clang__)
/* GCC 12 at -O3 may forget that only events that were pushed are read. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

/* Adds the rows of spikes to eight neurons: the sums of four share a word. */
TINYSNN_INLINE void tinysnn_add_spike_cells(
    const tinysnn_sums_t *sums, const tinysnn_events_t *events, tinysnn_table_t table,
    uint8_t aligned, uint16_t first, int32_t offset)
{
    const uint32_t *const end = events->rows + events->count;
    const uint32_t *event = events->rows;
    uint32_t sum0 = 0;
    uint32_t sum1 = 0;
    uint8_t index;

    do {
        const uint32_t cells = tinysnn_cells(table + (*event >> 8), sums->weights->bits, aligned);

        event++;
        sum0 += cells & UINT32_C(0x0F0F0F0F);
        sum1 += (cells >> 4) & UINT32_C(0x0F0F0F0F);
    } while (event != end);
    for (index = 0; index < 8U; index = (uint8_t)(index + 2U)) {
        tinysnn_add_fields(sums, (uint16_t)(first + index), sum0 & 255U, offset);
        tinysnn_add_fields(sums, (uint16_t)(first + index + 1U), sum1 & 255U, offset);
        sum0 >>= 8;
        sum1 >>= 8;
    }
}

/* Adds the rows of inputs, times the inputs, to eight neurons: the sums of two share a word. */
TINYSNN_INLINE void tinysnn_add_input_cells(
    const tinysnn_sums_t *sums, const tinysnn_events_t *events, tinysnn_table_t table,
    uint8_t aligned, uint16_t first, int32_t offset)
{
    const uint32_t *const end = events->rows + events->count;
    const uint32_t *event = events->rows;
    uint32_t sum0 = 0;
    uint32_t sum1 = 0;
    uint32_t sum2 = 0;
    uint32_t sum3 = 0;
    uint8_t index;

    do {
        uint32_t factor = *event;
        uint32_t cells = tinysnn_cells(table + (factor >> 8), sums->weights->bits, aligned);

        event++;
        factor &= 255U;
        sum0 += (cells & UINT32_C(0x000F000F)) * factor;
        cells >>= 4;
        sum1 += (cells & UINT32_C(0x000F000F)) * factor;
        cells >>= 4;
        sum2 += (cells & UINT32_C(0x000F000F)) * factor;
        cells >>= 4;
        sum3 += (cells & UINT32_C(0x000F000F)) * factor;
    } while (event != end);
    for (index = 0; index < 8U; index = (uint8_t)(index + 4U)) {
        tinysnn_add_fields(sums, (uint16_t)(first + index), sum0 & 0xFFFFU, offset);
        tinysnn_add_fields(sums, (uint16_t)(first + index + 1U), sum1 & 0xFFFFU, offset);
        tinysnn_add_fields(sums, (uint16_t)(first + index + 2U), sum2 & 0xFFFFU, offset);
        tinysnn_add_fields(sums, (uint16_t)(first + index + 3U), sum3 & 0xFFFFU, offset);
        sum0 >>= 16;
        sum1 >>= 16;
        sum2 >>= 16;
        sum3 >>= 16;
    }
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

/* Adds the rows of collected events to the sums. */
TINYSNN_INLINE void tinysnn_add_events(
    const tinysnn_sums_t *sums, const tinysnn_events_t *events)
{
    const uint8_t bits = sums->weights->bits;
    const uint8_t aligned = ((TINYSNN_ROW_BYTES(sums->count, bits) & 3U) == 0U) ? 1U : 0U;
    const int32_t offset = (sums->weights->grid == TINYSNN_BINARY)
        ? (int32_t)events->factors : (int32_t)events->factors * tinysnn_offset(bits);
    tinysnn_table_t table = sums->table;
    uint16_t first;

    if (tinysnn_in_cells(sums->weights) == 0U || events->count == 0U) {
        return;
    }
    for (first = 0; first < sums->count; first = (uint16_t)(first + 8U)) {
        if (sums->drive == TINYSNN_SPIKES) {
            tinysnn_add_spike_cells(sums, events, table, aligned, first, offset);
        } else {
            tinysnn_add_input_cells(sums, events, table, aligned, first, offset);
        }
        table += bits;
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
    const uint32_t row_bytes = tinysnn_row_bytes(weights, layer->neurons);
    const tinysnn_sums_t sums = tinysnn_sums(
        layer, weights, table, TINYSNN_SPIKES, layer->neurons, values);
    uint16_t byte = 0;

    do {
        tinysnn_events_t events;

        tinysnn_no_events(&events);
        do {
            tinysnn_push_spikes(
                &sums, &events, (uint32_t)byte * 8U * row_bytes, row_bytes,
                tinysnn_valid_spikes(inputs, byte, spikes[byte]));
            byte++;
        } while (byte < TINYSNN_SPIKE_BYTES(inputs) && tinysnn_has_room(&events) != 0U);
        tinysnn_add_events(&sums, &events);
    } while (byte < TINYSNN_SPIKE_BYTES(inputs));
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

/* The number of the decay of `channel`: D, or k. */
TINYSNN_INLINE uint16_t tinysnn_decay_number(
    const tinysnn_decay_t *decay, tinysnn_table_t table, uint16_t channel)
{
    if (decay->source == TINYSNN_PER_CHANNEL) {
        return tinysnn_entry(
            table, channel, (decay->kind == TINYSNN_DECAY_SHIFT) ? 8U : decay->bits);
    }
    return (decay->kind == TINYSNN_DECAY_SHIFT) ? decay->shift : decay->factor;
}

/* What a state of `value` loses in one step; `number` is that of its decay. */
TINYSNN_INLINE int32_t tinysnn_leak(
    const tinysnn_decay_t *decay, uint16_t number, int32_t value)
{
    if (decay->kind == TINYSNN_DECAY_SHIFT) {
        return tinysnn_round_shift(value, (uint8_t)number, decay->rounding);
    }
    if (decay->kind == TINYSNN_DECAY_MULTIPLIER) {
        /* The ranges prove that the product and what rounds it fit together. */
        return tinysnn_round_shift(value * (int32_t)number, decay->shift, decay->rounding);
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

/* The integer of an input of a loaded layer: the ranges hold for nothing above the largest. */
TINYSNN_INLINE uint8_t tinysnn_input(const tinysnn_layer_t *layer, uint8_t value)
{
    return (value < layer->input_max) ? value : layer->input_max;
}

/* Loads a dense layer, once per sample: its currents, or its sums if it is recurrent. Inputs of 0
 * cost nothing. */
TINYSNN_INLINE void tinysnn_load_dense(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables, const uint8_t *input,
    void *values)
{
    const uint32_t row_bytes = tinysnn_row_bytes(&layer->weights, layer->neurons);
    const tinysnn_sums_t sums = tinysnn_sums(
        layer, &layer->weights, tables->weights, layer->drive, layer->neurons, values);
    const uint8_t *const end = input + layer->inputs;
    const uint8_t *next = input;
    uint16_t index;

    tinysnn_clear(values, layer->neurons, layer->value_type);
    do {
        tinysnn_events_t events;

        tinysnn_no_events(&events);
        while (events.count < TINYSNN_EVENTS) {
            while (next != end && *next == 0U) {
                next++;
            }
            if (next == end) {
                break;
            }
            tinysnn_push(
                &sums, &events, (uint32_t)(next - input) * row_bytes,
                tinysnn_input(layer, *next));
            next++;
        }
        tinysnn_add_events(&sums, &events);
    } while (next != end);
    if (layer->drive == TINYSNN_CURRENT) {
        for (index = 0; index < layer->neurons; index++) {
            const int32_t sum = tinysnn_accumulator(layer, values, index);

            tinysnn_store(
                values, index, layer->current_type,
                tinysnn_constant_current(layer, tables->biases, index, sum));
        }
    }
}

/* The numbers of one channel. */
typedef struct {
    int32_t bias;
    int32_t threshold;
    int32_t reset;
    int32_t step;
    uint16_t decay;
    uint16_t alpha;
    uint16_t rho;
} tinysnn_channel_t;

TINYSNN_INLINE tinysnn_channel_t tinysnn_channel(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables, uint16_t channel)
{
    tinysnn_channel_t numbers;

    numbers.bias = tinysnn_number(&layer->bias, tables->biases, channel);
    numbers.threshold = tinysnn_number(&layer->threshold, tables->thresholds, channel);
    numbers.reset = tinysnn_number(&layer->reset, tables->resets, channel);
    numbers.step = tinysnn_number(&layer->step, tables->steps, channel);
    numbers.decay = tinysnn_decay_number(&layer->decay, tables->decays, channel);
    numbers.alpha = tinysnn_decay_number(&layer->synapse_decay, tables->alphas, channel);
    numbers.rho = tinysnn_decay_number(&layer->rise_decay, tables->rhos, channel);
    return numbers;
}

/* The state of one neuron. */
typedef struct {
    int32_t membrane;
    int32_t synapse;
    int32_t rise;
} tinysnn_neuron_t;

TINYSNN_INLINE tinysnn_neuron_t tinysnn_load_neuron(
    const tinysnn_layer_t *layer, const tinysnn_neurons_t *neurons, uint16_t index)
{
    tinysnn_neuron_t neuron;

    neuron.membrane = tinysnn_load(neurons->membranes, index, layer->membrane_type);
    neuron.synapse = (layer->synapse_bits != 0U)
        ? tinysnn_load(neurons->synapses, index, layer->synapse_type) : 0;
    neuron.rise = (layer->rise_bits != 0U)
        ? tinysnn_load(neurons->rises, index, layer->rise_type) : 0;
    return neuron;
}

TINYSNN_INLINE void tinysnn_store_neuron(
    const tinysnn_layer_t *layer, const tinysnn_neurons_t *neurons, uint16_t index,
    const tinysnn_neuron_t *neuron)
{
    tinysnn_store(neurons->membranes, index, layer->membrane_type, neuron->membrane);
    if (layer->synapse_bits != 0U) {
        tinysnn_store(neurons->synapses, index, layer->synapse_type, neuron->synapse);
    }
    if (layer->rise_bits != 0U) {
        tinysnn_store(neurons->rises, index, layer->rise_type, neuron->rise);
    }
}

/* Advances one neuron by one step: decay, integrate, compare, reset, adapt. `value` is its accumulator
 * or its loaded current. Returns 1 if the neuron fires. */
TINYSNN_INLINE uint8_t tinysnn_advance(
    const tinysnn_layer_t *layer, const tinysnn_channel_t *numbers, tinysnn_neuron_t *neuron,
    int32_t value)
{
    int32_t threshold = numbers->threshold;

    if (layer->drive != TINYSNN_CURRENT) {
        value = tinysnn_scale(layer, value);
    }
    if (layer->synapse_bits != 0U) {
        neuron->synapse -= tinysnn_leak(&layer->synapse_decay, numbers->alpha, neuron->synapse);
        neuron->synapse = tinysnn_bring(
            neuron->synapse + value, layer->synapse_bits, layer->synapse_overflow);
        value = neuron->synapse;
    }
    if (layer->drive != TINYSNN_CURRENT || layer->synapse_bits != 0U) {
        value += numbers->bias;
    }
    neuron->membrane -= tinysnn_leak(&layer->decay, numbers->decay, neuron->membrane);
    neuron->membrane = tinysnn_bring(
        neuron->membrane + value, layer->membrane_bits, layer->overflow);
    if (layer->firing == TINYSNN_NEVER_FIRES) {
        return 0;
    }
    if (layer->rise_bits != 0U) {
        neuron->rise -= tinysnn_leak(&layer->rise_decay, numbers->rho, neuron->rise);
        threshold += neuron->rise;
    }
    if (neuron->membrane < threshold) {
        return 0;
    }
    neuron->membrane = (layer->firing == TINYSNN_RESET_SUBTRACT)
        ? neuron->membrane - threshold : numbers->reset;
    if (layer->rise_bits != 0U) {
        const int32_t largest = ((int32_t)1 << layer->rise_bits) - 1;

        neuron->rise += numbers->step;
        neuron->rise = (neuron->rise < largest) ? neuron->rise : largest;
    }
    return 1;
}

/* Advances the neuron at `index`, whose numbers are those of `channel`. Returns 1 if it fires. */
TINYSNN_INLINE uint8_t tinysnn_advance_at(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, uint16_t channel, uint16_t index, int32_t value)
{
    const tinysnn_channel_t numbers = tinysnn_channel(layer, tables, channel);
    tinysnn_neuron_t neuron = tinysnn_load_neuron(layer, neurons, index);
    const uint8_t fires = tinysnn_advance(layer, &numbers, &neuron, value);

    tinysnn_store_neuron(layer, neurons, index, &neuron);
    return fires;
}

/* The value at `index` that drives a neuron: its loaded current, or its accumulator. */
TINYSNN_INLINE int32_t tinysnn_drive(
    const tinysnn_layer_t *layer, const void *values, uint16_t index)
{
    return (layer->drive == TINYSNN_CURRENT)
        ? tinysnn_load(values, index, layer->current_type)
        : tinysnn_accumulator(layer, values, index);
}

/* Spikes of neurons that follow each other, on their way to a byte. */
typedef struct {
    uint8_t fired;
    uint8_t bit; /* of the next one */
} tinysnn_spike_byte_t;

/* Adds the spike of neuron `index` of `count`, from 0 on; writes what is full, and the last byte. */
TINYSNN_INLINE void tinysnn_put_spike(
    tinysnn_spike_byte_t *byte, uint8_t *spikes, uint16_t index, uint16_t count, uint8_t fires)
{
    if (fires != 0U) {
        byte->fired = (uint8_t)(byte->fired | byte->bit);
    }
    byte->bit = (uint8_t)(byte->bit << 1);
    if (byte->bit == 0U || index + 1U == count) {
        spikes[index >> 3] = byte->fired;
        byte->fired = 0;
        byte->bit = 1;
    }
}

/* Advances the neurons of a dense layer by one step. `values` are their accumulators or currents. */
TINYSNN_INLINE void tinysnn_update(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, const void *values)
{
    tinysnn_spike_byte_t byte = {0, 1};
    uint16_t neuron;

    for (neuron = 0; neuron < layer->neurons; neuron++) {
        const int32_t value = tinysnn_drive(layer, values, neuron);
        const uint8_t fires
            = tinysnn_advance_at(layer, tables, neurons, neuron, neuron, value);

        if (layer->firing != TINYSNN_NEVER_FIRES) {
            tinysnn_put_spike(&byte, neurons->spikes, neuron, layer->neurons, fires);
        }
    }
}

/* ---- Whole windows: a layer runs all steps before the next one begins ------------------------- */

/* Runs all steps of a layer on its loaded currents, neuron after neuron: its numbers and its state stay
 * in registers. Where the current of a neuron was stands its history then: bit t for a spike in step t.
 * At most as many steps as the storage of a current has bits. `channels` neurons follow each other that
 * have numbers of their own. */
TINYSNN_INLINE void tinysnn_run_currents(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, uint16_t channels, uint8_t steps, void *currents)
{
    const uint8_t width = (uint8_t)(8U * layer->current_type); /* the storage's number is its bytes */
    uint16_t channel = 0;
    uint16_t index;

    for (index = 0; index < layer->neurons; index++) {
        const tinysnn_channel_t numbers = tinysnn_channel(layer, tables, channel);
        const int32_t current = tinysnn_load(currents, index, layer->current_type);
        tinysnn_neuron_t neuron = tinysnn_load_neuron(layer, neurons, index);
        uint32_t history = 0;
        uint8_t step;

        for (step = 0; step < steps; step++) {
            if (tinysnn_advance(layer, &numbers, &neuron, current) != 0U) {
                history |= (uint32_t)1 << step;
            }
        }
        tinysnn_store_neuron(layer, neurons, index, &neuron);
        tinysnn_store(
            currents, index, layer->current_type,
            (width < 32U) ? tinysnn_sign_extend(history, width) : tinysnn_signed(history));
        channel++;
        if (channel == channels) {
            channel = 0;
        }
    }
}

/* Writes the spikes of step `step` of `count` neurons with histories. */
TINYSNN_INLINE void tinysnn_spikes_at(
    const void *histories, uint8_t type, uint16_t count, uint8_t step, uint8_t *spikes)
{
    tinysnn_spike_byte_t byte = {0, 1};
    uint16_t index;

    for (index = 0; index < count; index++) {
        const uint32_t history = (uint32_t)tinysnn_load(histories, index, type);

        tinysnn_put_spike(&byte, spikes, index, count, (uint8_t)((history >> step) & 1U));
    }
}

/* What becomes of the last layer in each step. */
#define TINYSNN_SCORE_NONE 0U      /* nothing: its last membranes are the scores */
#define TINYSNN_SCORE_SPIKES 1U    /* they are counted */
#define TINYSNN_SCORE_MEMBRANES 2U /* they are summed */

/* The weight at bit `offset` of a dense row. */
TINYSNN_INLINE int32_t tinysnn_weight(
    const tinysnn_weights_t *weights, tinysnn_table_t row, uint32_t offset)
{
    const uint8_t shift = (uint8_t)(offset & 7U);
    uint16_t code;

    row += offset >> 3;
    code = tinysnn_entry(row, 0, weights->bits);
    if (weights->bits < 8U) {
        if (shift + weights->bits > 8U) { /* only where the width is no power of two */
            code = (uint16_t)(code | (uint16_t)((uint16_t)TINYSNN_READ_U8(row + 1) << 8));
        }
        code = (uint16_t)(code >> shift);
    }
    return tinysnn_product(code, weights->grid, weights->bits, 1U);
}

/* One bit per lane: as many lanes as sums of the storage `type` fit into a word. */
TINYSNN_INLINE uint32_t tinysnn_spread(uint32_t history, uint8_t type)
{
    if (type == TINYSNN_INT8) {
        return ((history & 15U) * UINT32_C(0x00204081)) & UINT32_C(0x01010101);
    }
    if (type == TINYSNN_INT16) {
        return ((history & 3U) * UINT32_C(0x8001)) & UINT32_C(0x00010001);
    }
    return history & 1U;
}

/* Takes the lowest lane, a sum of the storage `type`, out of a word of such sums. */
TINYSNN_INLINE int32_t tinysnn_take_lane(uint32_t *lanes, uint8_t type)
{
    int32_t sum;

    if (type == TINYSNN_INT32) {
        sum = tinysnn_signed(*lanes);
        *lanes = 0;
        return sum;
    }
    sum = tinysnn_sign_extend(*lanes, (uint8_t)(8U * type));
    *lanes = (*lanes - (uint32_t)sum) >> (8U * type);
    return sum;
}

/* Runs all steps of a dense last layer on the histories of its inputs, neuron after neuron. One
 * multiplication adds a weight to the sums of several steps: their ranges prove that no sum leaves
 * its lane. A weight is read once for twice as many steps as a word has lanes. */
TINYSNN_INLINE void tinysnn_run_histories(
    const tinysnn_layer_t *layer, const tinysnn_tables_t *tables,
    const tinysnn_neurons_t *neurons, const void *histories, uint8_t history_type, uint8_t steps,
    uint8_t scoring, void *scores, uint8_t score_type)
{
    const uint8_t lanes = (uint8_t)(4U >> (layer->value_type >> 1)); /* 4, 2, 1 for 1, 2, 4 bytes */
    const uint32_t row_bytes = TINYSNN_ROW_BYTES(layer->neurons, layer->weights.bits);
    tinysnn_spike_byte_t byte = {0, 1};
    uint16_t index;

    TINYSNN_SEPARATE(scores);
    for (index = 0; index < layer->neurons; index++) {
        const tinysnn_channel_t numbers = tinysnn_channel(layer, tables, index);
        tinysnn_neuron_t neuron = tinysnn_load_neuron(layer, neurons, index);
        int32_t score = 0;
        uint8_t fires = 0;
        uint8_t first;

        for (first = 0; first < steps; first = (uint8_t)(first + 2U * lanes)) {
            tinysnn_table_t row = tables->weights;
            uint32_t sums0 = 0;
            uint32_t sums1 = 0;
            uint16_t input;
            uint8_t step;

            for (input = 0; input < layer->inputs; input++) {
                const uint32_t history
                    = (uint32_t)tinysnn_load(histories, input, history_type) >> first;

                if (history != 0U) {
                    const uint32_t weight = (uint32_t)tinysnn_weight(
                        &layer->weights, row, (uint32_t)index * layer->weights.bits);

                    sums0 += weight * tinysnn_spread(history, layer->value_type);
                    if (steps > lanes) {
                        sums1 += weight * tinysnn_spread(history >> lanes, layer->value_type);
                    }
                }
                row += row_bytes;
            }
            for (step = 0; step < 2U * lanes && first + step < steps; step++) {
                int32_t sum;

                if (step == lanes) {
                    sums0 = sums1;
                }
                sum = tinysnn_bring(
                    tinysnn_take_lane(&sums0, layer->value_type), layer->accumulator_bits,
                    layer->accumulator_overflow);
                fires = tinysnn_advance(layer, &numbers, &neuron, sum);
                score += (scoring == TINYSNN_SCORE_SPIKES) ? fires : neuron.membrane;
            }
        }
        tinysnn_store_neuron(layer, neurons, index, &neuron);
        if (scoring != TINYSNN_SCORE_NONE) {
            tinysnn_store(scores, index, score_type, score);
        }
        if (layer->firing != TINYSNN_NEVER_FIRES) {
            tinysnn_put_spike(&byte, neurons->spikes, index, layer->neurons, fires);
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

/* The first input under a place of the pooled input: the pool's row `down`, column `right` at the
 * pooled row and column. */
TINYSNN_INLINE uint16_t tinysnn_window_input(
    const tinysnn_window_t *window, uint16_t row, uint16_t down, uint16_t column, uint16_t right)
{
    const uint16_t input_row = (uint16_t)(row * window->pool_height + down);
    const uint16_t input_column = (uint16_t)(column * window->pool_width + right);

    return (uint16_t)(
        (uint16_t)((uint16_t)(input_row * window->input_width) + input_column) * window->channels);
}

/* What of a window lies inside the input: the rows and columns of the kernel, first ... end - 1, and the
 * row and column of the padded input that the kernel's first lie on. */
typedef struct {
    uint16_t top;
    uint16_t left;
    uint16_t row_first;
    uint16_t row_end;
    uint16_t column_first;
    uint16_t column_end;
} tinysnn_view_t;

/* The view of the window at row `y`, column `x` of the currents. */
TINYSNN_INLINE tinysnn_view_t tinysnn_view(const tinysnn_window_t *window, uint16_t y, uint16_t x)
{
    tinysnn_view_t view;

    view.top = (uint16_t)(y * window->stride_height);
    view.left = (uint16_t)(x * window->stride_width);
    view.row_first = tinysnn_first_inside(view.top, window->padding_height);
    view.row_end = tinysnn_end_inside(
        view.top, window->padding_height, window->height, window->kernel_height);
    view.column_first = tinysnn_first_inside(view.left, window->padding_width);
    view.column_end = tinysnn_end_inside(
        view.left, window->padding_width, window->width, window->kernel_width);
    return view;
}

/* The first input under kernel row `row`, column `column` of `view`, at place `down`, `right` of the pool
 * there. */
TINYSNN_INLINE uint16_t tinysnn_view_input(
    const tinysnn_window_t *window, const tinysnn_view_t *view, uint16_t row, uint16_t down,
    uint16_t column, uint16_t right)
{
    return tinysnn_window_input(
        window, (uint16_t)(view->top + row - window->padding_height), down,
        (uint16_t)(view->left + column - window->padding_width), right);
}

/* Where a window is looked through: the row and column of the kernel, those of the pool below it, and
 * the inputs of this place that were seen. */
typedef struct {
    uint16_t row;
    uint16_t column;
    uint16_t down;
    uint16_t right;
    uint16_t seen;
} tinysnn_scan_t;

/* Goes to the next place of `window`, whose kernel columns first ... end - 1 lie inside the input. */
TINYSNN_INLINE void tinysnn_next_place(
    const tinysnn_window_t *window, uint8_t whole, uint16_t first, uint16_t end,
    tinysnn_scan_t *scan)
{
    scan->seen = 0;
    if (whole != 0U) {
        scan->row++;
        return;
    }
    scan->right++;
    if (scan->right == window->pool_width) {
        scan->right = 0;
        scan->column++;
        if (scan->column == end) {
            scan->column = first;
            scan->down++;
            if (scan->down == window->pool_height) {
                scan->down = 0;
                scan->row++;
            }
        }
    }
}

/* Fills the accumulators of all output channels at row `y`, column `x` of the currents. `source` holds
 * spikes, eight of which cost a byte test if they are silent, or the integers of a sample. `fired` are
 * the layer's own spikes of the step before, which a recurrent one reads. */
TINYSNN_INLINE void tinysnn_gather(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, const tinysnn_tables_t *tables,
    const uint8_t *fired, const uint8_t *source, uint16_t y, uint16_t x, void *values)
{
    /* Without pooling the inputs under one row of the kernel are consecutive, and so are their rows of
     * weights. */
    const uint8_t whole
        = (window->pool_height == 1U && window->pool_width == 1U) ? 1U : 0U;
    const uint32_t row_bytes = tinysnn_row_bytes(&layer->weights, window->outputs);
    const uint32_t place_bytes = window->channels * row_bytes;
    const tinysnn_view_t view = tinysnn_view(window, y, x);
    const uint16_t length = (whole != 0U)
        ? (uint16_t)((view.column_end - view.column_first) * window->channels) : window->channels;
    const tinysnn_sums_t sums = tinysnn_sums(
        layer, &layer->weights, tables->weights, layer->drive, window->outputs, values);
    tinysnn_scan_t scan;

    scan.row = view.row_first;
    scan.column = view.column_first;
    scan.down = 0;
    scan.right = 0;
    scan.seen = 0;
    tinysnn_begin_sums(layer, tables->recurrence, fired, values, window->outputs);
    while (scan.row < view.row_end) {
        tinysnn_events_t events;

        tinysnn_no_events(&events);
        while (scan.row < view.row_end && tinysnn_has_room(&events) != 0U) {
            uint16_t first = (uint16_t)(
                tinysnn_view_input(window, &view, scan.row, scan.down, scan.column, scan.right)
                + scan.seen);
            uint32_t place
                = ((uint32_t)scan.row * window->kernel_width + scan.column) * place_bytes
                + scan.seen * row_bytes;

            while (scan.seen < length && tinysnn_has_room(&events) != 0U) {
                uint8_t inputs = 1; /* of this round */

                if (layer->drive == TINYSNN_SPIKES) {
                    inputs = tinysnn_bits_in_byte(first, (uint16_t)(length - scan.seen));
                    tinysnn_push_spikes(
                        &sums, &events, place, row_bytes, tinysnn_bits(source, first, inputs));
                } else {
                    const uint8_t input = tinysnn_input(layer, source[first]);

                    if (input != 0U) {
                        tinysnn_push(&sums, &events, place, input);
                    }
                }
                place += inputs * row_bytes;
                first = (uint16_t)(first + inputs);
                scan.seen = (uint16_t)(scan.seen + inputs);
            }
            if (scan.seen == length) {
                tinysnn_next_place(
                    window, whole, view.column_first, view.column_end, &scan);
            }
        }
        tinysnn_add_events(&sums, &events);
    }
}

/* Adds the weights of the inputs from `first` on, one per input channel, at one kernel position whose
 * row of weights is at `row`, for a convolution whose channels form groups. */
TINYSNN_INLINE void tinysnn_add_groups(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, tinysnn_table_t row,
    const uint8_t *source, uint16_t first, void *values)
{
    uint16_t group_end = window->group_inputs; /* the first channel behind the group */
    uint16_t group_output = 0;                 /* the group's first output channel */
    uint16_t channel = 0;

    while (channel < window->channels) {
        const uint8_t inputs = (layer->drive == TINYSNN_SPIKES)
            ? tinysnn_bits_in_byte(first, (uint16_t)(window->channels - channel)) : 1U;
        const uint8_t factor = (layer->drive == TINYSNN_SPIKES)
            ? 1U : tinysnn_input(layer, source[first]);
        const uint16_t next = (uint16_t)(channel + inputs);
        uint8_t active = (layer->drive == TINYSNN_SPIKES)
            ? tinysnn_bits(source, first, inputs) : (uint8_t)(factor != 0U);

        for (; active != 0U && channel < next; active = (uint8_t)(active >> 1)) {
            while (channel >= group_end) { /* no division */
                group_end = (uint16_t)(group_end + window->group_inputs);
                group_output = (uint16_t)(group_output + window->group_outputs);
            }
            if ((active & 1U) != 0U) {
                tinysnn_add_dense(
                    layer, &layer->weights, row,
                    (uint32_t)channel * window->group_outputs * layer->weights.bits,
                    window->group_outputs, factor, values, group_output);
            }
            channel++;
        }
        channel = next;
        first = (uint16_t)(first + inputs);
    }
}

/* Fills the accumulators as tinysnn_gather does, for a convolution whose channels form groups. */
TINYSNN_INLINE void tinysnn_gather_groups(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, const tinysnn_tables_t *tables,
    const uint8_t *fired, const uint8_t *source, uint16_t y, uint16_t x, void *values)
{
    const uint32_t place_bytes = TINYSNN_ROW_BYTES(
        (uint32_t)window->channels * window->group_outputs, layer->weights.bits);
    const tinysnn_view_t view = tinysnn_view(window, y, x);
    uint16_t row;
    uint16_t column;
    uint16_t down;
    uint16_t right;

    tinysnn_begin_sums(layer, tables->recurrence, fired, values, window->outputs);
    for (row = view.row_first; row < view.row_end; row++) {
        for (column = view.column_first; column < view.column_end; column++) {
            const tinysnn_table_t weights = tables->weights
                + ((uint32_t)row * window->kernel_width + column) * place_bytes;

            for (down = 0; down < window->pool_height; down++) {
                for (right = 0; right < window->pool_width; right++) {
                    tinysnn_add_groups(
                        layer, window, weights, source,
                        tinysnn_view_input(window, &view, row, down, column, right), values);
                }
            }
        }
    }
}

TINYSNN_INLINE void tinysnn_gather_at(
    const tinysnn_layer_t *layer, const tinysnn_window_t *window, const tinysnn_tables_t *tables,
    const uint8_t *fired, const uint8_t *source, uint16_t y, uint16_t x, void *values)
{
    if (window->group_inputs != window->channels) {
        tinysnn_gather_groups(layer, window, tables, fired, source, y, x, values);
    } else {
        tinysnn_gather(layer, window, tables, fired, source, y, x, values);
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
        tinysnn_gather_at(layer, window, tables, fired, source, y, x, values);
        return values;
    }
    for (down = 0; down < window->max_height; down++) {
        for (right = 0; right < window->max_width; right++) {
            tinysnn_gather_at(
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

        if (tinysnn_advance_at(layer, tables, neurons, channel, neuron, value) != 0U) {
            neurons->spikes[neuron >> 3] = (uint8_t)(
                neurons->spikes[neuron >> 3] | (uint8_t)(1U << (neuron & 7U)));
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

    TINYSNN_SEPARATE(values);
    TINYSNN_SEPARATE(maxima);
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

    TINYSNN_SEPARATE(sums);
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

    TINYSNN_SEPARATE(scores);
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

/* Whether the target multiplies two words to two words; else four products of half words are faster. */
#if !defined(TINYSNN_LONG_PRODUCTS)
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#define TINYSNN_LONG_PRODUCTS 0
#else
#define TINYSNN_LONG_PRODUCTS 1
#endif
#endif

/* The product of two words: its high word, and its low one in `low`. */
TINYSNN_INLINE uint32_t tinysnn_multiply(uint32_t left, uint32_t right, uint32_t *low)
{
#if TINYSNN_LONG_PRODUCTS
    const uint64_t product = (uint64_t)left * right;

    *low = (uint32_t)product;
    return (uint32_t)(product >> 32);
#else
    const uint32_t first = (left & 0xFFFFU) * (right & 0xFFFFU);
    const uint32_t second = (left >> 16) * (right & 0xFFFFU) + (first >> 16);
    const uint32_t third = (left & 0xFFFFU) * (right >> 16) + (second & 0xFFFFU);

    *low = (third << 16) | (first & 0xFFFFU);
    return (left >> 16) * (right >> 16) + (second >> 16) + (third >> 16);
#endif
}

/* Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011. */
TINYSNN_INLINE void tinysnn_philox(uint32_t counter[4], uint32_t key_low, uint32_t key_high)
{
    uint8_t round;

    for (round = 0; round < 10U; round++) {
        uint32_t low0;
        uint32_t low1;
        const uint32_t high0 = tinysnn_multiply(counter[0], UINT32_C(0xD2511F53), &low0);
        const uint32_t high1 = tinysnn_multiply(counter[2], UINT32_C(0xCD9E8D57), &low1);

        counter[0] = high1 ^ counter[1] ^ key_low;
        counter[1] = low1;
        counter[2] = high0 ^ counter[3] ^ key_high;
        counter[3] = low0;
        key_low += UINT32_C(0x9E3779B9);
        key_high += UINT32_C(0xBB67AE85);
    }
}

/* What identifies the draws of a sample, and how inputs become probabilities. */
typedef struct {
    uint32_t key_low;
    uint32_t key_high;
    uint32_t sample;
    uint32_t quotient; /* of 2^16 / input_max */
    uint8_t remainder;
    uint8_t input_max; /* 2^bits - 1 */
} tinysnn_rate_t;

/* round_half_up(value * 2^16 / input_max) without a division. */
TINYSNN_INLINE uint32_t tinysnn_rate_threshold(const tinysnn_rate_t *rate, uint8_t value)
{
    const uint32_t twice = 2U * (uint32_t)rate->input_max;
    uint32_t threshold = rate->quotient * value;
    uint32_t rest = 2U * (uint32_t)rate->remainder * value + rate->input_max;

    while (rest >= twice) { /* once for 1, 2, 4 and 8 input bits, else few times */
        rest -= twice;
        threshold++;
    }
    return threshold;
}

#define TINYSNN_ENCODING_STREAM 6U

/* The spikes of the inputs 8*byte ... 8*byte+7 in step `step`: one block of random numbers, unless all
 * of these inputs are 0. */
TINYSNN_INLINE uint8_t tinysnn_rate_spikes(
    const tinysnn_rate_t *rate, const uint8_t *input, uint16_t count, uint16_t byte, uint8_t step)
{
    const uint16_t first = (uint16_t)(byte * 8U);
    const uint16_t rest = (uint16_t)(count - first);
    const uint8_t inputs = (uint8_t)((rest < 8U) ? rest : 8U);
    uint32_t words[4];
    uint8_t spikes = 0;
    uint8_t index;

    for (index = 0; index < inputs && input[first + index] == 0U; index++) {
    }
    if (index == inputs) {
        return 0;
    }
    words[0] = byte;
    words[1] = step;
    words[2] = rate->sample;
    words[3] = TINYSNN_ENCODING_STREAM;
    tinysnn_philox(words, rate->key_low, rate->key_high);
    for (; index < inputs; index++) {
        const uint32_t word = words[index >> 1];
        const uint16_t draw = (uint16_t)(((index & 1U) != 0U) ? word >> 16 : word & 0xFFFFU);

        if (draw < tinysnn_rate_threshold(rate, input[first + index])) {
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
    const uint32_t row_bytes = tinysnn_row_bytes(&layer->weights, layer->neurons);
    const tinysnn_sums_t sums = tinysnn_sums(
        layer, &layer->weights, tables->weights, TINYSNN_SPIKES, layer->neurons, values);
    uint16_t byte = 0;

    tinysnn_begin_sums(layer, tables->recurrence, neurons->spikes, values, layer->neurons);
    do {
        tinysnn_events_t events;

        tinysnn_no_events(&events);
        do {
            tinysnn_push_spikes(
                &sums, &events, (uint32_t)byte * 8U * row_bytes, row_bytes,
                tinysnn_rate_spikes(rate, input, layer->inputs, byte, step));
            byte++;
        } while (byte < TINYSNN_SPIKE_BYTES(layer->inputs) && tinysnn_has_room(&events) != 0U);
        tinysnn_add_events(&sums, &events);
    } while (byte < TINYSNN_SPIKE_BYTES(layer->inputs));
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
