#include "png_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

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

struct png_writer {
  byte_sink *sink;
  deflater *deflater;
  png_filter *filter;
  size_t row_bytes;
  uint32_t rows_to_come;
};

static codec_status status(png_writer *writer, bool works) {
  if (works) return codec_ok;
  return byte_sink_error(writer->sink) == ENOMEM ? codec_out_of_memory : codec_unreadable;
}

png_writer *png_writer_new(byte_sink *sink, uint32_t width, uint32_t height, int channels, int level) {
  png_writer *writer = calloc(1, sizeof *writer);
  if (writer == NULL) return NULL;
  writer->sink = sink;
  writer->row_bytes = width * (size_t)channels;
  writer->rows_to_come = height;
  writer->deflater = deflater_new(level);
  writer->filter = png_filter_new(writer->row_bytes, (size_t)channels);
  if (writer->deflater != NULL && writer->filter != NULL &&
      write_header(sink, width, height, channels))
    return writer;
  png_writer_free(writer);
  return NULL;
}

codec_status png_writer_add_profile(png_writer *writer, const uint8_t *bytes, size_t count) {
  // A name, and the only compression method.
  static const uint8_t start[] = "ICC profile\0";
  uLongf size = compressBound((uLong)count);
  uint8_t *chunk = malloc(sizeof start + size);
  if (chunk == NULL) return codec_out_of_memory;
  memcpy(chunk, start, sizeof start);
  const bool works = compress(chunk + sizeof start, &size, bytes, (uLong)count) == Z_OK &&
                     write_chunk(writer->sink, "iCCP", chunk, sizeof start + size);
  free(chunk);
  return status(writer, works);
}

codec_status png_writer_add_exif(png_writer *writer, const uint8_t *bytes, size_t count) {
  return status(writer, write_chunk(writer->sink, "eXIf", bytes, count));
}

codec_status png_writer_append(png_writer *writer, const uint8_t *pixels, size_t bytes_per_row,
                               uint32_t rows) {
  bool works = true;
  for (uint32_t y = 0; y < rows && works; y++) {
    writer->rows_to_come--;
    works = deflater_run(writer->deflater, png_filter_row(writer->filter, pixels + y * bytes_per_row),
                         writer->row_bytes + 1, writer->rows_to_come == 0, write_data, writer->sink);
  }
  return status(writer, works);
}

codec_status png_writer_finish(png_writer *writer) {
  return status(writer, write_chunk(writer->sink, "IEND", NULL, 0) && byte_sink_flush(writer->sink));
}

void png_writer_free(png_writer *writer) {
  if (writer == NULL) return;
  deflater_free(writer->deflater);
  png_filter_free(writer->filter);
  free(writer);
}
