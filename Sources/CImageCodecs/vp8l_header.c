#include "vp8l_header.h"

#include <stdlib.h>
#include <string.h>

// Reads a VP8L stream up to its pixels, to find the size of the tables that libwebp will make. It keeps no values of
// the small images: later bits do not depend on them, and the number of sets of tables is one more than the largest
// literal. So memory stays small, and time is bounded by the bits of the file.

enum {
  literals = 256,
  length_codes = 24,
  distance_codes = 40,
  most_cache_bits = 11,
  most_symbols = literals + length_codes + (1 << most_cache_bits),
  longest_code = 15,
  root_bits = 8,  // as in libwebp's tables
};

enum { green, red, blue, alpha, distance, codes };

typedef struct {
  uint16_t counts[longest_code + 1];  // codes of each length
  uint16_t symbols[most_symbols];     // in the order of their codes
  bool is_single;                     // there is only one symbol, which takes no bits
} huffman_code;

typedef struct {
  const uint8_t *bytes;
  size_t count;
  uint64_t at;  // bits
  bool failed;  // the data have ended or break a rule, or time is over
  codec_deadline *deadline;
  huffman_code all[codes];
} vp8l;

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

// The number of bits is at most 24.
static uint32_t bits(vp8l *stream, int number) {
  const uint32_t value = next_bits(stream) & ((UINT32_C(1) << number) - 1);
  skip(stream, number);
  return stream->failed ? 0 : value;
}

static void look_at_deadline(vp8l *stream) {
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

static int symbol(vp8l *stream, const huffman_code *code) {
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
  const int given = 4 + (int)bits(stream, 4);
  for (int i = 0; i < given; i++) own[order[i]] = (uint8_t)bits(stream, 3);
  huffman_code code;
  build(stream, &code, own, sizeof order);
  int most = count;
  if (bits(stream, 1)) {
    const int size = 2 + 2 * (int)bits(stream, 3);
    most = 2 + (int)bits(stream, size);
    if (most > count) stream->failed = true;
  }
  uint8_t previous = 8;
  for (int s = 0; s < count && most-- > 0 && !stream->failed;) {
    const int length = symbol(stream, &code);
    if (length < 16) {
      lengths[s++] = (uint8_t)length;
      if (length > 0) previous = (uint8_t)length;
      continue;
    }
    static const uint8_t extra[] = {2, 3, 7}, least[] = {3, 3, 11};
    int repeat = least[length - 16] + (int)bits(stream, extra[length - 16]);
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
  const bool has_two = bits(stream, 1);
  const uint32_t first = bits(stream, bits(stream, 1) ? 8 : 1);
  const uint32_t second = has_two ? bits(stream, 8) : first;
  const uint32_t low = first < second ? first : second, high = first < second ? second : first;
  memset(code->counts, 0, sizeof code->counts);
  uint16_t used = 0;
  if (low < (uint32_t)count) code->symbols[used++] = (uint16_t)low;
  if (low != high && high < (uint32_t)count) code->symbols[used++] = (uint16_t)high;
  code->counts[1] = used;
  code->is_single = used == 1;
  if (used == 0) stream->failed = true;
}

static uint64_t read_code(vp8l *stream, huffman_code *code, int count) {
  if (bits(stream, 1)) {
    read_simple_code(stream, code, count);
  } else {
    uint8_t lengths[most_symbols];
    memset(lengths, 0, (size_t)count);
    read_lengths(stream, lengths, count);
    build(stream, code, lengths, count);
  }
  return stream->failed ? 0 : entries(code);
}

static const int alphabet[codes] = {literals + length_codes, literals, literals, literals, distance_codes};

// The entries of a set of tables. Its codes stay in the stream.
static uint64_t read_codes(vp8l *stream, int cache_bits) {
  uint64_t sum = 0;
  for (int c = 0; c < codes && !stream->failed; c++) {
    const int cached = c == green && cache_bits > 0 ? 1 << cache_bits : 0;
    sum += read_code(stream, &stream->all[c], alphabet[c] + cached);
  }
  return sum;
}

static int read_cache_bits(vp8l *stream) {
  if (!bits(stream, 1)) return 0;
  const int number = (int)bits(stream, 4);
  if (number < 1 || number > most_cache_bits) stream->failed = true;
  return stream->failed ? 0 : number;
}

static uint64_t copy_value(vp8l *stream, int code) {
  if (code < 4) return (uint64_t)code + 1;
  const int extra = (code - 2) >> 1;
  return ((uint64_t)(2 + (code & 1)) << extra) + bits(stream, extra) + 1;
}

// Reads an image within the stream. Returns the largest of its literals, by red and green.
static uint32_t read_small_image(vp8l *stream, uint64_t pixels) {
  read_codes(stream, read_cache_bits(stream));
  uint32_t largest = 0;
  for (uint64_t pixel = 0; pixel < pixels && !stream->failed;) {
    look_at_deadline(stream);
    const uint64_t before = stream->at;
    const int code = symbol(stream, &stream->all[green]);
    if (code < literals) {
      const uint32_t value = (uint32_t)symbol(stream, &stream->all[red]) << 8 | (uint32_t)code;
      symbol(stream, &stream->all[blue]);
      symbol(stream, &stream->all[alpha]);
      if (value > largest) largest = value;
      pixel++;
    } else if (code < literals + length_codes) {
      const uint64_t length = copy_value(stream, code - literals);
      copy_value(stream, symbol(stream, &stream->all[distance]));
      pixel += length;
    } else {
      pixel++;
    }
    // No code takes a bit, so all other pixels equal this one.
    if (stream->at == before) break;
  }
  return largest;
}

static uint32_t parts(uint32_t size, int bits) { return (size + (1u << bits) - 1) >> bits; }

enum { predictor, cross_color, subtract_green, color_indexing };

typedef struct {
  uint64_t small;  // bytes of small images
  uint32_t width;  // in pixels that may hold several of a palette
  int transforms;
  bool has_palette;
} vp8l_transforms;

static void read_transform(vp8l *stream, vp8l_transforms *all, uint32_t height) {
  const uint32_t type = bits(stream, 2);
  all->transforms++;
  uint64_t pixels = 0;
  if (type == predictor || type == cross_color) {
    const int size = 2 + (int)bits(stream, 3);
    pixels = (uint64_t)parts(all->width, size) * parts(height, size);
  } else if (type == color_indexing) {
    const uint32_t colors = bits(stream, 8) + 1;
    all->width = parts(all->width, colors > 16 ? 0 : colors > 4 ? 1 : colors > 2 ? 2 : 3);
    all->has_palette = true;
    pixels = colors;
  } else {
    return;
  }
  read_small_image(stream, pixels);
  all->small += 4 * pixels;
}

// Bytes of a set of tables without their entries: pointers, and a table of the shortest pixels (HTreeGroup).
enum { entry_bytes = 4, set_bytes = 576, row_cache = 17 };

// Entries that libwebp allocates for one set of tables: enough for any codes.
static uint64_t most_entries(int cache_bits) {
  static const uint16_t for_green[most_cache_bits + 1] = {
      654, 656, 658, 662, 670, 686, 718, 782, 912, 1168, 1680, 2704};
  enum { for_others = 3 * 630 + 410 };
  return for_others + for_green[cache_bits];
}

static uint64_t decode(vp8l *stream, uint32_t width, uint32_t height, bool is_alpha,
                       uint64_t *most_untouched) {
  vp8l_transforms transforms = {.width = width};
  while (!stream->failed && bits(stream, 1)) {
    if (transforms.transforms == 4) stream->failed = true;
    read_transform(stream, &transforms, height);
  }
  const int cache_bits = read_cache_bits(stream);
  uint64_t sets = 1, sum = transforms.small;
  if (!stream->failed && bits(stream, 1)) {
    const int size = 2 + (int)bits(stream, 3);
    const uint64_t pixels = (uint64_t)parts(transforms.width, size) * parts(height, size);
    sum += 4 * pixels;
    sets = (uint64_t)read_small_image(stream, pixels) + 1;
    sum += 4 * sets;
  }
  bool is_plain = cache_bits == 0;
  const uint64_t asked = sets * most_entries(cache_bits);
  uint64_t written = 0;
  for (uint64_t i = 0; i < sets && !stream->failed; i++) {
    look_at_deadline(stream);
    written += read_codes(stream, cache_bits);
    sum += set_bytes;
    is_plain = is_plain && stream->all[red].is_single && stream->all[blue].is_single &&
               stream->all[alpha].is_single;
  }
  sum += entry_bytes * written;
  const uint64_t untouched = asked > written ? entry_bytes * (asked - written) : 0;
  if (untouched > *most_untouched) *most_untouched = untouched;
  if (cache_bits > 0) sum += 2 * 4 * (UINT64_C(1) << cache_bits);
  if (stream->failed) return sum;
  const uint64_t pixels = (uint64_t)transforms.width * height;
  const bool is_bytes = is_alpha && transforms.transforms == 1 && transforms.has_palette && is_plain;
  return sum + (is_bytes ? pixels : 4 * (pixels + (uint64_t)row_cache * width));
}

uint64_t vp8l_decoding_bytes(const uint8_t *bytes, size_t count, uint32_t width, uint32_t height,
                             bool is_alpha, codec_deadline *deadline, uint64_t *most_untouched) {
  vp8l stream = {.bytes = bytes, .count = count, .deadline = deadline};
  return decode(&stream, width, height, is_alpha, most_untouched);
}
