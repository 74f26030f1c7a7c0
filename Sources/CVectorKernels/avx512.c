// 64-byte vectors with fused multiply-add.
#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target( \
        "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,bmi,bmi2,popcnt,lzcnt"))), \
    apply_to = function)
#define VK_NAME(name) name##_avx512
#define VK_VECTOR_BYTES 64
#define VK_TILE_ROWS 8
#define VK_TILE_VECTORS 2
#define VK_ROW_VECTORS 16
#define VK_NEURON_VECTORS 4
#define VK_RUN_VECTORS 20
#include "implementation/impl.h"
#pragma clang attribute pop
#endif
