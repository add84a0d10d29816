#include "vp8l_header.h"

#include "vp8l_codes.h"

// Reads a VP8L stream up to its pixels, to find the size of the tables that libwebp will make. It keeps no values of
// the small images: later bits do not depend on them, and the number of sets of tables is one more than the largest
// literal. So memory stays small, and time is bounded by the bits of the file.

static const int alphabet[codes] = {literals + length_codes, literals, literals, literals, distance_codes};

// The entries of a set of tables. Its codes stay in the stream.
static uint64_t read_codes(vp8l *stream, int cache_bits) {
  uint64_t sum = 0;
  for (int c = 0; c < codes && !stream->failed; c++) {
    const int cached = c == green && cache_bits > 0 ? 1 << cache_bits : 0;
    sum += vp8l_read_code(stream, &stream->all[c], alphabet[c] + cached);
  }
  return sum;
}

static int read_cache_bits(vp8l *stream) {
  if (!vp8l_bits(stream, 1)) return 0;
  const int number = (int)vp8l_bits(stream, 4);
  if (number < 1 || number > most_cache_bits) stream->failed = true;
  return stream->failed ? 0 : number;
}

static uint64_t copy_value(vp8l *stream, int code) {
  if (code < 4) return (uint64_t)code + 1;
  const int extra = (code - 2) >> 1;
  return ((uint64_t)(2 + (code & 1)) << extra) + vp8l_bits(stream, extra) + 1;
}

// Reads an image within the stream. Returns the largest of its literals, by red and green.
static uint32_t read_small_image(vp8l *stream, uint64_t pixels) {
  read_codes(stream, read_cache_bits(stream));
  uint32_t largest = 0;
  for (uint64_t pixel = 0; pixel < pixels && !stream->failed;) {
    vp8l_look_at_deadline(stream);
    const uint64_t before = stream->at;
    const int code = vp8l_symbol(stream, &stream->all[green]);
    if (code < literals) {
      const uint32_t value = (uint32_t)vp8l_symbol(stream, &stream->all[red]) << 8 | (uint32_t)code;
      vp8l_symbol(stream, &stream->all[blue]);
      vp8l_symbol(stream, &stream->all[alpha]);
      if (value > largest) largest = value;
      pixel++;
    } else if (code < literals + length_codes) {
      const uint64_t length = copy_value(stream, code - literals);
      copy_value(stream, vp8l_symbol(stream, &stream->all[distance]));
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
  const uint32_t type = vp8l_bits(stream, 2);
  all->transforms++;
  uint64_t pixels = 0;
  if (type == predictor || type == cross_color) {
    const int size = 2 + (int)vp8l_bits(stream, 3);
    pixels = (uint64_t)parts(all->width, size) * parts(height, size);
  } else if (type == color_indexing) {
    const uint32_t colors = vp8l_bits(stream, 8) + 1;
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
  while (!stream->failed && vp8l_bits(stream, 1)) {
    if (transforms.transforms == 4) stream->failed = true;
    read_transform(stream, &transforms, height);
  }
  const int cache_bits = read_cache_bits(stream);
  uint64_t sets = 1, sum = transforms.small;
  if (!stream->failed && vp8l_bits(stream, 1)) {
    const int size = 2 + (int)vp8l_bits(stream, 3);
    const uint64_t pixels = (uint64_t)parts(transforms.width, size) * parts(height, size);
    sum += 4 * pixels;
    sets = (uint64_t)read_small_image(stream, pixels) + 1;
    sum += 4 * sets;
  }
  bool is_plain = cache_bits == 0;
  const uint64_t asked = sets * most_entries(cache_bits);
  uint64_t written = 0;
  for (uint64_t i = 0; i < sets && !stream->failed; i++) {
    vp8l_look_at_deadline(stream);
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
