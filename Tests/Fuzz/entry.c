// What libFuzzer calls: the target that FUZZ_TARGET names.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

void fuzz_one(const char *target, const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  const char *target = getenv("FUZZ_TARGET");
  fuzz_one(target == NULL ? "pipeline" : target, bytes, count);
  return 0;
}
