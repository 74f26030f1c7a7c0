// The kernels of one instruction set. Included once per instruction set, after the including file
// defined VK_NAME(name), VK_VECTOR_BYTES, VK_TILE_ROWS x VK_TILE_VECTORS (the register tile of the
// matrix product) and VK_ROW_VECTORS (accumulators of the event-driven product).
#include "../include/CVectorKernels.h"

#include <string.h>

#include "vectors.h"

#include "gemm.h"

#include "pooling.h"

#include "norm.h"

#include "events.h"

#include "shared_inputs.h"

#include "convolution.h"

#include "channels.h"

#include "runs.h"

#include "convolution_patterns.h"

#include "convolution_gradient.h"

#include "convolution_backward.h"

#include "neurons.h"

#include "rectifiers.h"

#include "integer_neurons.h"

#include "coding.h"

#include "optimizers.h"

const vk_table VK_NAME(vk_table) = {
    .gemm = gemm,
    .accumulate_rows = accumulate_rows,
    .pack_panels = pack_panels,
    .events_from_bits = events_from_bits,
    .places_from_bits = places_from_bits,
    .events_from_values = events_from_values,
    .events_from_membrane = events_from_membrane,
    .spikes_from_membrane = spikes_from_membrane,
    .floats_from_bits = floats_from_bits,
    .transpose_events = transpose_events,
    .shared_patterns = shared_patterns,
    .shared_currents = shared_currents,
    .shared_gradient = shared_gradient,
    .convolve_events = convolve_events,
    .channels_from_places = channels_from_places,
    .channels_from_membrane = channels_from_membrane,
    .channels_from_bits = channels_from_bits,
    .pattern_table = pattern_table,
    .convolve_patterns = convolve_patterns,
    .convolve_gradient = convolve_gradient,
    .convolve_gradient_strided = convolve_gradient_strided,
    .convolve_backward = convolve_backward,
    .convolve_backward_winners = convolve_backward_winners,
    .max_pool = max_pool,
    .max_unpool = max_unpool,
    .unpool_spikes = unpool_spikes,
    .norm_statistics = norm_statistics,
    .norm_apply = norm_apply,
    .norm_products = norm_products,
    .norm_backward = norm_backward,
    .scale_rows = scale_rows,
    .lif_forward = lif_forward,
    .lif_backward = lif_backward,
    .membrane_excess = membrane_excess,
    .integrator_forward = integrator_forward,
    .integrator_backward = integrator_backward,
    .relu_forward = relu_forward,
    .relu_backward = relu_backward,
    .activations_from_membrane = activations_from_membrane,
    .lif_forward_integer = lif_forward_integer,
    .integrator_forward_integer = integrator_forward_integer,
    .bring = bring,
    .rate_code = rate_code,
    .scale_bytes = scale_bytes,
    .column_sums = column_sums,
    .peak = peak,
    .adam = adam,
    .sgd = sgd,
    .average = average,
};
