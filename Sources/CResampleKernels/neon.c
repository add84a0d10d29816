#if defined(__aarch64__)

#include <arm_neon.h>

#include "resample_kernels.h"

#define BLOCK 16

// The sums of columns, or lanes, 0-3, 4-7, 8-11 and 12-15.
typedef struct {
  int32x4_t v[4];
} sums;
typedef sums block_sums;
typedef sums lane_sums;

static inline sums zero_sums(void) {
  const int32x4_t zero = vdupq_n_s32(0);
  return (sums){{zero, zero, zero, zero}};
}

static inline block_sums zero_block(void) { return zero_sums(); }
static inline lane_sums zero_lanes(void) { return zero_sums(); }

static inline sums add_words(sums s, int16x8_t low, int16x8_t high, int16_t weight) {
  s.v[0] = vmlal_n_s16(s.v[0], vget_low_s16(low), weight);
  s.v[1] = vmlal_n_s16(s.v[1], vget_high_s16(low), weight);
  s.v[2] = vmlal_n_s16(s.v[2], vget_low_s16(high), weight);
  s.v[3] = vmlal_n_s16(s.v[3], vget_high_s16(high), weight);
  return s;
}

static inline int16_t low_weight(int32_t pair) { return (int16_t)(pair & 0xFFFF); }
static inline int16_t high_weight(int32_t pair) { return (int16_t)(pair >> 16); }

static inline int16x8_t wide_low(uint8x16_t bytes) {
  return vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(bytes)));
}

static inline int16x8_t wide_high(uint8x16_t bytes) {
  return vreinterpretq_s16_u16(vmovl_u8(vget_high_u8(bytes)));
}

static inline void pair_block(const uint8_t *a, const uint8_t *b, uint8_t *paired) {
  // A separate variable, because clang's vst2q_u8 is a macro, and a comma in braces would begin another argument.
  const uint8x16x2_t both = {{vld1q_u8(a), vld1q_u8(b)}};
  vst2q_u8(paired, both);
}

static inline block_sums add_block(block_sums s, const uint8_t *paired, int32_t pair) {
  const uint8x16x2_t two = vld2q_u8(paired);
  s = add_words(s, wide_low(two.val[0]), wide_high(two.val[0]), low_weight(pair));
  return add_words(s, wide_low(two.val[1]), wide_high(two.val[1]), high_weight(pair));
}

static inline void add_block_twice(block_sums *s, block_sums *t, const uint8_t *paired,
                                   int32_t pair_s, int32_t pair_t) {
  *s = add_block(*s, paired, pair_s);
  *t = add_block(*t, paired, pair_t);
}

static inline lane_sums add_lanes(lane_sums s, const int16_t *paired, int32_t pair) {
  const int16x8x2_t low = vld2q_s16(paired), high = vld2q_s16(paired + 16);
  s = add_words(s, low.val[0], high.val[0], low_weight(pair));
  return add_words(s, low.val[1], high.val[1], high_weight(pair));
}

static inline void add_lanes_twice(lane_sums *s, lane_sums *t, const uint8_t *paired,
                                   int32_t pair_s, int32_t pair_t) {
  add_block_twice(s, t, paired, pair_s, pair_t);
}

static inline void round_sums(sums s, int shift, int16_t *out) {
  const int32x4_t half = vdupq_n_s32(1 << (shift - 1)), count = vdupq_n_s32(-shift);
  for (int i = 0; i < 4; i++) s.v[i] = vshlq_s32(vaddq_s32(s.v[i], half), count);
  vst1q_s16(out, vcombine_s16(vqmovn_s32(s.v[0]), vqmovn_s32(s.v[1])));
  vst1q_s16(out + 8, vcombine_s16(vqmovn_s32(s.v[2]), vqmovn_s32(s.v[3])));
}

static inline void round_sums_exact(sums coarse, sums fine, uint8_t *out) {
  const int32x4_t half = vdupq_n_s32(1 << (RESAMPLE_EXACT_BITS - 1));
  for (int i = 0; i < 4; i++) {
    const int32x4_t sum = vaddq_s32(vshlq_n_s32(coarse.v[i], RESAMPLE_FINE_BITS), fine.v[i]);
    fine.v[i] = vshrq_n_s32(vaddq_s32(sum, half), RESAMPLE_EXACT_BITS);
  }
  const int16x8_t low = vcombine_s16(vqmovn_s32(fine.v[0]), vqmovn_s32(fine.v[1]));
  const int16x8_t high = vcombine_s16(vqmovn_s32(fine.v[2]), vqmovn_s32(fine.v[3]));
  vst1q_u8(out, vcombine_u8(vqmovun_s16(low), vqmovun_s16(high)));
}

static inline void round_block(block_sums s, int shift, int16_t *out) { round_sums(s, shift, out); }
static inline void round_lanes(lane_sums s, int shift, int16_t *out) { round_sums(s, shift, out); }

static inline void round_block_exact(block_sums coarse, block_sums fine, uint8_t *out) {
  round_sums_exact(coarse, fine, out);
}

static inline void round_lanes_exact(lane_sums coarse, lane_sums fine, uint8_t *out) {
  round_sums_exact(coarse, fine, out);
}

#define KERNELS_FMA
#define KERNELS_NAME "neon"
#define KERNELS_FUNCTION resample_kernels_neon
#include "kernels.inc"

#endif
