#ifndef PNG_WRITER_H
#define PNG_WRITER_H

#include "byte_sink.h"
#include "codec_status.h"

/// Writes an 8-bit image of 1 (gray), 3 (RGB) or 4 (RGBA) channels as a PNG at a zlib level (0-9).
codec_status png_write(byte_sink *sink, const uint8_t *pixels, size_t bytes_per_row, uint32_t width,
                       uint32_t height, int channels, int level);

#endif
