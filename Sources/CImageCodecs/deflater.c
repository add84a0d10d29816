#include "deflater.h"

#include <stdlib.h>

#include <zlib.h>

#if __has_include(<isa-l.h>) && !defined(IMGPREP_ZLIB)
#include <isa-l.h>
#define HAS_ISAL
#endif

// The size of the chunks of image data.
enum { piece_size = 64 * 1024 };

struct deflater {
  z_stream *slow;
#ifdef HAS_ISAL
  struct isal_zstream fast;
  uint8_t workspace[ISAL_DEF_LVL3_DEFAULT];
#endif
  uint8_t piece[piece_size];
  size_t filled;
  bool failed;
};

static bool start_slow(deflater *deflater, int level) {
  deflater->slow = calloc(1, sizeof *deflater->slow);
  return deflater->slow != NULL && deflateInit(deflater->slow, level) == Z_OK;
}

static bool start(deflater *deflater, int level) {
#ifdef HAS_ISAL
  if (level == 1) {
    isal_deflate_init(&deflater->fast);
    // ISA-L's levels differ little in speed. Level 3 makes the smallest files.
    deflater->fast.level = 3;
    deflater->fast.level_buf = deflater->workspace;
    deflater->fast.level_buf_size = sizeof deflater->workspace;
    deflater->fast.gzip_flag = IGZIP_ZLIB;
    return true;
  }
#endif
  return start_slow(deflater, level);
}

deflater *deflater_new(int level) {
  deflater *deflater = calloc(1, sizeof *deflater);
  if (deflater == NULL || start(deflater, level)) return deflater;
  deflater_free(deflater);
  return NULL;
}

void deflater_free(deflater *deflater) {
  if (deflater == NULL) return;
  if (deflater->slow != NULL) deflateEnd(deflater->slow);
  free(deflater->slow);
  free(deflater);
}

// Fills the piece as far as the input reaches. Returns how many bytes of input it took.
static size_t fill_piece(deflater *deflater, const uint8_t *bytes, size_t all, bool is_all_last) {
  // The libraries count in 32 bits.
  const size_t most = 1 << 30, count = all < most ? all : most;
  const bool is_last = is_all_last && count == all;
#ifdef HAS_ISAL
  if (deflater->slow == NULL) {
    struct isal_zstream *stream = &deflater->fast;
    stream->next_in = (uint8_t *)bytes;
    stream->avail_in = (uint32_t)count;
    stream->end_of_stream = is_last;
    stream->next_out = deflater->piece + deflater->filled;
    stream->avail_out = (uint32_t)(piece_size - deflater->filled);
    deflater->failed = isal_deflate(stream) != COMP_OK;
    deflater->filled = piece_size - stream->avail_out;
    return count - stream->avail_in;
  }
#endif
  z_stream *stream = deflater->slow;
  stream->next_in = (Bytef *)bytes;
  stream->avail_in = (uInt)count;
  stream->next_out = deflater->piece + deflater->filled;
  stream->avail_out = (uInt)(piece_size - deflater->filled);
  const int result = deflate(stream, is_last ? Z_FINISH : Z_NO_FLUSH);
  deflater->failed = result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR;
  deflater->filled = piece_size - stream->avail_out;
  return count - stream->avail_in;
}

bool deflater_run(deflater *deflater, const uint8_t *bytes, size_t count, bool is_last,
                  bool (*write)(void *context, const uint8_t *bytes, size_t count), void *context) {
  for (;;) {
    const size_t used = fill_piece(deflater, bytes, count, is_last);
    if (deflater->failed) return false;
    bytes += used;
    count -= used;
    const bool is_full = deflater->filled == piece_size;
    if (!is_full && count > 0) continue;
    if (!is_full && !is_last) return true;
    if (deflater->filled > 0 && !write(context, deflater->piece, deflater->filled)) return false;
    deflater->filled = 0;
    if (!is_full) return true;
  }
}
