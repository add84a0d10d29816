#ifndef VP8L_HEADER_H
#define VP8L_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec_clock.h"

/// The bytes that libwebp allocates to decode a stream of VP8L: pixels, tables, and the small images of its transforms.
///
/// - Parameters:
///   - bytes: The stream after the size of the picture and the version (RFC 9649, section 3.4).
///   - is_alpha: True for the alpha plane of a lossy picture, which may be decoded to bytes.
///   - most_untouched: Raised to the bytes that libwebp also allocates but never writes, if they are more.
///   - deadline: Ends the reading early. The result is then too small.
uint64_t vp8l_decoding_bytes(const uint8_t *bytes, size_t count, uint32_t width, uint32_t height,
                             bool is_alpha, codec_deadline *deadline, uint64_t *most_untouched);

#endif
