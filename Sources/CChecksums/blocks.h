#ifndef BLOCKS_H
#define BLOCKS_H

#include <stddef.h>
#include <stdint.h>

extern const uint32_t sha256_constants[64];

void sha256_blocks_plain(uint32_t state[8], const uint8_t *bytes, size_t blocks);
#if defined(__x86_64__)
void sha256_blocks_x86(uint32_t state[8], const uint8_t *bytes, size_t blocks);
#endif

#endif
