#include "png_writer.h"

#include <setjmp.h>
#include <stdio.h>

#include <png.h>

typedef struct {
  jmp_buf jump;
  byte_sink *sink;
  codec_messages *messages;
} png_writer;

static void fail(png_structp png, png_const_charp message) {
  png_writer *writer = png_get_error_ptr(png);
  snprintf(writer->messages->error, CODEC_MESSAGE_SIZE, "%s", message);
  longjmp(writer->jump, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  png_writer *writer = png_get_io_ptr(png);
  if (!byte_sink_write(writer->sink, bytes, count)) png_error(png, "writing failed");
}

static void flush_nothing(png_structp png) { (void)png; }

// Kept apart from the function that calls setjmp, whose local variables a jump would spoil.
static void write_image(png_structp png, png_infop info, const uint8_t *pixels, size_t bytes_per_row,
                        uint32_t width, uint32_t height, int channels, int level) {
  const int type = channels == 1   ? PNG_COLOR_TYPE_GRAY
                   : channels == 3 ? PNG_COLOR_TYPE_RGB
                                   : PNG_COLOR_TYPE_RGB_ALPHA;
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR(png, info, width, height, 8, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, level);
  png_set_filter(png, PNG_FILTER_TYPE_DEFAULT, PNG_FILTER_PAETH);
  png_write_info(png, info);
  for (uint32_t y = 0; y < height; y++) png_write_row(png, pixels + y * bytes_per_row);
  png_write_end(png, NULL);
}

codec_status png_write(byte_sink *sink, const uint8_t *pixels, size_t bytes_per_row, uint32_t width,
                       uint32_t height, int channels, int level, codec_messages *messages) {
  png_writer writer = {.sink = sink, .messages = messages};
  png_structp volatile png = NULL;
  png_infop volatile info = NULL;
  codec_status volatile status = codec_out_of_memory;
  if (setjmp(writer.jump) == 0) {
    png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, fail, ignore_warning);
    if (png != NULL) info = png_create_info_struct(png);
    if (info != NULL) {
      png_set_write_fn(png, &writer, write_bytes, flush_nothing);
      write_image(png, info, pixels, bytes_per_row, width, height, channels, level);
      status = byte_sink_flush(sink) ? codec_ok : codec_unreadable;
    }
  } else {
    status = byte_sink_error(sink) != 0 ? codec_unreadable : codec_out_of_memory;
  }
  png_structp created = png;
  png_infop created_info = info;
  if (created != NULL) png_destroy_write_struct(&created, &created_info);
  return status;
}
