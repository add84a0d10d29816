#if defined(__aarch64__)

#include <arm_neon.h>
#include <stdint.h>

typedef struct {
  int32x4_t v[4];  // columns 0-3, 4-7, 8-11, 12-15
} sums;

static inline sums zero_sums(void) {
  const int32x4_t zero = vdupq_n_s32(0);
  return (sums){{zero, zero, zero, zero}};
}

static inline sums add_words(sums s, int16x8_t low, int16x8_t high, int16_t weight) {
  s.v[0] = vmlal_n_s16(s.v[0], vget_low_s16(low), weight);
  s.v[1] = vmlal_n_s16(s.v[1], vget_high_s16(low), weight);
  s.v[2] = vmlal_n_s16(s.v[2], vget_low_s16(high), weight);
  s.v[3] = vmlal_n_s16(s.v[3], vget_high_s16(high), weight);
  return s;
}

static inline int16_t low_weight(int32_t pair) { return (int16_t)(pair & 0xFFFF); }
static inline int16_t high_weight(int32_t pair) { return (int16_t)(pair >> 16); }

static inline sums add_bytes(sums s, const uint8_t *from, int16_t weight) {
  const uint8x16_t bytes = vld1q_u8(from);
  return add_words(s, vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(bytes))),
                   vreinterpretq_s16_u16(vmovl_u8(vget_high_u8(bytes))), weight);
}

static inline sums add_8(sums s, const uint8_t *a, const uint8_t *b, int32_t pair) {
  return add_bytes(add_bytes(s, a, low_weight(pair)), b, high_weight(pair));
}

static inline sums add_16(sums s, const int16_t *a, const int16_t *b, int32_t pair) {
  s = add_words(s, vld1q_s16(a), vld1q_s16(a + 8), low_weight(pair));
  return add_words(s, vld1q_s16(b), vld1q_s16(b + 8), high_weight(pair));
}

static inline void round_16_to_16(sums s, int shift, int16_t *out) {
  const int32x4_t half = vdupq_n_s32(1 << (shift - 1)), count = vdupq_n_s32(-shift);
  for (int i = 0; i < 4; i++) s.v[i] = vshlq_s32(vaddq_s32(s.v[i], half), count);
  vst1q_s16(out, vcombine_s16(vqmovn_s32(s.v[0]), vqmovn_s32(s.v[1])));
  vst1q_s16(out + 8, vcombine_s16(vqmovn_s32(s.v[2]), vqmovn_s32(s.v[3])));
}

static inline void round_8_to_16(sums s, int shift, int16_t *out) { round_16_to_16(s, shift, out); }

static inline void round_exact(sums coarse, sums fine, uint8_t *out) {
  const int32x4_t half = vdupq_n_s32(1 << 21);
  for (int i = 0; i < 4; i++)
    fine.v[i] = vshrq_n_s32(vaddq_s32(vaddq_s32(vshlq_n_s32(coarse.v[i], 15), fine.v[i]), half), 22);
  const int16x8_t low = vcombine_s16(vqmovn_s32(fine.v[0]), vqmovn_s32(fine.v[1]));
  const int16x8_t high = vcombine_s16(vqmovn_s32(fine.v[2]), vqmovn_s32(fine.v[3]));
  vst1q_u8(out, vcombine_u8(vqmovun_s16(low), vqmovun_s16(high)));
}

#define KERNELS_NAME "neon"
#define KERNELS_FUNCTION resample_kernels_neon
#include "kernels.inc"

#endif
