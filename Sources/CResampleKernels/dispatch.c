#include <string.h>

#include "resample_kernels.h"

#if defined(__x86_64__)

const resample_kernels *resample_kernels_sse2(void);
const resample_kernels *resample_kernels_avx2(void);
const resample_kernels *resample_kernels_avx512(void);

const resample_kernels *resample_kernels_named(const char *name) {
  __builtin_cpu_init();
  if (strcmp(name, "baseline") == 0) return resample_kernels_sse2();
  if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("f16c"))
    return resample_kernels_avx2();
  if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni"))
    return resample_kernels_avx512();
  return NULL;
}

const resample_kernels *resample_kernels_best(void) {
  const resample_kernels *kernels = resample_kernels_named("avx512");
  if (kernels == NULL) kernels = resample_kernels_named("avx2");
  return kernels != NULL ? kernels : resample_kernels_sse2();
}

#elif defined(__aarch64__)

const resample_kernels *resample_kernels_neon(void);

// Every 64-bit ARM processor has NEON, so it is the baseline there.
const resample_kernels *resample_kernels_named(const char *name) {
  return strcmp(name, "neon") == 0 || strcmp(name, "baseline") == 0 ? resample_kernels_neon() : NULL;
}

const resample_kernels *resample_kernels_best(void) { return resample_kernels_neon(); }

#else

const resample_kernels *resample_kernels_named(const char *name) {
  return strcmp(name, "baseline") == 0 ? resample_kernels_scalar() : NULL;
}

const resample_kernels *resample_kernels_best(void) { return resample_kernels_scalar(); }

#endif
