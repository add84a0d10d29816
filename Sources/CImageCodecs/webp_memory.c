#include "webp_memory.h"

#include <stdbool.h>
#include <string.h>

#include "vp8l_header.h"

// Entries of libwebp's demuxer, with what malloc adds to each.
enum { chunk_entry = 48, frame_entry = 112 };

typedef struct {
  const uint8_t *bytes;
  size_t count;
} part;

static uint32_t number(const uint8_t *bytes, int size) {
  uint32_t value = 0;
  for (int i = size - 1; i >= 0; i--) value = value << 8 | bytes[i];
  return value;
}

// Takes the next chunk off. False where there is none. A chunk that is cut has what there is of it.
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

// The alpha plane, and what it takes to decode it.
static uint64_t alpha_bytes(part chunk, uint32_t width, uint32_t height) {
  const uint64_t plane = (uint64_t)width * height;
  if (chunk.count == 0 || (chunk.bytes[0] & 3) == 0) return plane;
  return plane + vp8l_decoding_bytes(chunk.bytes + 1, chunk.count - 1, width, height, true);
}

// A picture in the chunks of a still file, or of a frame.
static uint64_t picture_bytes(part rest) {
  const uint8_t *type;
  part chunk, alpha = {NULL, 0};
  while (next_chunk(&rest, &type, &chunk)) {
    if (is(type, "ALPH") && alpha.bytes == NULL) alpha = chunk;
    if (is(type, "VP8L")) {
      enum { header = 5 };
      if (chunk.count < header) return 0;
      const uint32_t size = number(chunk.bytes + 1, 4);
      return vp8l_decoding_bytes(chunk.bytes + header, chunk.count - header, (size & 0x3FFF) + 1,
                                 (size >> 14 & 0x3FFF) + 1, false);
    }
    if (is(type, "VP8 ")) {
      enum { header = 10 };
      if (chunk.count < header) return 0;
      const uint32_t width = number(chunk.bytes + 6, 2) & 0x3FFF, height = number(chunk.bytes + 8, 2) & 0x3FFF;
      return lossy_bytes(width) + (alpha.bytes == NULL ? 0 : alpha_bytes(alpha, width, height));
    }
  }
  return 0;
}

webp_memory webp_memory_of(const uint8_t *bytes, size_t count) {
  enum { file_header = 12, frame_header = 16 };
  webp_memory memory = {0};
  if (count < file_header) return memory;
  part rest = {bytes + file_header, count - file_header}, chunk;
  const part still = rest;
  const uint8_t *type;
  bool has_frames = false;
  while (next_chunk(&rest, &type, &chunk)) {
    memory.list_bytes += chunk_entry;
    if (!is(type, "ANMF") || chunk.count < frame_header) continue;
    memory.list_bytes += frame_entry;
    const uint64_t frame = picture_bytes((part){chunk.bytes + frame_header, chunk.count - frame_header});
    if (!has_frames) memory.first_frame = frame;
    if (frame > memory.largest_frame) memory.largest_frame = frame;
    has_frames = true;
  }
  if (!has_frames) memory.first_frame = memory.largest_frame = picture_bytes(still);
  return memory;
}
