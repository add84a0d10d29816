#ifndef FLOOR_H
#define FLOOR_H

#include <stddef.h>
#include <stdint.h>

/// Decodes a JPEG to its raw color planes at an eighth of its size, into a buffer that is written over and over:
/// entropy decoding and hardly more. Returns the rows decoded, 0 on failure.
size_t floor_decode_jpeg(const uint8_t *bytes, size_t count);

#endif
