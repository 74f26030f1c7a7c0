/* SPDX-License-Identifier: 0BSD
 *
 * Calls an exported model in any order, on any bytes: inputs above INPUT_MAX, spike bytes with bits that stand for no
 * input, steps beyond the last, two instances in turn. Compiled with
 *   -DHEADER='"x.h"' -DMODEL=x -DMACRO=X [-DRATE | -DEVENTS]
 * and sanitizers, which notice undefined behaviour and accesses out of bounds: inputs lie in memory of exactly the
 * published size. What is checked besides:
 *   - every call ends, and a class is below CLASS_COUNT, whatever the input
 *   - step refuses once TIMESTEPS were run since the reset, and before a sample is loaded in a directly coded model
 *   - a run forgets everything before it: it equals steps on fresh memory
 *   - an input above INPUT_MAX counts as INPUT_MAX
 *   - an event outside of the sensor is left out
 *   - bits that stand for no input change nothing, and inputs are not written to
 * With -DLIBFUZZER the bytes come from libFuzzer; else from the generator below:
 *   fuzz CASES [SEED] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include HEADER

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define CALL(function) JOIN(MODEL, function)
#define SIZE(constant) JOIN(MACRO, constant)

#if defined(RATE) || defined(EVENTS)
#define TAKES_SPIKES
#endif
#if defined(EVENTS)
#define SAMPLE_SIZE SIZE(SAMPLE_BYTES)
#else
#define SAMPLE_SIZE SIZE(INPUT_COUNT)
#endif

typedef JOIN(MODEL, state_t) state_type;

typedef struct {
    state_type *state;
    unsigned steps;  /* since the reset */
    unsigned loaded; /* whether a sample was loaded since the reset; 1 in a model that takes spikes */
} instance_t;

typedef struct {
    const uint8_t *bytes;
    size_t count;
    size_t next;
} source_t;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static uint8_t take(source_t *source)
{
    return (source->next < source->count) ? source->bytes[source->next++] : 0U;
}

static uint64_t random_next(uint64_t *state) /* SplitMix64 */
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void require(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "fuzz: %s\n", what);
        abort();
    }
}

/* Fills `count` bytes of at most `largest` in a way that the source chooses. */
static void fill(source_t *source, uint8_t *target, size_t count, uint8_t largest)
{
    const uint8_t way = take(source);
    const uint8_t density = take(source);
    uint64_t noise = way | ((uint64_t)density << 8);
    size_t index;

    for (index = 0; index < count; index++) {
        uint8_t value;

        switch (way & 3U) {
        case 0U:
            value = largest;
            break;
        case 1U:
            value = take(source);
            break;
        default:
            value = (uint8_t)(random_next(&noise) >> 56);
            value = ((random_next(&noise) & 255U) < density) ? value : 0U;
            break;
        }
        target[index] = (largest == 255U) ? value : (uint8_t)(value % (largest + 1U));
    }
}

static void check_outputs(const state_type *state)
{
    uint16_t index;
    int64_t sum = 0;

    require(CALL(argmax)(state) < SIZE(CLASS_COUNT), "a class that does not exist");
    for (index = 0; index < SIZE(CLASS_COUNT); index++) {
        sum += CALL(score)(state, index);
    }
    require(sum != INT64_MIN, "no sum of scores"); /* keeps the calls */
    (void)CALL(margin)(state);
}

static state_type *new_state(uint8_t content)
{
    state_type *state = (state_type *)malloc(sizeof *state);

    require(state != NULL, "no memory");
    memset(state, content, sizeof *state);
    CALL(init)(state);
    return state;
}

static void step(instance_t *instance, const uint8_t *spikes)
{
    const unsigned due = (instance->loaded != 0U && instance->steps < SIZE(TIMESTEPS)) ? 1U : 0U;
#if defined(TAKES_SPIKES)
    const unsigned done = CALL(step)(instance->state, spikes);
#else
    const unsigned done = CALL(step)(instance->state);

    (void)spikes;
#endif
    require(done == due, "a step too many, or one refused");
    instance->steps += done;
}

static void begin(instance_t *instance)
{
    instance->steps = 0;
#if defined(TAKES_SPIKES)
    instance->loaded = 1;
#else
    instance->loaded = 0;
#endif
}

static void reset(instance_t *instance)
{
    CALL(reset)(instance->state);
    begin(instance);
}

#if !defined(TAKES_SPIKES)
static void load(instance_t *instance, const uint8_t *input)
{
    CALL(load)(instance->state, input);
    instance->loaded = 1;
}
#endif

#if defined(RATE)
static uint32_t take_sample(source_t *source)
{
    const uint32_t low = take(source);

    return low | ((uint32_t)take(source) << 24);
}
#endif

#if defined(TAKES_SPIKES)
/* Clears the bits of a frame that stand for no input; returns whether there was one. */
static unsigned clear_strays(uint8_t *spikes)
{
    const unsigned used = SIZE(INPUT_COUNT) & 7U;
    uint8_t *last = &spikes[SIZE(INPUT_SPIKE_BYTES) - 1U];
    const uint8_t kept = (used == 0U) ? *last : (uint8_t)(*last & ((1U << used) - 1U));
    const unsigned changed = (kept != *last) ? 1U : 0U;

    *last = kept;
    return changed;
}

/* A step on any bytes; the bits that stand for no input must not matter. */
static void any_step(source_t *source, instance_t *instance)
{
    uint8_t *spikes = (uint8_t *)malloc(SIZE(INPUT_SPIKE_BYTES));
    state_type *twin = (state_type *)malloc(sizeof *twin);
    instance_t other = {twin, instance->steps, instance->loaded};

    require(spikes != NULL && twin != NULL, "no memory");
    fill(source, spikes, SIZE(INPUT_SPIKE_BYTES), 255U);
    memcpy(twin, instance->state, sizeof *twin);
    step(instance, spikes);
    (void)clear_strays(spikes);
    step(&other, spikes);
    require(memcmp(twin, instance->state, sizeof *twin) == 0, "bits of no input matter");
    free(spikes);
    free(twin);
}
#endif

#if defined(RATE)
static void encode(const uint8_t *input, uint32_t sample, uint8_t number)
{
    uint8_t *spikes = (uint8_t *)malloc(SIZE(INPUT_SPIKE_BYTES));

    require(spikes != NULL, "no memory");
    CALL(encode)(spikes, input, sample, number);
    free(spikes);
}
#endif

#if defined(EVENTS)
/* An event anywhere sets one bit, or none. */
static void add_event(source_t *source)
{
    uint8_t *spikes = (uint8_t *)calloc(SIZE(INPUT_SPIKE_BYTES), 1);
    const uint16_t row = take(source);
    const uint16_t column = take(source);
    const uint16_t channel = (uint16_t)(take(source) & 3U);
    unsigned bits = 0;
    size_t index;

    require(spikes != NULL, "no memory");
    CALL(add_event)(spikes, (take(source) & 1U) ? (uint16_t)(row << 8) : row, column, channel);
    require(clear_strays(spikes) == 0U, "an event of no input");
    for (index = 0; index < SIZE(INPUT_SPIKE_BYTES); index++) {
        bits += (spikes[index] != 0U) ? 1U + ((spikes[index] & (spikes[index] - 1U)) != 0U) : 0U;
    }
    require(bits <= 1U, "an event of several inputs");
    free(spikes);
}
#endif

static uint16_t run(instance_t *instance, const uint8_t *input, uint32_t sample)
{
    uint16_t result;

#if defined(RATE)
    result = CALL(run)(instance->state, input, sample);
#else
    (void)sample;
    result = CALL(run)(instance->state, input);
#endif
    instance->steps = SIZE(TIMESTEPS);
    require(result == CALL(argmax)(instance->state), "another class than argmax");
    return result;
}

/* Steps on fresh memory must end as a run with this result and these scores. */
static void compare_steps(const state_type *done, uint16_t result, const uint8_t *input, uint32_t sample)
{
    instance_t fresh = {new_state(0x5A), 0, 0};
    uint8_t number;
    uint16_t index;

    reset(&fresh);
#if !defined(RATE)
    (void)sample;
#endif
#if !defined(TAKES_SPIKES)
    load(&fresh, input);
#endif
    for (number = 0; number < SIZE(TIMESTEPS); number++) {
#if defined(RATE)
        uint8_t spikes[SIZE(INPUT_SPIKE_BYTES)];

        CALL(encode)(spikes, input, sample, number);
        step(&fresh, spikes);
#elif defined(EVENTS)
        step(&fresh, input + (size_t)number * SIZE(INPUT_SPIKE_BYTES));
#else
        step(&fresh, NULL);
#endif
    }
    require(result == CALL(argmax)(fresh.state), "a run and its steps choose different classes");
    for (index = 0; index < SIZE(CLASS_COUNT); index++) {
        require(CALL(score)(done, index) == CALL(score)(fresh.state, index),
                "a run and its steps have different scores");
    }
    free(fresh.state);
}

/* A run on an instance with a past must equal steps on fresh memory, also those of its input without what lies above
 * INPUT_MAX, or without the bits of frames that stand for no input. */
static void compare_run(instance_t *instance, const uint8_t *input, uint32_t sample)
{
    const uint16_t result = run(instance, input, sample);
    uint8_t *clamped = (uint8_t *)malloc(SAMPLE_SIZE);
    size_t index;
    unsigned changes = 0;

    require(clamped != NULL, "no memory");
#if defined(EVENTS)
    memcpy(clamped, input, SAMPLE_SIZE);
    for (index = 0; index < SIZE(TIMESTEPS); index++) {
        changes += clear_strays(clamped + index * SIZE(INPUT_SPIKE_BYTES));
    }
#else
    for (index = 0; index < SAMPLE_SIZE; index++) {
        const unsigned largest = SIZE(INPUT_MAX);

        clamped[index] = (uint8_t)((input[index] > largest) ? largest : input[index]);
        changes += (clamped[index] != input[index]) ? 1U : 0U;
    }
#endif
    compare_steps(instance->state, result, input, sample);
    if (changes != 0U) {
        compare_steps(instance->state, result, clamped, sample);
    }
    free(clamped);
}

static void operate(source_t *source, instance_t *instances)
{
    const uint8_t operation = take(source);
    instance_t *instance = &instances[operation & 1U];
    uint8_t *input = (uint8_t *)malloc(SAMPLE_SIZE);
    uint8_t *copy = (uint8_t *)malloc(SAMPLE_SIZE);
#if defined(EVENTS)
    const uint8_t largest = 255U; /* a byte has eight inputs */
#else
    const uint8_t largest = ((operation & 2U) != 0U) ? 255U : SIZE(INPUT_MAX);
#endif

    require(input != NULL && copy != NULL, "no memory");
    fill(source, input, SAMPLE_SIZE, largest);
    memcpy(copy, input, SAMPLE_SIZE);
    switch ((operation >> 2) & 7U) {
    case 0U:
        CALL(init)(instance->state);
        begin(instance);
        break;
    case 1U:
        reset(instance);
        break;
    case 2U:
    case 3U:
#if defined(RATE)
        encode(input, take_sample(source), take(source));
#elif defined(EVENTS)
        add_event(source);
#else
        load(instance, input);
#endif
        break;
    case 4U:
        compare_run(instance, input, take(source));
        break;
    default:
#if defined(TAKES_SPIKES)
        any_step(source, instance);
#else
        step(instance, NULL);
#endif
        break;
    }
    require(memcmp(copy, input, SAMPLE_SIZE) == 0, "an input was written to");
    check_outputs(instance->state);
    free(input);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    source_t source = {bytes, count, 0};
    instance_t instances[2];
    unsigned operations;

    instances[0].state = new_state(take(&source));
    instances[1].state = new_state(take(&source));
    begin(&instances[0]);
    begin(&instances[1]);
    for (operations = 0; operations < 24U && source.next < count; operations++) {
        operate(&source, instances);
    }
    free(instances[0].state);
    free(instances[1].state);
    return 0;
}

#if !defined(LIBFUZZER)
int main(int count, char **arguments)
{
    const unsigned long cases = (count > 1) ? strtoul(arguments[1], NULL, 10) : 1000UL;
    uint64_t seed = (count > 2) ? strtoul(arguments[2], NULL, 10) : 1U;
    unsigned long number;

    for (number = 0; number < cases; number++) {
        static uint8_t bytes[4096];
        const size_t length = (size_t)(random_next(&seed) % sizeof bytes);
        size_t index;

        for (index = 0; index < length; index++) {
            bytes[index] = (uint8_t)(random_next(&seed) >> 56);
        }
        (void)LLVMFuzzerTestOneInput(bytes, length);
    }
    printf("%lu cases\n", cases);
    return 0;
}
#endif
