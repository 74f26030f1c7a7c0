/* SPDX-License-Identifier: 0BSD
 *
 * What the two loops in dense.c and event.c share: the neurons, the state and the interface.
 * The network's sizes and tables come from network.h, which results/firmware.py generates. */
#ifndef BASELINE_H
#define BASELINE_H

#include <stdint.h>

#include "network.h"

typedef struct {
    int16_t membrane1[HIDDEN];
    int16_t membrane2[CLASSES];
    int32_t scores[CLASSES];
    uint8_t spikes[HIDDEN]; /* of the last step, a byte each */
} baseline_t;

void baseline_reset(baseline_t *state);

/* Once per sample and directly coded network; the dense loop needs nothing of it. */
void baseline_load(baseline_t *state, const uint8_t *input);

/* One step. `input` is what the sample's coding gives: the raw inputs (direct); a byte each for the
 * spikes, 0 or 1 (rate, dense.c); or a bit each (rate, event.c). */
void baseline_step(baseline_t *state, const uint8_t *input);

static inline int32_t clamp16(int32_t value)
{
    if (value > 32767) {
        return 32767;
    }
    return (value < -32768) ? -32768 : value;
}

/* Leak, integrate, fire: 1 if the neuron spikes, whose threshold is then subtracted. */
static inline uint8_t fires(int16_t *membrane, int32_t current, int32_t threshold)
{
    int32_t v = *membrane;

    v = clamp16(v - ((v * LEAK_FACTOR + LEAK_HALF) >> LEAK_SHIFT) + current);
    if (v >= threshold) {
        *membrane = (int16_t)(v - threshold);
        return 1;
    }
    *membrane = (int16_t)v;
    return 0;
}

/* The class with the largest score, the first of equal ones. */
static inline uint16_t baseline_class(const baseline_t *state)
{
    uint16_t best = 0;
    uint16_t index;

    for (index = 1; index < CLASSES; index++) {
        if (state->scores[index] > state->scores[best]) {
            best = index;
        }
    }
    return best;
}

#endif
