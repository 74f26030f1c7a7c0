// Vector types of VK_VECTOR_BYTES and the few operations on them.
enum { LANES = VK_VECTOR_BYTES / 4, LANES64 = VK_VECTOR_BYTES / 8 };

typedef float Vector __attribute__((vector_size(VK_VECTOR_BYTES), aligned(4), may_alias));
typedef int32_t Integers __attribute__((vector_size(VK_VECTOR_BYTES), aligned(4), may_alias));
typedef uint64_t Words64 __attribute__((vector_size(VK_VECTOR_BYTES), aligned(8), may_alias));
typedef uint8_t Bytes __attribute__((vector_size(LANES), aligned(1), may_alias));
typedef _Bool Places __attribute__((ext_vector_type(16)));
typedef _Bool Lanes __attribute__((ext_vector_type(LANES)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

INLINE Vector load(const float *p) { return *(const Vector *)p; }
INLINE void store(float *p, Vector v) { *(Vector *)p = v; }
INLINE Vector splat(float x) { return (Vector){0} + x; }

INLINE Integers load_integers(const int32_t *p) { return *(const Integers *)p; }
INLINE void store_integers(int32_t *p, Integers x) { *(Integers *)p = x; }
INLINE Integers splat_integer(int32_t x) { return (Integers){0} + x; }
INLINE Integers to_integers(Vector x) { return __builtin_convertvector(x, Integers); }
INLINE Vector to_floats(Integers x) { return __builtin_convertvector(x, Vector); }
INLINE Integers choose_integers(Integers mask, Integers a, Integers b) {
  return (mask & a) | (~mask & b);
}

// 1.0 where the mask is set, 0.0 elsewhere.
INLINE Vector ones(Integers mask) { return (Vector)(mask & (Integers)splat(1.0f)); }
INLINE Vector magnitude(Vector x) { return (Vector)((Integers)x & 0x7fffffff); }
// a where the mask is set, b elsewhere.
INLINE Vector choose(Integers mask, Vector a, Vector b) {
  return (Vector)((mask & (Integers)a) | (~mask & (Integers)b));
}

// Bit i of the result: lane i of the mask.
INLINE uint32_t lane_bits(Integers mask) {
  Lanes lanes = __builtin_convertvector(mask, Lanes);
  uint32_t bits = 0;
  memcpy(&bits, &lanes, (LANES + 7) / 8);
  return bits & (uint32_t)((1ull << LANES) - 1);
}
