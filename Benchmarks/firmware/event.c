/* SPDX-License-Identifier: 0BSD
 *
 * The event-driven loop: rows of weights are added for active inputs only, and what a directly coded
 * sample adds to the first layer is computed once. */
#include "baseline.h"
#include "weights_by_input.h"

#if DIRECT
static int32_t currents[HIDDEN]; /* of the first layer, loaded once per sample */
#endif

void baseline_reset(baseline_t *state)
{
    *state = (baseline_t){0};
}

#if DIRECT
void baseline_load(baseline_t *state, const uint8_t *input)
{
    uint16_t i;
    uint16_t j;

    (void)state;
    for (j = 0; j < HIDDEN; j++) {
        currents[j] = 0;
    }
    for (i = 0; i < INPUTS; i++) {
        const int32_t x = input[i];

        if (x != 0) {
            const int8_t *row = weights1[i];

            for (j = 0; j < HIDDEN; j++) {
                currents[j] += row[j] * x;
            }
        }
    }
    for (j = 0; j < HIDDEN; j++) {
        currents[j] = currents[j] * GUARD1 + bias1[j];
    }
}

static void first_layer(baseline_t *state, const uint8_t *input)
{
    uint16_t j;

    (void)input;
    for (j = 0; j < HIDDEN; j++) {
        state->spikes[j] = fires(&state->membrane1[j], currents[j], threshold1[j]);
    }
}
#else
void baseline_load(baseline_t *state, const uint8_t *input)
{
    (void)state;
    (void)input;
}

static void first_layer(baseline_t *state, const uint8_t *input)
{
    int16_t sums[HIDDEN] = {0};
    uint16_t byte;
    uint16_t j;

    for (byte = 0; byte < INPUTS / 8U; byte++) {
        const int8_t *row = weights1[8U * byte];
        uint8_t active;

        for (active = input[byte]; active != 0U; active = (uint8_t)(active >> 1)) {
            if ((active & 1U) != 0U) {
                for (j = 0; j < HIDDEN; j++) {
                    sums[j] = (int16_t)(sums[j] + row[j]);
                }
            }
            row += HIDDEN;
        }
    }
    for (j = 0; j < HIDDEN; j++) {
        const int32_t current = sums[j] * GUARD1 + bias1[j];

        state->spikes[j] = fires(&state->membrane1[j], current, threshold1[j]);
    }
}
#endif

void baseline_step(baseline_t *state, const uint8_t *input)
{
    int16_t sums[CLASSES] = {0};
    uint16_t i;
    uint16_t j;

    first_layer(state, input);
    for (i = 0; i < HIDDEN; i++) {
        if (state->spikes[i] != 0U) {
            const int8_t *row = weights2[i];

            for (j = 0; j < CLASSES; j++) {
                sums[j] = (int16_t)(sums[j] + row[j]);
            }
        }
    }
    for (j = 0; j < CLASSES; j++) {
        state->membrane2[j] = (int16_t)(state->membrane2[j] + sums[j] * GUARD2 + bias2[j]);
        state->scores[j] += state->membrane2[j];
    }
}
