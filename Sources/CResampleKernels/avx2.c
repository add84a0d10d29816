#if defined(__x86_64__)

#include <immintrin.h>
#include <stdint.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

typedef struct {
  __m256i v[2];
} sums;

static inline sums zero_sums(void) {
  return (sums){{_mm256_setzero_si256(), _mm256_setzero_si256()}};
}

// Sums of 8-bit columns lie in order: columns 0-7, then 8-15.
static inline sums add_8(sums s, const uint8_t *a, const uint8_t *b, int32_t pair) {
  const __m256i weights = _mm256_set1_epi32(pair);
  const __m128i va = _mm_loadu_si128((const __m128i *)a), vb = _mm_loadu_si128((const __m128i *)b);
  const __m256i low = _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(va, vb));
  const __m256i high = _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(va, vb));
  s.v[0] = _mm256_add_epi32(s.v[0], _mm256_madd_epi16(low, weights));
  s.v[1] = _mm256_add_epi32(s.v[1], _mm256_madd_epi16(high, weights));
  return s;
}

// Sums of 16-bit columns lie as the unpacking leaves them: 0-3 and 8-11, then 4-7 and 12-15.
static inline sums add_16(sums s, const int16_t *a, const int16_t *b, int32_t pair) {
  const __m256i weights = _mm256_set1_epi32(pair);
  const __m256i va = _mm256_loadu_si256((const __m256i *)a);
  const __m256i vb = _mm256_loadu_si256((const __m256i *)b);
  s.v[0] = _mm256_add_epi32(s.v[0], _mm256_madd_epi16(_mm256_unpacklo_epi16(va, vb), weights));
  s.v[1] = _mm256_add_epi32(s.v[1], _mm256_madd_epi16(_mm256_unpackhi_epi16(va, vb), weights));
  return s;
}

static inline __m256i rounded(sums s, int shift) {
  const __m256i half = _mm256_set1_epi32(1 << (shift - 1));
  const __m128i count = _mm_cvtsi32_si128(shift);
  return _mm256_packs_epi32(_mm256_sra_epi32(_mm256_add_epi32(s.v[0], half), count),
                            _mm256_sra_epi32(_mm256_add_epi32(s.v[1], half), count));
}

static inline void round_16_to_16(sums s, int shift, int16_t *out) {
  _mm256_storeu_si256((__m256i *)out, rounded(s, shift));
}

static inline void round_8_to_16(sums s, int shift, int16_t *out) {
  _mm256_storeu_si256((__m256i *)out,
                      _mm256_permute4x64_epi64(rounded(s, shift), _MM_SHUFFLE(3, 1, 2, 0)));
}

static inline void round_exact(sums coarse, sums fine, uint8_t *out) {
  const __m256i half = _mm256_set1_epi32(1 << 21);
  for (int i = 0; i < 2; i++)
    fine.v[i] = _mm256_srai_epi32(
        _mm256_add_epi32(_mm256_add_epi32(_mm256_slli_epi32(coarse.v[i], 15), fine.v[i]), half), 22);
  const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(fine.v[0], fine.v[1]),
                                                 _MM_SHUFFLE(3, 1, 2, 0));
  _mm_storeu_si128((__m128i *)out, _mm_packus_epi16(_mm256_castsi256_si128(words),
                                                    _mm256_extracti128_si256(words, 1)));
}

#define KERNELS_NAME "avx2"
#define KERNELS_FUNCTION resample_kernels_avx2
#include "kernels.inc"

#pragma clang attribute pop

#endif
