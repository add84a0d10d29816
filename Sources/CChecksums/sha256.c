#include "blocks.h"
#include "checksums.h"
#include <stdatomic.h>
#include <string.h>

typedef void (*blocks_function)(uint32_t state[8], const uint8_t *bytes, size_t blocks);

static atomic_bool plain_only;

void sha256_use_plain(bool plain) { atomic_store(&plain_only, plain); }

static blocks_function fastest(void) {
#if defined(__x86_64__)
  // Swift's clang knows "sha" as the name of a target, but not in __builtin_cpu_supports: leaf 7, bit 29 of EBX.
  static atomic_int known = -1;
  int has = atomic_load(&known);
  if (has < 0) {
    uint32_t a = 0, b = 0, c = 0, d = 0;
    __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(0));
    if (a >= 7) {
      __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(7), "c"(0));
      has = (b >> 29 & 1) && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3");
    } else {
      has = 0;
    }
    atomic_store(&known, has);
  }
  if (has && !atomic_load(&plain_only)) return sha256_blocks_x86;
#endif
  return sha256_blocks_plain;
}

void sha256_begin(sha256 *hash) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(hash->state, start, sizeof start);
  hash->count = 0;
}

void sha256_add(sha256 *hash, const uint8_t *bytes, size_t count) {
  blocks_function blocks = fastest();
  size_t held = hash->count % 64;
  hash->count += count;
  if (held > 0) {
    size_t part = 64 - held < count ? 64 - held : count;
    if (part > 0) memcpy(hash->block + held, bytes, part);
    bytes += part;
    count -= part;
    if (held + part < 64) return;
    blocks(hash->state, hash->block, 1);
  }
  if (count >= 64) {
    blocks(hash->state, bytes, count / 64);
    bytes += count / 64 * 64;
    count %= 64;
  }
  if (count > 0) memcpy(hash->block, bytes, count);
}

void sha256_end(sha256 *hash, uint8_t digest[32]) {
  uint64_t bits = hash->count * 8;
  uint8_t padding[72] = {0x80};
  size_t held = hash->count % 64;
  size_t zeros = held < 56 ? 56 - held : 120 - held;
  for (int i = 0; i < 8; i++) padding[zeros + i] = (uint8_t)(bits >> (56 - 8 * i));
  sha256_add(hash, padding, zeros + 8);
  for (int i = 0; i < 32; i++) digest[i] = (uint8_t)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
}
