#ifndef GIF_READER_H
#define GIF_READER_H

#include "byte_source.h"
#include "codec_status.h"

typedef struct gif_reader gif_reader;

typedef struct {
  uint32_t width, height;
} gif_screen;

typedef struct {
  uint32_t left, top, width, height;
  bool interlaced;
  int disposal;     // 0 unspecified, 1 keep, 2 to background, 3 to previous
  int transparent;  // a palette index, or -1
  int delay;        // hundredths of a second
  int palette_count;
  uint8_t palette[256][3];
} gif_frame;

codec_status gif_reader_open(byte_source *source, gif_reader **reader, gif_screen *screen);
/// Reading ends with `codec_out_of_time` `seconds` from now.
void gif_reader_set_time(gif_reader *reader, double seconds);

void gif_reader_free(gif_reader *reader);
const codec_messages *gif_reader_messages(const gif_reader *reader);

/// Reads up to the next frame's pixels; `codec_end` after the last frame.
codec_status gif_reader_next_frame(gif_reader *reader, gif_frame *frame);

/// True if the data have ended without an end mark.
bool gif_reader_data_ended(const gif_reader *reader);

/// Decodes the next stored row of the current frame to palette indices. After `codec_broken_off`, the rest of the frame
/// can be skipped.
codec_status gif_reader_read_row(gif_reader *reader, uint8_t *indices, uint32_t width);

/// Skips the current frame's pixels, or the rest of them, without decoding them.
codec_status gif_reader_skip_pixels(gif_reader *reader);

#endif
