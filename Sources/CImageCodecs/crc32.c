#include "crc32.h"

#if __has_include(<isa-l.h>) && !defined(IMGPREP_ZLIB)

#include <isa-l.h>

uint32_t crc32_of(uint32_t crc, const uint8_t *bytes, size_t count) {
  return crc32_gzip_refl(crc, bytes, count);
}

#else

#include <zlib.h>

uint32_t crc32_of(uint32_t crc, const uint8_t *bytes, size_t count) {
  static const size_t most_at_once = 1 << 30;  // zlib counts in 32 bits
  while (count > 0) {
    const size_t part = count < most_at_once ? count : most_at_once;
    crc = (uint32_t)crc32(crc, bytes, (uInt)part);
    bytes += part;
    count -= part;
  }
  return crc;
}

#endif
