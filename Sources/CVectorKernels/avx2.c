// 32-byte vectors with fused multiply-add.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2,popcnt,lzcnt"))), \
                             apply_to = function)
#define VK_NAME(name) name##_avx2
#define VK_VECTOR_BYTES 32
#define VK_TILE_ROWS 6
#define VK_TILE_VECTORS 2
#define VK_ROW_VECTORS 8
#define VK_NEURON_VECTORS 2
#define VK_RUN_VECTORS 12
#include "implementation/impl.h"
#pragma clang attribute pop
#endif
