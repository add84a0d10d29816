#include "inflater.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// The libraries count in 32 bits.
static const size_t most_at_once = 1 << 30;

// Uses zlib if built with -DIMGPREP_ZLIB or without ISA-L.
#if __has_include(<isa-l.h>) && !defined(IMGPREP_ZLIB)

#include <isa-l.h>

struct inflater {
  struct inflate_state state;
};

inflater *inflater_new(inflater_wrapper wrapper) {
  inflater *inflater = calloc(1, sizeof *inflater);
  if (inflater == NULL) return NULL;
  isal_inflate_init(&inflater->state);
  inflater->state.crc_flag = wrapper == inflater_gzip ? ISAL_GZIP : ISAL_ZLIB;
  return inflater;
}

void inflater_free(inflater *inflater) { free(inflater); }

inflater_status inflater_run(inflater *inflater, const uint8_t **input, size_t *input_count,
                             uint8_t **output, size_t *output_count) {
  struct inflate_state *state = &inflater->state;
  const size_t given = smaller(*input_count, most_at_once), room = smaller(*output_count, most_at_once);
  state->next_in = (uint8_t *)*input;
  state->avail_in = (uint32_t)given;
  state->next_out = *output;
  state->avail_out = (uint32_t)room;
  const int result = isal_inflate(state);
  const bool is_bad_checksum = result == ISAL_INCORRECT_CHECKSUM;
  // After an error, ISA-L's counts may be too small by a margin, even negative, so they are not used.
  if ((result < 0 && !is_bad_checksum) || result == ISAL_NEED_DICT) return inflater_corrupt;
  if (state->avail_out > room) return inflater_corrupt;
  // At the end of the stream ISA-L gives back bytes that it has read ahead, perhaps in an earlier call.
  const size_t left = smaller(state->avail_in, given);
  *input += given - left;
  *input_count -= given - left;
  *output += room - state->avail_out;
  *output_count -= room - state->avail_out;
  if (is_bad_checksum) return inflater_bad_checksum;
  return state->block_state == ISAL_BLOCK_FINISH ? inflater_end : inflater_ok;
}

#else

#include <zlib.h>

struct inflater {
  z_stream stream;
};

inflater *inflater_new(inflater_wrapper wrapper) {
  inflater *inflater = calloc(1, sizeof *inflater);
  if (inflater == NULL) return NULL;
  // The largest window; 16 more stand for gzip.
  const int window = wrapper == inflater_gzip ? MAX_WBITS + 16 : MAX_WBITS;
  if (inflateInit2(&inflater->stream, window) == Z_OK) return inflater;
  free(inflater);
  return NULL;
}

void inflater_free(inflater *inflater) {
  if (inflater == NULL) return;
  inflateEnd(&inflater->stream);
  free(inflater);
}

inflater_status inflater_run(inflater *inflater, const uint8_t **input, size_t *input_count,
                             uint8_t **output, size_t *output_count) {
  z_stream *stream = &inflater->stream;
  const size_t given = smaller(*input_count, most_at_once), room = smaller(*output_count, most_at_once);
  stream->next_in = (Bytef *)*input;
  stream->avail_in = (uInt)given;
  stream->next_out = *output;
  stream->avail_out = (uInt)room;
  const int result = inflate(stream, Z_NO_FLUSH);
  *input = stream->next_in;
  *input_count -= given - stream->avail_in;
  *output = stream->next_out;
  *output_count -= room - stream->avail_out;
  if (result == Z_STREAM_END) return inflater_end;
  if (result == Z_OK || result == Z_BUF_ERROR) return inflater_ok;
  // zlib says Z_DATA_ERROR for all damage. Only its sentence tells a wrong checksum from the rest.
  const char *message = stream->msg;
  if (message == NULL) return inflater_corrupt;
  const bool is_checksum = strcmp(message, "incorrect data check") == 0 || strcmp(message, "incorrect length check") == 0;
  return is_checksum ? inflater_bad_checksum : inflater_corrupt;
}

#endif
