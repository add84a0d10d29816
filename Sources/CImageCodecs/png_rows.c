#include "png_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "inflater.h"
#include "png_unfilter.h"
#include "png_messages.h"

struct png_rows {
  byte_source *source;
  codec_messages *messages;
  bool lenient;
  inflater *inflater;
  size_t bytes_per_row;
  size_t stride;

  // The current chunk, and the part of it that has been read but not inflated yet.
  uint32_t chunk_left;
  uint32_t crc;
  const uint8_t *input;
  size_t input_count;
  bool data_ended;    // no further IDAT chunk
  bool stream_ended;  // the zlib stream is complete
  bool has_bad_checksum;

  // Inflated rows, each after the number of its filter.
  uint8_t *inflated;
  size_t next;
  size_t held;
  size_t capacity;
};

// About the size of the nearest cache.
enum { inflated_size = 32 * 1024 };

png_rows *png_rows_new(byte_source *source, uint32_t chunk_length, size_t bytes_per_row, size_t stride,
                       bool lenient, codec_messages *messages) {
  static const uint8_t type[] = {'I', 'D', 'A', 'T'};
  png_rows *rows = calloc(1, sizeof *rows);
  if (rows == NULL) return NULL;
  rows->source = source;
  rows->messages = messages;
  rows->lenient = lenient;
  rows->bytes_per_row = bytes_per_row;
  rows->stride = stride;
  rows->chunk_left = chunk_length;
  rows->crc = crc32_of(0, type, sizeof type);
  const size_t row_size = bytes_per_row + 1, count = inflated_size / row_size;
  rows->capacity = row_size * (count > 1 ? count : 1);
  rows->inflated = malloc(rows->capacity);
  rows->inflater = inflater_new(inflater_zlib);
  if (rows->inflated != NULL && rows->inflater != NULL) return rows;
  png_rows_free(rows);
  return NULL;
}

void png_rows_free(png_rows *rows) {
  if (rows == NULL) return;
  inflater_free(rows->inflater);
  free(rows->inflated);
  free(rows);
}

static codec_status fail(png_rows *rows, codec_status status, const char *message) {
  snprintf(rows->messages->error, CODEC_MESSAGE_SIZE, "%s", message);
  return status;
}

static void warn(png_rows *rows, const char *message) {
  if (rows->messages->warnings++ == 0)
    snprintf(rows->messages->warning, CODEC_MESSAGE_SIZE, "%s", message);
}

static codec_status truncated(png_rows *rows) {
  if (byte_source_error(rows->source) != 0) return codec_unreadable;
  return fail(rows, codec_truncated, "the data end inside the image");
}

static uint32_t number(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// At the end of a chunk: checks it, and begins the next if it is image data too.
static codec_status next_chunk(png_rows *rows) {
  uint8_t bytes[8];
  if (byte_source_read(rows->source, bytes, 4) < 4) return truncated(rows);
  if (number(bytes) != rows->crc) {
    if (!rows->lenient) return fail(rows, codec_bad_checksum, png_bad_chunk_checksum);
    warn(rows, png_bad_chunk_checksum);
  }
  if (byte_source_peek(rows->source, bytes, 8) < 8) return truncated(rows);
  if (memcmp(bytes + 4, "IDAT", 4) != 0) {
    rows->data_ended = true;
    return codec_ok;
  }
  byte_source_read(rows->source, bytes, 8);
  rows->chunk_left = number(bytes);
  rows->crc = crc32_of(0, bytes + 4, 4);
  if (rows->chunk_left > INT32_MAX) return fail(rows, codec_corrupt, "a part of its image data has a length that cannot be");
  return codec_ok;
}

// Makes some input available, unless the data have ended.
static codec_status take_input(png_rows *rows) {
  while (rows->input_count == 0 && !rows->data_ended) {
    if (rows->chunk_left == 0) {
      const codec_status status = next_chunk(rows);
      if (status != codec_ok) return status;
      continue;
    }
    rows->input_count = byte_source_next_part(rows->source, rows->chunk_left, &rows->input);
    if (rows->input_count == 0) return truncated(rows);
    rows->crc = crc32_of(rows->crc, rows->input, rows->input_count);
    rows->chunk_left -= (uint32_t)rows->input_count;
  }
  return codec_ok;
}

static codec_status inflate_some(png_rows *rows, uint8_t **output, size_t *room) {
  switch (inflater_run(rows->inflater, &rows->input, &rows->input_count, output, room)) {
    case inflater_ok: return codec_ok;
    case inflater_end: break;
    case inflater_bad_checksum:
      rows->has_bad_checksum = true;
      break;
    case inflater_corrupt: return fail(rows, codec_broken_off, png_damaged_data);
  }
  rows->stream_ended = true;
  return codec_ok;
}

// Inflates until there is a whole row.
static codec_status fill(png_rows *rows) {
  const size_t row_size = rows->bytes_per_row + 1;
  memmove(rows->inflated, rows->inflated + rows->next, rows->held - rows->next);
  rows->held -= rows->next;
  rows->next = 0;
  codec_status failure = codec_ok;
  while (rows->held < row_size && failure == codec_ok) {
    if (rows->stream_ended) return fail(rows, codec_broken_off, png_too_little_data);
    const bool had_input = rows->input_count > 0;
    if (!had_input) failure = take_input(rows);
    // Even without input, there may be output that did not fit before.
    uint8_t *output = rows->inflated + rows->held;
    size_t room = rows->capacity - rows->held;
    const size_t before = room;
    const codec_status status = inflate_some(rows, &output, &room);
    rows->held = rows->capacity - room;
    if (status != codec_ok) failure = status;
    if (failure == codec_ok && room == before && rows->input_count == 0 && rows->data_ended)
      return fail(rows, codec_broken_off, png_too_little_data);
  }
  return rows->held < row_size ? failure : codec_ok;
}

codec_status png_rows_read(png_rows *rows, const uint8_t *previous, uint8_t *row) {
  if (rows->held - rows->next < rows->bytes_per_row + 1) {
    const codec_status status = fill(rows);
    if (status != codec_ok) return status;
  }
  const uint8_t *filtered = rows->inflated + rows->next;
  rows->next += rows->bytes_per_row + 1;
  if (png_unfilter(filtered[0], filtered + 1, previous, rows->bytes_per_row, rows->stride, row))
    return codec_ok;
  return fail(rows, codec_broken_off, png_no_such_filter);
}

// Turns a fault after the last row into a warning.
static codec_status forgive(png_rows *rows, codec_status status) {
  if (status == codec_unreadable) return status;
  warn(rows, rows->messages->error);
  rows->messages->error[0] = 0;
  return codec_end;
}

// Reads the rest of the zlib stream, which holds no pixels, for its checksum.
static codec_status finish_stream(png_rows *rows, bool *has_extra) {
  uint8_t unused[64];
  while (!rows->stream_ended && !*has_extra) {
    codec_status status = rows->input_count == 0 ? take_input(rows) : codec_ok;
    if (status != codec_ok) return status;
    const bool was_last = rows->input_count == 0;
    uint8_t *output = unused;
    size_t room = sizeof unused;
    status = inflate_some(rows, &output, &room);
    if (status != codec_ok) return status;
    *has_extra = room < sizeof unused;
    if (was_last && !rows->stream_ended && !*has_extra)
      return fail(rows, codec_corrupt, "its compressed data have no end");
  }
  return codec_ok;
}

// Reads the rest of the chunk, for its checksum.
static codec_status finish_chunk(png_rows *rows, bool *has_extra) {
  if (rows->input_count > 0 || rows->chunk_left > 0) *has_extra = true;
  rows->input_count = 0;
  while (rows->chunk_left > 0) {
    const uint8_t *bytes;
    const size_t count = byte_source_next_part(rows->source, rows->chunk_left, &bytes);
    if (count == 0) return truncated(rows);
    rows->crc = crc32_of(rows->crc, bytes, count);
    rows->chunk_left -= (uint32_t)count;
  }
  return rows->data_ended ? codec_ok : next_chunk(rows);
}

codec_status png_rows_finish(png_rows *rows) {
  bool has_extra = rows->held > rows->next;
  // Data that end before they could be checked are as bad as data that end within a row.
  codec_status status = finish_stream(rows, &has_extra);
  if (status == codec_truncated) return status;
  if (rows->has_bad_checksum) {
    if (!rows->lenient) return fail(rows, codec_bad_checksum, png_bad_data_checksum);
    warn(rows, png_bad_data_checksum);
  }
  if (status == codec_ok) status = finish_chunk(rows, &has_extra);
  if (status != codec_ok) return forgive(rows, status);
  if (has_extra) warn(rows, png_too_much_data);
  return codec_end;
}
