#ifndef PNG_WRITER_H
#define PNG_WRITER_H

#include "byte_sink.h"
#include "codec_status.h"

/// Writes a PNG row by row.
typedef struct png_writer png_writer;

/// Begins an 8-bit image of 1 (gray), 3 (RGB) or 4 (RGBA) channels at a zlib level (0-9). NULL if memory ran out or the
/// first bytes cannot be written.
png_writer *png_writer_new(byte_sink *sink, uint32_t width, uint32_t height, int channels, int level);

/// Adds an ICC profile, or a TIFF structure of Exif, before the first row.
codec_status png_writer_add_profile(png_writer *writer, const uint8_t *bytes, size_t count);
codec_status png_writer_add_exif(png_writer *writer, const uint8_t *bytes, size_t count);

/// Appends rows: `height` in all.
codec_status png_writer_append(png_writer *writer, const uint8_t *pixels, size_t bytes_per_row,
                               uint32_t rows);

codec_status png_writer_finish(png_writer *writer);

void png_writer_free(png_writer *writer);

#endif
