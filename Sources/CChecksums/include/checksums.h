#ifndef CHECKSUMS_H
#define CHECKSUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
typedef struct {
  uint32_t state[8];
  uint64_t count;
  uint8_t block[64];
} sha256;

void sha256_begin(sha256 *hash);
void sha256_add(sha256 *hash, const uint8_t *bytes, size_t count);
void sha256_end(sha256 *hash, uint8_t digest[32]);

/// Chooses the plain code even where the processor has instructions for SHA-256. For tests.
void sha256_use_plain(bool plain);

#endif
