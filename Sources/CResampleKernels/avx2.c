#if defined(__x86_64__)

#include <immintrin.h>

#include "resample_kernels.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#define VECTOR __m256i
#define V(operation) _mm256_##operation
#define S(operation) _mm256_##operation##_si256

static inline __m256i multiply_add(__m256i s, __m256i values, __m256i weights) {
  return _mm256_add_epi32(s, _mm256_madd_epi16(values, weights));
}

static inline __m256i widen(const uint8_t *bytes, size_t i) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)bytes + i));
}

static inline void store_block_words(__m256i a, __m256i b, int16_t *out) {
  _mm256_storeu_si256((__m256i *)out, _mm256_permute2x128_si256(a, b, 0x20));
  _mm256_storeu_si256((__m256i *)(out + 16), _mm256_permute2x128_si256(a, b, 0x31));
}

static inline __m256i packed(const __m256i *v) {
  return _mm256_permute4x64_epi64(_mm256_packs_epi32(v[0], v[1]), _MM_SHUFFLE(3, 1, 2, 0));
}

static inline void store_lane_words(const __m256i *v, int16_t *out) {
  _mm256_storeu_si256((__m256i *)out, packed(v));
}

static inline void store_lane_bytes(const __m256i *v, uint8_t *out) {
  const __m256i words = packed(v);
  _mm_storeu_si128((__m128i *)out, _mm_packus_epi16(_mm256_castsi256_si128(words),
                                                    _mm256_extracti128_si256(words, 1)));
}

#define KERNELS_FMA
#define KERNELS_SHUFFLE
#define KERNELS_NAME "avx2"
#define KERNELS_FUNCTION resample_kernels_avx2
#include "x86.inc"
#include "kernels.inc"

#pragma clang attribute pop

#endif
