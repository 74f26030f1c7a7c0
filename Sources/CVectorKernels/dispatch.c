// The choice of the instruction set.
#include "CVectorKernels.h"

extern const vk_table vk_table_baseline;

#if defined(__x86_64__)
extern const vk_table vk_table_avx2, vk_table_avx512;

const vk_table *vk_kernels(int instruction_set) {
  __builtin_cpu_init();
  const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                   __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  switch (instruction_set) {
    case VK_BASELINE: return &vk_table_baseline;
    case VK_AVX2: return avx2 ? &vk_table_avx2 : NULL;
    case VK_AVX512: return avx2 && avx512 ? &vk_table_avx512 : NULL;
    default: return NULL;
  }
}
#else
const vk_table *vk_kernels(int instruction_set) {
  return instruction_set == VK_BASELINE ? &vk_table_baseline : NULL;
}
#endif
