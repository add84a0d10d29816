#ifndef PNG_ROWS_H
#define PNG_ROWS_H

#include <stdbool.h>

#include "byte_source.h"
#include "codec_status.h"

/// Reads the rows of a PNG that is not interlaced and has whole bytes a sample, a few times as fast as libpng:
/// from the first IDAT chunk, whose length and type libpng has read already.
typedef struct png_rows png_rows;

/// `stride` is the number of bytes of a pixel, `chunk_length` what IDAT says of itself. NULL when memory ran out.
png_rows *png_rows_new(byte_source *source, uint32_t chunk_length, size_t bytes_per_row, size_t stride,
                       bool lenient, codec_messages *messages);
void png_rows_free(png_rows *rows);

/// Reads one row. The row above must still be as it was left. `codec_broken_off` says that the compressed data end
/// before it, or that it is damaged; `codec_bad_checksum` that the checksum of an IDAT chunk is wrong, which is a
/// warning in lenient decoding.
codec_status png_rows_read(png_rows *rows, const uint8_t *previous, uint8_t *row);

/// Reads the image data to their end, once all rows are read: `codec_end`, or `codec_truncated` where the data end
/// before they could be checked. A wrong checksum of the stream says that some pixel may be wrong: it is
/// `codec_bad_checksum`, in lenient decoding a warning. What else is wrong there cannot change a pixel and is a warning.
codec_status png_rows_finish(png_rows *rows);

#endif
