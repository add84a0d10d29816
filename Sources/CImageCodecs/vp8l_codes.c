#include "vp8l_codes.h"

#include <string.h>

// The next 25 bits or more; zeros after the end.
static uint32_t next_bits(const vp8l *stream) {
  const size_t start = (size_t)(stream->at / 8), left = stream->count - start;
  uint32_t value = 0;
  for (size_t i = 0; i < 4 && i < left; i++) value |= (uint32_t)stream->bytes[start + i] << (8 * i);
  return value >> (stream->at % 8);
}

static void skip(vp8l *stream, int number) {
  if ((uint64_t)number > 8 * (uint64_t)stream->count - stream->at) {
    stream->failed = true;
    return;
  }
  stream->at += (uint64_t)number;
}

uint32_t vp8l_bits(vp8l *stream, int number) {
  const uint32_t value = next_bits(stream) & ((UINT32_C(1) << number) - 1);
  skip(stream, number);
  return stream->failed ? 0 : value;
}

void vp8l_look_at_deadline(vp8l *stream) {
  if (codec_deadline_is_over(stream->deadline)) stream->failed = true;
}

static void build(vp8l *stream, huffman_code *code, const uint8_t *lengths, int count) {
  memset(code->counts, 0, sizeof code->counts);
  for (int s = 0; s < count; s++) code->counts[lengths[s]]++;
  const int used = count - code->counts[0];
  code->counts[0] = 0;
  uint16_t next[longest_code + 2] = {0};
  for (int length = 1; length <= longest_code; length++)
    next[length + 1] = (uint16_t)(next[length] + code->counts[length]);
  for (int s = 0; s < count; s++)
    if (lengths[s] > 0) code->symbols[next[lengths[s]]++] = (uint16_t)s;
  code->is_single = used == 1;
  // Otherwise the codes must fill the tree.
  uint32_t room = 1;
  for (int length = 1; length <= longest_code; length++) {
    room = room * 2;
    if (room < code->counts[length]) {
      stream->failed = true;
      return;
    }
    room -= code->counts[length];
  }
  if (used == 0 || (used > 1 && room != 0)) stream->failed = true;
}

int vp8l_symbol(vp8l *stream, const huffman_code *code) {
  if (code->is_single) return code->symbols[0];
  const uint32_t next = next_bits(stream);
  int value = 0, first = 0, index = 0;
  for (int length = 1; length <= longest_code; length++) {
    value |= (int)(next >> (length - 1) & 1);
    const int count = code->counts[length];
    if (value - first < count) {
      skip(stream, length);
      return code->symbols[index + value - first];
    }
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  stream->failed = true;
  return 0;
}

static void read_lengths(vp8l *stream, uint8_t *lengths, int count) {
  static const uint8_t order[] = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  uint8_t own[sizeof order] = {0};
  const int given = 4 + (int)vp8l_bits(stream, 4);
  for (int i = 0; i < given; i++) own[order[i]] = (uint8_t)vp8l_bits(stream, 3);
  huffman_code code;
  build(stream, &code, own, sizeof order);
  int most = count;
  if (vp8l_bits(stream, 1)) {
    const int size = 2 + 2 * (int)vp8l_bits(stream, 3);
    most = 2 + (int)vp8l_bits(stream, size);
    if (most > count) stream->failed = true;
  }
  uint8_t previous = 8;
  for (int s = 0; s < count && most-- > 0 && !stream->failed;) {
    const int length = vp8l_symbol(stream, &code);
    if (length < 16) {
      lengths[s++] = (uint8_t)length;
      if (length > 0) previous = (uint8_t)length;
      continue;
    }
    static const uint8_t extra[] = {2, 3, 7}, least[] = {3, 3, 11};
    int repeat = least[length - 16] + (int)vp8l_bits(stream, extra[length - 16]);
    if (s + repeat > count) {
      stream->failed = true;
      return;
    }
    for (; repeat > 0; repeat--) lengths[s++] = length == 16 ? previous : 0;
  }
}

// Entries of libwebp's tables for a code: a table of 256, and others for the ends of longer codes.
static uint64_t entries(const huffman_code *code) {
  uint64_t sum = 1 << root_bits;
  if (code->is_single) return sum;
  uint16_t left[longest_code + 1];
  memcpy(left, code->counts, sizeof left);
  uint32_t value = 0, last = UINT32_MAX;
  for (int length = 1; length <= longest_code; length++) {
    value <<= 1;
    if (length <= root_bits) {
      value += left[length];
      continue;
    }
    for (; left[length] > 0; left[length]--, value++) {
      if (value >> (length - root_bits) == last) continue;
      last = value >> (length - root_bits);
      int end = length, room = 1 << (length - root_bits);
      while (end < longest_code && (room -= left[end]) > 0) {
        end++;
        room <<= 1;
      }
      sum += 1u << (end - root_bits);
    }
  }
  return sum;
}

// A code of one or two symbols. Symbols outside the alphabet do not count.
static void read_simple_code(vp8l *stream, huffman_code *code, int count) {
  const bool has_two = vp8l_bits(stream, 1);
  const uint32_t first = vp8l_bits(stream, vp8l_bits(stream, 1) ? 8 : 1);
  const uint32_t second = has_two ? vp8l_bits(stream, 8) : first;
  const uint32_t low = first < second ? first : second, high = first < second ? second : first;
  memset(code->counts, 0, sizeof code->counts);
  uint16_t used = 0;
  if (low < (uint32_t)count) code->symbols[used++] = (uint16_t)low;
  if (low != high && high < (uint32_t)count) code->symbols[used++] = (uint16_t)high;
  code->counts[1] = used;
  code->is_single = used == 1;
  if (used == 0) stream->failed = true;
}

uint64_t vp8l_read_code(vp8l *stream, huffman_code *code, int count) {
  if (vp8l_bits(stream, 1)) {
    read_simple_code(stream, code, count);
  } else {
    uint8_t lengths[most_symbols];
    memset(lengths, 0, (size_t)count);
    read_lengths(stream, lengths, count);
    build(stream, code, lengths, count);
  }
  return stream->failed ? 0 : entries(code);
}
