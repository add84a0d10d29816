#ifndef JPEG_WRITER_H
#define JPEG_WRITER_H

#include "byte_sink.h"
#include "codec_status.h"

/// Writes a baseline JPEG row by row.
typedef struct jpeg_writer jpeg_writer;

/// NULL if memory ran out.
jpeg_writer *jpeg_writer_new(byte_sink *sink);

/// Begins an 8-bit image of 1 (gray) or 3 (RGB) channels, at a quality of 1-100, with chroma at half size each
/// way (4:2:0) or in full (4:4:4).
codec_status jpeg_writer_start(jpeg_writer *writer, uint32_t width, uint32_t height, int channels,
                               int quality, bool full_chroma);

/// Adds a TIFF structure of Exif (at most `JPEG_LARGEST_EXIF` bytes), or an ICC profile, before the first row.
codec_status jpeg_writer_add_exif(jpeg_writer *writer, const uint8_t *bytes, size_t count);
codec_status jpeg_writer_add_profile(jpeg_writer *writer, const uint8_t *bytes, size_t count);

/// The bytes that fit in a segment after its size and signature.
enum { JPEG_LARGEST_EXIF = 65535 - 2 - 6 };

/// Appends rows: `height` in all. After a failure, only `jpeg_writer_free` may be called.
codec_status jpeg_writer_append(jpeg_writer *writer, const uint8_t *pixels, size_t bytes_per_row,
                                uint32_t rows);

codec_status jpeg_writer_finish(jpeg_writer *writer);

/// The encoder's messages about a failure.
codec_messages jpeg_writer_messages(const jpeg_writer *writer);

void jpeg_writer_free(jpeg_writer *writer);

#endif
