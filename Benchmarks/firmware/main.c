/* SPDX-License-Identifier: 0BSD
 *
 * Counts one way of running the network, chosen by COUNTED, on every image: the instructions between
 * board_begin and board_end. Before that, outside of the count, the dense or event-driven loop is
 * compared with the export: the checksums of all membranes and spikes after every step. */
#include "baseline.h"
#include "board.h"
#include "images.h"
#include "net_vectors.h"

#define BASELINE 1 /* the loop that is linked */
#define STEPS 2    /* the export, step by step, on spikes drawn beforehand if rate-coded */
#define RUN 3      /* the export's run, which draws spikes on the way if rate-coded */
#define ENCODE 4   /* the draws of a sample alone */

/* Exit codes. */
#define LOOP_DIFFERS 1 /* the loop and the export differ */
#define OTHER_STEPS 2  /* the export ran another number of steps */

static net_state_t state;

#if DIRECT
static const uint8_t *step_input(uint16_t image, uint8_t step)
{
    (void)step;
    return images[image];
}
#define baseline_input step_input

static void prepare(uint16_t image)
{
    (void)image;
}
#else
static uint8_t spikes[NET_TIMESTEPS][NET_INPUT_SPIKE_BYTES];

static void draw(uint16_t image)
{
    uint8_t step;

    for (step = 0; step < NET_TIMESTEPS; step++) {
        net_encode(spikes[step], images[image], image, step);
    }
}

static const uint8_t *step_input(uint16_t image, uint8_t step)
{
    (void)image;
    return spikes[step];
}

#if SPIKE_BYTES /* the loop multiplies: it gets a byte for each spike */
static uint8_t bytes[NET_TIMESTEPS][INPUTS];

static void prepare(uint16_t image)
{
    uint8_t step;
    uint16_t i;

    draw(image);
    for (step = 0; step < NET_TIMESTEPS; step++) {
        for (i = 0; i < INPUTS; i++) {
            bytes[step][i] = (uint8_t)((spikes[step][i >> 3] >> (i & 7U)) & 1U);
        }
    }
}

static const uint8_t *baseline_input(uint16_t image, uint8_t step)
{
    (void)image;
    return bytes[step];
}
#else
#define prepare draw
#define baseline_input step_input
#endif
#endif

static uint8_t export_step(uint16_t image)
{
#if DIRECT
    (void)image;
    return net_step(&state);
#else
    return net_step(&state, step_input(image, state.step));
#endif
}

static void export_begin(uint16_t image)
{
    net_reset(&state);
#if DIRECT
    net_load(&state, images[image]);
#else
    (void)image;
#endif
}

#if COUNTED == BASELINE
static baseline_t baseline;

/* FNV-1a over numbers of four bytes, low byte first. */
static uint32_t hash(uint32_t checksum, const int16_t *values, uint16_t count)
{
    uint16_t index;
    uint8_t shift;

    for (index = 0; index < count; index++) {
        for (shift = 0; shift < 32U; shift = (uint8_t)(shift + 8U)) {
            checksum ^= ((uint32_t)(int32_t)values[index] >> shift) & 255U;
            checksum *= 16777619U;
        }
    }
    return checksum;
}

static uint32_t hash_spikes(uint32_t checksum)
{
    uint16_t first;
    uint16_t bit;

    for (first = 0; first < HIDDEN; first = (uint16_t)(first + 8U)) {
        uint8_t byte = 0;

        for (bit = 0; bit < 8U && first + bit < HIDDEN; bit++) {
            byte = (uint8_t)(byte | (baseline.spikes[first + bit] << bit));
        }
        checksum = (checksum ^ byte) * 16777619U;
    }
    return checksum;
}

static void check(uint16_t image)
{
    uint8_t step = 0;

    export_begin(image);
    baseline_reset(&baseline);
    baseline_load(&baseline, images[image]);
    while (export_step(image) != 0U) {
        baseline_step(&baseline, baseline_input(image, step));
        step++;
        if (hash_spikes(hash(2166136261U, baseline.membrane1, HIDDEN)) != net_checksum(&state, 0U)
            || hash(2166136261U, baseline.membrane2, CLASSES) != net_checksum(&state, 1U)) {
            board_exit(LOOP_DIFFERS);
        }
    }
    if (step != NET_TIMESTEPS) {
        board_exit(OTHER_STEPS);
    }
}
#else
static void check(uint16_t image)
{
    (void)image;
}
#endif

static uint16_t counted(uint16_t image)
{
#if COUNTED == BASELINE
    uint8_t step;

    baseline_reset(&baseline);
    baseline_load(&baseline, images[image]);
    for (step = 0; step < NET_TIMESTEPS; step++) {
        baseline_step(&baseline, baseline_input(image, step));
    }
    return baseline_class(&baseline);
#elif COUNTED == STEPS
    export_begin(image);
    while (export_step(image) != 0U) {
    }
    return net_argmax(&state);
#elif COUNTED == RUN && DIRECT
    return net_run(&state, images[image]);
#elif COUNTED == RUN
    return net_run(&state, images[image], image);
#else
    draw(image);
    return 0;
#endif
}

int main(void)
{
    uint8_t line[IMAGES];
    uint16_t image;

    net_init(&state);
    for (image = 0; image < IMAGES; image++) {
        uint16_t result;

        prepare(image);
        check(image);
        (void)board_begin();
        result = counted(image);
        board_end();
        line[image] = (uint8_t)('0' + result);
    }
    board_write(line, IMAGES);
    return 0;
}
