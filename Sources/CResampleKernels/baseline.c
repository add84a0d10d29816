// SSE2, which every x86-64 processor has.
#if defined(__x86_64__)

#include <emmintrin.h>

#include "resample_kernels.h"

#define VECTOR __m128i
#define V(operation) _mm_##operation
#define S(operation) _mm_##operation##_si128

static inline __m128i multiply_add(__m128i s, __m128i values, __m128i weights) {
  return _mm_add_epi32(s, _mm_madd_epi16(values, weights));
}

static inline __m128i widen(const uint8_t *bytes, size_t i) {
  return _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)(bytes + 8 * i)), _mm_setzero_si128());
}

static inline void store_block_words(__m128i a, __m128i b, int16_t *out) {
  _mm_storeu_si128((__m128i *)out, a);
  _mm_storeu_si128((__m128i *)(out + 8), b);
}

static inline void store_lane_words(const __m128i *v, int16_t *out) {
  store_block_words(_mm_packs_epi32(v[0], v[1]), _mm_packs_epi32(v[2], v[3]), out);
}

static inline void store_lane_bytes(const __m128i *v, uint8_t *out) {
  _mm_storeu_si128((__m128i *)out,
                   _mm_packus_epi16(_mm_packs_epi32(v[0], v[1]), _mm_packs_epi32(v[2], v[3])));
}

#define KERNELS_NAME "baseline"
#define KERNELS_FUNCTION resample_kernels_sse2
#include "x86.inc"
#include "kernels.inc"

#endif
