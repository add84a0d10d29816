#ifndef PNG_ROWS_H
#define PNG_ROWS_H

#include <stdbool.h>

#include "byte_source.h"
#include "codec_status.h"

/// Reads the rows of a PNG that is not interlaced and has whole bytes a sample, a few times as fast as libpng. It
/// starts at the first IDAT chunk, whose length and type libpng has read already.
typedef struct png_rows png_rows;

/// `stride` is the number of bytes of a pixel, and `chunk_length` the length of the IDAT chunk. NULL when memory ran
/// out.
png_rows *png_rows_new(byte_source *source, uint32_t chunk_length, size_t bytes_per_row, size_t stride,
                       bool lenient, codec_messages *messages);
void png_rows_free(png_rows *rows);

/// Reads one row. The row above must be unchanged. `codec_broken_off` means that the compressed data end before the
/// row, or that it is damaged. `codec_bad_checksum` means that the checksum of an IDAT chunk is wrong; in lenient
/// decoding that is a warning.
codec_status png_rows_read(png_rows *rows, const uint8_t *previous, uint8_t *row);

/// Reads the image data to their end, once all rows are read: `codec_end`, or `codec_truncated` if the data end before
/// they could be checked. A wrong checksum of the stream means that some pixel may be wrong: it is
/// `codec_bad_checksum`, or a warning in lenient decoding. Other faults there cannot change a pixel and are warnings.
codec_status png_rows_finish(png_rows *rows);

#endif
