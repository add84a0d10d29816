#ifndef JPEG_WRITER_H
#define JPEG_WRITER_H

#include "byte_sink.h"
#include "codec_status.h"

/// Writes an 8-bit image of 1 (gray) or 3 (RGB) channels as a baseline JPEG, at a quality of 1-100, with
/// chroma at half size each way (4:2:0) or in full (4:4:4).
codec_status jpeg_write(byte_sink *sink, const uint8_t *pixels, size_t bytes_per_row, uint32_t width,
                        uint32_t height, int channels, int quality, bool full_chroma,
                        codec_messages *messages);

#endif
