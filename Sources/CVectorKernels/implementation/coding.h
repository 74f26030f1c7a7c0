// Rate coding from Philox4x32-10 (Salmon et al., SC 2011), and the conversion of direct inputs.

enum { PHILOX_VECTORS = 2, PHILOX_BLOCKS = PHILOX_VECTORS * LANES64 };

// Ten rounds on PHILOX_BLOCKS counters; each 64-bit lane holds one 32-bit word.
INLINE void philox_rounds(Words64 c[4][PHILOX_VECTORS], uint32_t key0, uint32_t key1) {
  UNROLL for (int round = 0; round < 10; round++) {
    const uint64_t k0 = (uint32_t)(key0 + round * 0x9E3779B9u);
    const uint64_t k1 = (uint32_t)(key1 + round * 0xBB67AE85u);
    UNROLL for (int v = 0; v < PHILOX_VECTORS; v++) {
      const Words64 p0 = (c[0][v] & 0xffffffffu) * 0xD2511F53u;
      const Words64 p1 = (c[2][v] & 0xffffffffu) * 0xCD9E8D57u;
      c[0][v] = (p1 >> 32) ^ c[1][v] ^ k0;
      c[1][v] = p1 & 0xffffffffu;
      c[2][v] = (p0 >> 32) ^ c[3][v] ^ k1;
      c[3][v] = p0 & 0xffffffffu;
    }
  }
}

// One group of up to PHILOX_BLOCKS blocks of 8 inputs through all steps: one byte per block, step.
INLINE void rate_code_group(const uint32_t *blocks, int count, int n, const uint8_t *x,
                            const uint32_t *thresholds, const vk_draw_address *address, int steps,
                            uint8_t *bits, size_t stride) {
  uint64_t number[PHILOX_BLOCKS] = {0}, limit[8][PHILOX_BLOCKS] = {{0}};
  for (int lane = 0; lane < count; lane++) {
    number[lane] = blocks[lane];
    for (int q = 0; q < 8; q++) {
      const int i = 8 * (int)blocks[lane] + q;
      limit[q][lane] = i < n ? thresholds[x[i]] : 0;
    }
  }
  for (int t = 0; t < steps; t++) {
    Words64 c[4][PHILOX_VECTORS];
    UNROLL for (int v = 0; v < PHILOX_VECTORS; v++) {
      c[0][v] = *(const Words64 *)(number + v * LANES64);
      c[1][v] = (Words64){0} + (uint64_t)(uint32_t)(address->first_step + (uint32_t)t);
      c[2][v] = (Words64){0} + (uint64_t)address->sample;
      c[3][v] = (Words64){0} + (uint64_t)address->stream;
    }
    philox_rounds(c, address->key0, address->key1);
    UNROLL for (int v = 0; v < PHILOX_VECTORS; v++) {
      Words64 byte = {0};
      UNROLL for (int w = 0; w < 4; w++) {
        const Words64 low = c[w][v] & 0xffffu, high = c[w][v] >> 16;
        const Words64 low_limit = *(const Words64 *)(limit[2 * w] + v * LANES64);
        const Words64 high_limit = *(const Words64 *)(limit[2 * w + 1] + v * LANES64);
        byte |= (Words64)(low < low_limit) & (uint64_t)(1u << (2 * w));
        byte |= (Words64)(high < high_limit) & (uint64_t)(2u << (2 * w));
      }
      UNROLL for (int lane = 0; lane < LANES64; lane++)
        if (v * LANES64 + lane < count)
          bits[t * stride + blocks[v * LANES64 + lane]] = (uint8_t)byte[lane];
    }
  }
}

static void rate_code(int n, const uint8_t *x, const uint32_t *thresholds,
                      const vk_draw_address *address, int steps, uint8_t *bits, size_t stride,
                      int row_bytes) {
  for (int t = 0; t < steps; t++) memset(bits + t * stride, 0, (size_t)row_bytes);
  uint32_t blocks[PHILOX_BLOCKS];
  int count = 0;
  for (int block = 0; 8 * block < n; block++) {
    // A block of zeros never fires: its draws are not needed.
    uint64_t values = 0;
    memcpy(&values, x + 8 * block, (size_t)(n - 8 * block < 8 ? n - 8 * block : 8));
    if (values == 0) continue;
    blocks[count++] = (uint32_t)block;
    if (count == PHILOX_BLOCKS) {
      rate_code_group(blocks, count, n, x, thresholds, address, steps, bits, stride);
      count = 0;
    }
  }
  if (count) rate_code_group(blocks, count, n, x, thresholds, address, steps, bits, stride);
}

static void scale_bytes(int n, int padded, const uint8_t *x, float scale, float *out) {
  int i = 0;
  for (; i < n; i++) out[i] = scale * (float)x[i];
  for (; i < padded; i++) out[i] = 0;
}
