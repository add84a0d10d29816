#ifndef CRC32_H
#define CRC32_H

#include <stddef.h>
#include <stdint.h>

/// The CRC-32 of PNG chunks: of no bytes it is 0, and it goes on from an earlier one.
uint32_t crc32_of(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
