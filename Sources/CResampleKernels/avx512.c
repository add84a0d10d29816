#if defined(__x86_64__)

#include <immintrin.h>
#include <stdint.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq"))), \
                             apply_to = function)

typedef __m512i sums;

static inline sums zero_sums(void) { return _mm512_setzero_si512(); }

// Sums of 8-bit columns lie in order.
static inline sums add_8(sums s, const uint8_t *a, const uint8_t *b, int32_t pair) {
  const __m128i va = _mm_loadu_si128((const __m128i *)a), vb = _mm_loadu_si128((const __m128i *)b);
  const __m256i both = _mm256_set_m128i(_mm_unpackhi_epi8(va, vb), _mm_unpacklo_epi8(va, vb));
  return _mm512_add_epi32(s, _mm512_madd_epi16(_mm512_cvtepu8_epi16(both), _mm512_set1_epi32(pair)));
}

// Sums of 16-bit columns lie as the unpacking leaves them: 0-3, 8-11, 4-7, 12-15.
static inline sums add_16(sums s, const int16_t *a, const int16_t *b, int32_t pair) {
  const __m256i va = _mm256_loadu_si256((const __m256i *)a);
  const __m256i vb = _mm256_loadu_si256((const __m256i *)b);
  const __m512i both = _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_unpacklo_epi16(va, vb)),
                                          _mm256_unpackhi_epi16(va, vb), 1);
  return _mm512_add_epi32(s, _mm512_madd_epi16(both, _mm512_set1_epi32(pair)));
}

static inline __m512i rounded(sums s, int shift) {
  return _mm512_sra_epi32(_mm512_add_epi32(s, _mm512_set1_epi32(1 << (shift - 1))),
                          _mm_cvtsi32_si128(shift));
}

static inline void round_16_to_16(sums s, int shift, int16_t *out) {
  const __m512i r = rounded(s, shift);
  _mm256_storeu_si256((__m256i *)out, _mm256_packs_epi32(_mm512_castsi512_si256(r),
                                                         _mm512_extracti64x4_epi64(r, 1)));
}

static inline void round_8_to_16(sums s, int shift, int16_t *out) {
  _mm256_storeu_si256((__m256i *)out, _mm512_cvtsepi32_epi16(rounded(s, shift)));
}

static inline void round_exact(sums coarse, sums fine, uint8_t *out) {
  const __m512i sum = _mm512_add_epi32(_mm512_slli_epi32(coarse, 15), fine);
  const __m512i value = _mm512_srai_epi32(_mm512_add_epi32(sum, _mm512_set1_epi32(1 << 21)), 22);
  _mm_storeu_si128((__m128i *)out,
                   _mm512_cvtusepi32_epi8(_mm512_max_epi32(value, _mm512_setzero_si512())));
}

#define KERNELS_NAME "avx512"
#define KERNELS_FUNCTION resample_kernels_avx512
#include "kernels.inc"

#pragma clang attribute pop

#endif
