#ifndef CRC32_H
#define CRC32_H

#include <stddef.h>
#include <stdint.h>

/// Continues the CRC-32 of PNG chunks from an earlier value; 0 is the CRC-32 of no bytes.
uint32_t crc32_of(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
