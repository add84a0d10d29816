#include "webp_memory.h"

#include <stdbool.h>
#include <string.h>

#include "vp8l_header.h"

// Bytes of the entries of libwebp's demuxer, including malloc's overhead.
enum { chunk_entry = 48, frame_entry = 112 };

typedef struct {
  const uint8_t *bytes;
  size_t count;
} part;

typedef struct {
  codec_deadline deadline;
  uint64_t most_untouched;  // the largest of all pictures
} reading;

static uint32_t number(const uint8_t *bytes, int size) {
  uint32_t value = 0;
  for (int i = size - 1; i >= 0; i--) value = value << 8 | bytes[i];
  return value;
}

// Takes the next chunk; returns false if there is none. If a chunk is cut, takes the part that is there.
static bool next_chunk(part *rest, const uint8_t **type, part *chunk) {
  enum { header = 8 };
  if (rest->count < header) return false;
  *type = rest->bytes;
  const size_t room = rest->count - header, size = number(rest->bytes + 4, 4);
  *chunk = (part){rest->bytes + header, size < room ? size : room};
  const size_t padded = size + size % 2, used = padded < room ? padded : room;
  *rest = (part){rest->bytes + header + used, room - used};
  return true;
}

static bool is(const uint8_t *type, const char *name) { return memcmp(type, name, 4) == 0; }

// The work space of a lossy picture: about 275 bytes for a column, with threads.
static uint64_t lossy_bytes(uint32_t width) { return 300 * ((uint64_t)width + 16); }

// The alpha plane, and the memory to decode it.
static uint64_t alpha_bytes(part chunk, uint32_t width, uint32_t height, reading *state) {
  const uint64_t plane = (uint64_t)width * height;
  if (chunk.count == 0 || (chunk.bytes[0] & 3) == 0) return plane;
  return plane + vp8l_decoding_bytes(chunk.bytes + 1, chunk.count - 1, width, height, true, &state->deadline,
                                     &state->most_untouched);
}

static uint64_t larger(uint64_t one, uint64_t other) { return one > other ? one : other; }

// A lossless picture: its signature and size, and the stream.
static uint64_t lossless_bytes(part picture, reading *state) {
  enum { header = 5 };
  if (picture.count < header) return 0;
  const uint32_t size = number(picture.bytes + 1, 4);
  return vp8l_decoding_bytes(picture.bytes + header, picture.count - header, (size & 0x3FFF) + 1,
                             (size >> 14 & 0x3FFF) + 1, false, &state->deadline, &state->most_untouched);
}

// A lossy picture, with the largest of the alpha planes before it. (A still uses the last, a frame the first.)
static uint64_t lossy_and_alpha_bytes(part picture, part before, reading *state) {
  enum { header = 10 };
  if (picture.count < header) return 0;
  const uint32_t width = number(picture.bytes + 6, 2) & 0x3FFF;
  const uint32_t height = number(picture.bytes + 8, 2) & 0x3FFF;
  const uint8_t *type;
  part chunk;
  uint64_t alpha = 0;
  while (next_chunk(&before, &type, &chunk) && chunk.bytes != picture.bytes)
    if (is(type, "ALPH")) alpha = larger(alpha, alpha_bytes(chunk, width, height, state));
  return lossy_bytes(width) + alpha;
}

// The first picture in the chunks of a file or of a frame. libwebp skips other chunks, such as frames.
static uint64_t picture_bytes(part rest, reading *state) {
  const part all = rest;
  const uint8_t *type;
  part chunk;
  while (next_chunk(&rest, &type, &chunk)) {
    if (is(type, "VP8L")) return lossless_bytes(chunk, state);
    if (is(type, "VP8 ")) return lossy_and_alpha_bytes(chunk, all, state);
  }
  return 0;
}

// A picture that is not a frame.
static uint64_t still_bytes(part rest, reading *state) {
  enum { signature = 0x2F };
  const uint64_t bytes = picture_bytes(rest, state);
  // libwebp also takes a lossless picture without a chunk around it.
  if (rest.count == 0 || rest.bytes[0] != signature) return bytes;
  return larger(bytes, lossless_bytes(rest, state));
}

webp_memory webp_memory_of(const uint8_t *bytes, size_t count, double seconds) {
  enum { file_header = 12, frame_header = 16 };
  webp_memory memory = {0};
  reading state = {.deadline.at = seconds > 0 ? codec_seconds_now() + seconds : 0};
  if (count < file_header) return memory;
  part rest = {bytes + file_header, count - file_header}, chunk;
  const part still = rest;
  const uint8_t *type;
  bool has_frames = false;
  while (!codec_deadline_is_over(&state.deadline) && next_chunk(&rest, &type, &chunk)) {
    memory.list_bytes += chunk_entry;
    if (!is(type, "ANMF") || chunk.count < frame_header) continue;
    memory.list_bytes += frame_entry;
    const part picture = {chunk.bytes + frame_header, chunk.count - frame_header};
    const uint64_t frame = picture_bytes(picture, &state);
    if (!has_frames) memory.first_frame = frame;
    memory.largest_frame = larger(memory.largest_frame, frame);
    has_frames = true;
  }
  // If a file with frames does not say that it is an animation, its still picture is decoded.
  const uint64_t picture = still_bytes(still, &state);
  memory.first_frame = larger(memory.first_frame, picture);
  memory.largest_frame = larger(memory.largest_frame, picture);
  memory.most_untouched = state.most_untouched;
  memory.is_out_of_time = state.deadline.is_over;
  return memory;
}
