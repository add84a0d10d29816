// What libFuzzer calls: the target that FUZZ_TARGET names. Of some inputs one allocation fails, in our C, in Swift's
// pixel storage or in a codec: all of them are linked with --wrap, and statically.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "huffman.h"

void fuzz_one(const char *target, const uint8_t *bytes, size_t count);

// Allocations until one fails; negative: none does. A thread may count too: then which one fails is a matter of chance.
static _Atomic int allocations_left = -1;

static bool fails(void) { return allocations_left >= 0 && allocations_left-- == 0; }

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size) { return fails() ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return fails() ? NULL : __real_calloc(count, size); }
void *__wrap_realloc(void *memory, size_t size) { return fails() ? NULL : __real_realloc(memory, size); }

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  const char *target = getenv("FUZZ_TARGET");
  if (target != NULL && strcmp(target, "huffman") == 0) {
    fuzz_huffman(bytes, count);
    return 0;
  }
  // FNV-1a: the same input always meets the same failure.
  uint32_t hash = 2166136261;
  for (size_t i = 0; i < count; i++) hash = (hash ^ bytes[i]) * 16777619;
  allocations_left = hash % 4 == 0 ? (int)(hash / 4 % 256) : -1;
  fuzz_one(target == NULL ? "pipeline" : target, bytes, count);
  allocations_left = -1;
  return 0;
}
