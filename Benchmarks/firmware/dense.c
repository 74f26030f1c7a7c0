/* SPDX-License-Identifier: 0BSD
 *
 * The straightforward loop: in every step each neuron multiplies all of its inputs. */
#include "baseline.h"
#include "weights_by_neuron.h"

void baseline_reset(baseline_t *state)
{
    *state = (baseline_t){0};
}

void baseline_load(baseline_t *state, const uint8_t *input)
{
    (void)state;
    (void)input;
}

static int32_t dot(const int8_t *weights, const uint8_t *input, uint16_t count)
{
    int32_t sum = 0;
    uint16_t i;

    for (i = 0; i < count; i++) {
        sum += weights[i] * input[i];
    }
    return sum;
}

void baseline_step(baseline_t *state, const uint8_t *input)
{
    uint16_t j;

    for (j = 0; j < HIDDEN; j++) {
        const int32_t current = dot(weights1[j], input, INPUTS) * GUARD1 + bias1[j];

        state->spikes[j] = fires(&state->membrane1[j], current, threshold1[j]);
    }
    for (j = 0; j < CLASSES; j++) {
        const int32_t current = dot(weights2[j], state->spikes, HIDDEN) * GUARD2 + bias2[j];

        state->membrane2[j] = (int16_t)(state->membrane2[j] + current);
        state->scores[j] += state->membrane2[j];
    }
}
