#include "png_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "deflater.h"
#include "png_filter.h"

static void put_number(uint8_t *bytes, uint32_t number) {
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

static bool write_chunk(byte_sink *sink, const char *type, const uint8_t *bytes, size_t count) {
  uint8_t start[8], end[4];
  put_number(start, (uint32_t)count);
  memcpy(start + 4, type, 4);
  put_number(end, crc32_of(crc32_of(0, start + 4, 4), bytes, count));
  return byte_sink_write(sink, start, sizeof start) && byte_sink_write(sink, bytes, count) &&
         byte_sink_write(sink, end, sizeof end);
}

static bool write_data(void *sink, const uint8_t *bytes, size_t count) {
  return write_chunk(sink, "IDAT", bytes, count);
}

static bool write_header(byte_sink *sink, uint32_t width, uint32_t height, int channels) {
  static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  uint8_t header[13] = {0};
  put_number(header, width);
  put_number(header + 4, height);
  header[8] = 8;  // bits a sample
  header[9] = channels == 1 ? 0 : channels == 3 ? 2 : 6;  // gray, RGB or RGBA
  return byte_sink_write(sink, signature, sizeof signature) &&
         write_chunk(sink, "IHDR", header, sizeof header);
}

codec_status png_write(byte_sink *sink, const uint8_t *pixels, size_t bytes_per_row, uint32_t width,
                       uint32_t height, int channels, int level) {
  const size_t count = width * (size_t)channels;
  deflater *deflater = deflater_new(level);
  png_filter *filter = png_filter_new(count, (size_t)channels);
  if (deflater == NULL || filter == NULL) {
    deflater_free(deflater);
    png_filter_free(filter);
    return codec_out_of_memory;
  }
  bool works = write_header(sink, width, height, channels);
  for (uint32_t y = 0; y < height && works; y++)
    works = deflater_run(deflater, png_filter_row(filter, pixels + y * bytes_per_row), count + 1,
                         y + 1 == height, write_data, sink);
  works = works && write_chunk(sink, "IEND", NULL, 0) && byte_sink_flush(sink);
  deflater_free(deflater);
  png_filter_free(filter);
  return works ? codec_ok : byte_sink_error(sink) == ENOMEM ? codec_out_of_memory : codec_unreadable;
}
