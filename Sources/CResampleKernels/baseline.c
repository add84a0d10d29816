// What every x86-64 processor has: SSE2.
#if defined(__x86_64__)

#include <emmintrin.h>
#include <stdint.h>

typedef struct {
  __m128i v[4];  // columns 0-3, 4-7, 8-11, 12-15
} sums;

static inline sums zero_sums(void) {
  const __m128i zero = _mm_setzero_si128();
  return (sums){{zero, zero, zero, zero}};
}

static inline __m128i load(const void *from) { return _mm_loadu_si128((const __m128i *)from); }

static inline sums add_8(sums s, const uint8_t *a, const uint8_t *b, int32_t pair) {
  const __m128i zero = _mm_setzero_si128(), weights = _mm_set1_epi32(pair);
  const __m128i va = load(a), vb = load(b);
  const __m128i low = _mm_unpacklo_epi8(va, vb), high = _mm_unpackhi_epi8(va, vb);
  s.v[0] = _mm_add_epi32(s.v[0], _mm_madd_epi16(_mm_unpacklo_epi8(low, zero), weights));
  s.v[1] = _mm_add_epi32(s.v[1], _mm_madd_epi16(_mm_unpackhi_epi8(low, zero), weights));
  s.v[2] = _mm_add_epi32(s.v[2], _mm_madd_epi16(_mm_unpacklo_epi8(high, zero), weights));
  s.v[3] = _mm_add_epi32(s.v[3], _mm_madd_epi16(_mm_unpackhi_epi8(high, zero), weights));
  return s;
}

static inline sums add_16(sums s, const int16_t *a, const int16_t *b, int32_t pair) {
  const __m128i weights = _mm_set1_epi32(pair);
  for (int half = 0; half < 2; half++) {
    const __m128i va = load(a + 8 * half), vb = load(b + 8 * half);
    s.v[2 * half] = _mm_add_epi32(s.v[2 * half], _mm_madd_epi16(_mm_unpacklo_epi16(va, vb), weights));
    s.v[2 * half + 1] =
        _mm_add_epi32(s.v[2 * half + 1], _mm_madd_epi16(_mm_unpackhi_epi16(va, vb), weights));
  }
  return s;
}

static inline void round_16_to_16(sums s, int shift, int16_t *out) {
  const __m128i half = _mm_set1_epi32(1 << (shift - 1)), count = _mm_cvtsi32_si128(shift);
  for (int i = 0; i < 4; i++) s.v[i] = _mm_sra_epi32(_mm_add_epi32(s.v[i], half), count);
  _mm_storeu_si128((__m128i *)out, _mm_packs_epi32(s.v[0], s.v[1]));
  _mm_storeu_si128((__m128i *)(out + 8), _mm_packs_epi32(s.v[2], s.v[3]));
}

static inline void round_8_to_16(sums s, int shift, int16_t *out) { round_16_to_16(s, shift, out); }

static inline void round_exact(sums coarse, sums fine, uint8_t *out) {
  const __m128i half = _mm_set1_epi32(1 << 21);
  for (int i = 0; i < 4; i++)
    fine.v[i] = _mm_srai_epi32(
        _mm_add_epi32(_mm_add_epi32(_mm_slli_epi32(coarse.v[i], 15), fine.v[i]), half), 22);
  _mm_storeu_si128((__m128i *)out, _mm_packus_epi16(_mm_packs_epi32(fine.v[0], fine.v[1]),
                                                    _mm_packs_epi32(fine.v[2], fine.v[3])));
}

#define KERNELS_NAME "baseline"
#define KERNELS_FUNCTION resample_kernels_sse2
#include "kernels.inc"

#endif
