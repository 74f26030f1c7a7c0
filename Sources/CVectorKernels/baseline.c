// 16-byte vectors, no fused multiply-add: the same bits on every processor (SSE2, NEON).
#pragma clang fp contract(off)
#define VK_NAME(name) name##_baseline
#define VK_VECTOR_BYTES 16
#define VK_TILE_ROWS 2
#define VK_TILE_VECTORS 4
#define VK_ROW_VECTORS 8
#define VK_NEURON_VECTORS 2
#define VK_RUN_VECTORS 12
#include "implementation/impl.h"
