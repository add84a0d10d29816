// AVX-512 with VNNI, whose dot products multiply and add at once. Processors with AVX-512 but without VNNI lower their
// clock for wide vectors, and are faster with AVX2.
#if defined(__x86_64__)

#include <immintrin.h>

#include "resample_kernels.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni"))), \
                             apply_to = function)

#define VECTOR __m512i
#define V(operation) _mm512_##operation
#define S(operation) _mm512_##operation##_si512

static inline __m512i multiply_add(__m512i s, __m512i values, __m512i weights) {
  return _mm512_dpwssd_epi32(s, values, weights);
}

static inline __m512i widen(const uint8_t *bytes, size_t i) {
  return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)bytes + i));
}

static inline void store_block_words(__m512i a, __m512i b, int16_t *out) {
  const __m512i first = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0);
  const __m512i second = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
  _mm512_storeu_si512(out, _mm512_permutex2var_epi64(a, first, b));
  _mm512_storeu_si512(out + 32, _mm512_permutex2var_epi64(a, second, b));
}

static inline void store_lane_words(const __m512i *v, int16_t *out) {
  _mm256_storeu_si256((__m256i *)out, _mm512_cvtsepi32_epi16(*v));
}

static inline void store_lane_bytes(const __m512i *v, uint8_t *out) {
  _mm_storeu_si128((__m128i *)out,
                   _mm512_cvtusepi32_epi8(_mm512_max_epi32(*v, _mm512_setzero_si512())));
}

#define KERNELS_FMA
#define CLIP_LANES 32
#define KERNELS_SHUFFLE
#define KERNELS_NAME "avx512"
#define KERNELS_FUNCTION resample_kernels_avx512
#include "x86.inc"
#include "kernels.inc"

#pragma clang attribute pop

#endif
