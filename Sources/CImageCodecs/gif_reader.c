#include "gif_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>

#include "codec_clock.h"
#include "gif_lzw.h"

// Reads record by record. giflib's calls for whole images (DGifSlurp, DGifGetImageDesc) keep every frame in memory, and
// had memory errors. Pixels are decompressed here, because giflib takes twice as long, and refuses pictures that
// continue after their table of strings is full, or that begin with large codes.
struct gif_reader {
  GifFileType *gif;
  byte_source *source;
  codec_messages messages;
  bool data_ended;
  double deadline;           // 0: none
  unsigned reads;
  bool out_of_time;
  GifByteType last_byte;     // the last that giflib has read
  gif_lzw lzw;
  int minimum_code_size;     // of the current frame
  bool in_pixels;
  uint64_t pixels_left;
  const uint8_t *block;      // the rest of the current block of compressed data
  const uint8_t *block_end;
};

// Each read takes a block of at most 255 bytes.
enum { reads_between_looks = 4096 };

static int read_bytes(GifFileType *gif, GifByteType *bytes, int count) {
  gif_reader *reader = gif->UserData;
  // Comments, and blocks after the last pixel, may never end, so all reading is held to the clock.
  if (reader->deadline > 0 && ++reader->reads % reads_between_looks == 0 &&
      codec_seconds_now() > reader->deadline)
    reader->out_of_time = true;
  if (reader->out_of_time) return 0;
  const size_t got = byte_source_read(reader->source, bytes, (size_t)count);
  if (got < (size_t)count) reader->data_ended = true;
  if (got > 0) reader->last_byte = bytes[got - 1];
  return (int)got;
}

static const char *words_for(int error) {
  switch (error) {
    case D_GIF_ERR_WRONG_RECORD: return "something that is no part of a GIF stands between its frames";
    case D_GIF_ERR_NOT_GIF_FILE:
    case D_GIF_ERR_NO_SCRN_DSCR:
    case D_GIF_ERR_NO_IMAG_DSCR:
    case D_GIF_ERR_NO_COLOR_MAP: return "its header is damaged";
    default: return "its data are damaged";
  }
}

static codec_status failure(gif_reader *reader, int error) {
  snprintf(reader->messages.error, CODEC_MESSAGE_SIZE, "%s", words_for(error));
  if (reader->out_of_time) return codec_out_of_time;
  if (byte_source_error(reader->source) != 0) return codec_unreadable;
  if (error == D_GIF_ERR_NOT_ENOUGH_MEM) return codec_out_of_memory;
  if (!reader->data_ended) return codec_corrupt;
  snprintf(reader->messages.error, CODEC_MESSAGE_SIZE, "the data end inside the image");
  return codec_truncated;
}

codec_status gif_reader_open(byte_source *source, gif_reader **result, gif_screen *screen) {
  gif_reader *reader = calloc(1, sizeof *reader);
  *result = reader;
  if (reader == NULL) return codec_out_of_memory;
  reader->source = source;
  int error = 0;
  reader->gif = DGifOpen(reader, read_bytes, &error);
  if (reader->gif == NULL) return failure(reader, error);
  screen->width = (uint32_t)reader->gif->SWidth;
  screen->height = (uint32_t)reader->gif->SHeight;
  return codec_ok;
}

void gif_reader_set_time(gif_reader *reader, double seconds) {
  reader->deadline = codec_seconds_now() + seconds;
}

void gif_reader_free(gif_reader *reader) {
  if (reader == NULL) return;
  int error;
  if (reader->gif != NULL) DGifCloseFile(reader->gif, &error);
  free(reader);
}

const codec_messages *gif_reader_messages(const gif_reader *reader) { return &reader->messages; }

static codec_status read_extension(gif_reader *reader, gif_frame *frame) {
  int code;
  GifByteType *block;
  if (DGifGetExtension(reader->gif, &code, &block) == GIF_ERROR)
    return failure(reader, reader->gif->Error);
  while (block != NULL) {
    GraphicsControlBlock control;
    if (code == GRAPHICS_EXT_FUNC_CODE &&
        DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) {
      frame->disposal = control.DisposalMode;
      frame->transparent = control.TransparentColor;
      frame->delay = control.DelayTime;
    }
    if (DGifGetExtensionNext(reader->gif, &block) == GIF_ERROR)
      return failure(reader, reader->gif->Error);
  }
  return codec_ok;
}

static codec_status read_description(gif_reader *reader, gif_frame *frame) {
  // giflib reads the minimum code size last. Above 8, it reports a failure to read, although codes of up to 12 bits
  // leave room for 11.
  if (DGifGetImageHeader(reader->gif) == GIF_ERROR &&
      (reader->gif->Error != D_GIF_ERR_READ_FAILED || reader->data_ended))
    return failure(reader, reader->gif->Error);
  reader->minimum_code_size = reader->last_byte;
  const GifImageDesc *image = &reader->gif->Image;
  frame->left = (uint32_t)image->Left;
  frame->top = (uint32_t)image->Top;
  frame->width = (uint32_t)image->Width;
  frame->height = (uint32_t)image->Height;
  frame->interlaced = image->Interlace;
  const ColorMapObject *colors =
      image->ColorMap != NULL ? image->ColorMap : reader->gif->SColorMap;
  frame->palette_count = colors == NULL ? 0 : colors->ColorCount;
  for (int i = 0; i < frame->palette_count && i < 256; i++) {
    frame->palette[i][0] = colors->Colors[i].Red;
    frame->palette[i][1] = colors->Colors[i].Green;
    frame->palette[i][2] = colors->Colors[i].Blue;
  }
  return codec_ok;
}

bool gif_reader_data_ended(const gif_reader *reader) {
  return reader->data_ended && byte_source_error(reader->source) == 0;
}

codec_status gif_reader_next_frame(gif_reader *reader, gif_frame *frame) {
  memset(frame, 0, sizeof *frame);
  frame->transparent = NO_TRANSPARENT_COLOR;
  for (;;) {
    GifRecordType record;
    if (DGifGetRecordType(reader->gif, &record) == GIF_ERROR) {
      // Data that end between two records lack only the end mark.
      return gif_reader_data_ended(reader) ? codec_end : failure(reader, reader->gif->Error);
    }
    if (record == TERMINATE_RECORD_TYPE) return codec_end;
    if (record == IMAGE_DESC_RECORD_TYPE) return read_description(reader, frame);
    if (record == EXTENSION_RECORD_TYPE) {
      const codec_status status = read_extension(reader, frame);
      if (status != codec_ok) return status;
    }
  }
}

static codec_status fail(gif_reader *reader, codec_status status, const char *message) {
  snprintf(reader->messages.error, CODEC_MESSAGE_SIZE, "%s", message);
  return status;
}

// A block begins with its size, which giflib has checked against the bytes read.
static void take_block(gif_reader *reader, const GifByteType *block) {
  reader->block = block == NULL ? NULL : block + 1;
  reader->block_end = block == NULL ? NULL : block + 1 + block[0];
}

static codec_status next_block(gif_reader *reader) {
  GifByteType *block = NULL;
  if (DGifGetCodeNext(reader->gif, &block) == GIF_ERROR) return failure(reader, reader->gif->Error);
  take_block(reader, block);
  return codec_ok;
}

static codec_status start_pixels(gif_reader *reader) {
  if (!gif_lzw_start(&reader->lzw, reader->minimum_code_size))
    return fail(reader, codec_corrupt, "its pixels are coded in a way that does not exist");
  const codec_status status = next_block(reader);
  if (status != codec_ok) return status;
  reader->in_pixels = true;
  reader->pixels_left = (uint64_t)reader->gif->Image.Width * (uint64_t)reader->gif->Image.Height;
  return codec_ok;
}

// Skips the data after the last pixel, to the end of the frame.
static codec_status finish_pixels(gif_reader *reader) {
  reader->in_pixels = false;
  while (reader->block != NULL) {
    const codec_status status = next_block(reader);
    // All pixels are there. The next record will show that the data have ended.
    if (status != codec_ok) return status == codec_truncated ? codec_ok : status;
  }
  return codec_ok;
}

codec_status gif_reader_read_row(gif_reader *reader, uint8_t *indices, uint32_t width) {
  static const char *const ends_early = "its data say that it ends before its last pixel";
  if (!reader->in_pixels) {
    const codec_status status = start_pixels(reader);
    if (status != codec_ok) return status;
  }
  uint8_t *next = indices;
  for (;;) {
    switch (gif_lzw_run(&reader->lzw, &reader->block, reader->block_end, &next, indices + width)) {
      case gif_lzw_is_full:
        reader->pixels_left -= width < reader->pixels_left ? width : reader->pixels_left;
        return reader->pixels_left == 0 ? finish_pixels(reader) : codec_ok;
      case gif_lzw_ended: return fail(reader, codec_broken_off, ends_early);
      case gif_lzw_damaged: return fail(reader, codec_broken_off, "its compressed pixels are damaged");
      case gif_lzw_needs_input: break;
    }
    if (reader->block == NULL) return fail(reader, codec_broken_off, ends_early);
    const codec_status status = next_block(reader);
    if (status != codec_ok) return status;
    if (reader->block == NULL) return fail(reader, codec_broken_off, ends_early);
  }
}

codec_status gif_reader_skip_pixels(gif_reader *reader) {
  if (reader->in_pixels) return finish_pixels(reader);
  GifByteType *block;
  do {
    if (DGifGetCodeNext(reader->gif, &block) == GIF_ERROR) return failure(reader, reader->gif->Error);
  } while (block != NULL);
  return codec_ok;
}
