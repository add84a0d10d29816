#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "jpeg_state.h"
// After jpeglib.h, which declares what it needs.
#include <jerror.h>

const uint8_t jpeg_zigzag[DCTSIZE2 + 16] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33,
    40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36,
    29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63};

// Walks over scans without decoding them, looking for the marker that ends the image.
typedef struct {
  enum { tail_data, tail_marker, tail_size_high, tail_size_low, tail_segment, tail_ended } state;
  uint32_t left;  // bytes of the segment
  int scans;      // that began
} jpeg_tail;

// The mean squared error that unread coefficient bits leave in the result. Infinite if a coefficient that matters has
// not been read at all.
static double missing_error(const struct jpeg_decompress_struct *decompressor, const float *weights) {
  if (decompressor->coef_bits == NULL) return INFINITY;
  double sum = 0;
  for (int c = 0; c < decompressor->num_components; c++) {
    const JQUANT_TBL *table = decompressor->comp_info[c].quant_table;
    for (int k = 0; k < DCTSIZE2; k++) {
      const double weight = weights[c * DCTSIZE2 + k];
      const int bits = decompressor->coef_bits[c][k];
      if (bits == 0 || weight == 0) continue;
      if (bits < 0 || table == NULL) return INFINITY;
      // Missing bits are about random: the mean of the squares of 0, 1, … 2^bits - 1.
      const double values = ldexp(1, bits);
      // libjpeg keeps the state of coefficients in zigzag order, and quantization steps in natural order.
      const double step = table->quantval[jpeg_zigzag[k]];
      sum += weight * step * step * (values - 1) * (2 * values - 1) / 6;
    }
  }
  return sum;
}

static int state_after(jpeg_tail *tail, int marker) {
  switch (marker) {
    case 0xFF: return tail_marker;  // may be repeated
    case JPEG_EOI: return tail_ended;
    case 0xDA: tail->scans++; return tail_size_high;
    case 0x00:  // a stuffed byte of data
    case 0x01:
    case JPEG_RST0: case JPEG_RST0 + 1: case JPEG_RST0 + 2: case JPEG_RST0 + 3:
    case JPEG_RST0 + 4: case JPEG_RST0 + 5: case JPEG_RST0 + 6: case JPEG_RST0 + 7:
    case 0xD8: return tail_data;
    default: return tail_size_high;
  }
}

// `marker` has been read already, or is 0.
static jpeg_tail tail_begin(int marker) {
  jpeg_tail tail = {tail_data, 0, 0};
  if (marker != 0) tail.state = state_after(&tail, marker);
  return tail;
}

// True if the image ends within the bytes.
static bool tail_walk(jpeg_tail *tail, const uint8_t *bytes, size_t count) {
  const uint8_t *const end = bytes + count;
  while (bytes < end && tail->state != tail_ended) {
    switch (tail->state) {
      case tail_data: {
        const uint8_t *found = memchr(bytes, 0xFF, (size_t)(end - bytes));
        if (found == NULL) return false;
        bytes = found + 1;
        tail->state = tail_marker;
        break;
      }
      case tail_marker: tail->state = state_after(tail, *bytes++); break;
      case tail_size_high:
        tail->left = (uint32_t)*bytes++ << 8;
        tail->state = tail_size_low;
        break;
      case tail_size_low:
        tail->left |= *bytes++;
        tail->left -= tail->left < 2 ? tail->left : 2;
        tail->state = tail_segment;
        break;
      case tail_segment: {
        const size_t part = tail->left < (size_t)(end - bytes) ? tail->left : (size_t)(end - bytes);
        bytes += part;
        tail->left -= (uint32_t)part;
        if (tail->left == 0) tail->state = tail_data;
        break;
      }
      case tail_ended: break;
    }
  }
  return tail->state == tail_ended;
}

// Walks over the remaining scans. Returns false if the file does not reach its end. libjpeg must then read them after
// all, from the bytes that were held back, to find that the file is truncated.
static bool passes_over_scans(jpeg_reader *reader) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  jpeg_tail tail = tail_begin(decompressor->unread_marker);
  const uint8_t *piece = reader->input.next_input_byte;
  size_t count = reader->input.bytes_in_buffer;
  bool ended = tail_walk(&tail, piece, count);
  // At most as many bytes as a quarter of the picture's pixels: `JPEGDecoder` counts them in `codecByteCount`.
  const uint64_t most = (uint64_t)decompressor->image_width * decompressor->image_height / 4 + 65536;
  size_t held = 0, capacity = 0;
  while (!ended) {
    if (byte_source_at_end(reader->source) && held == 0) break;  // all there is, in libjpeg's hands
    if (held + count > capacity) {
      capacity = held + count + (size_t)(most < 1 << 20 ? most : 1 << 20);
      uint8_t *larger = realloc(reader->held, capacity);
      if (larger == NULL) ERREXIT1(decompressor, JERR_OUT_OF_MEMORY, 0);
      reader->held = larger;
    }
    if (count > 0) memcpy(reader->held + held, piece, count);
    held += count;
    if (held > most) break;
    jpeg_watch((j_common_ptr)decompressor);
    count = byte_source_next_piece(reader->source, &piece);
    if (count == 0) break;
    ended = tail_walk(&tail, piece, count);
  }
  if (reader->most_scans > 0 && decompressor->input_scan_number + tail.scans > reader->most_scans)
    jpeg_stop(reader, codec_too_many_scans);
  if (ended) return true;
  if (held == 0) return false;
  reader->input.next_input_byte = reader->held;
  reader->input.bytes_in_buffer = held;
  return false;
}

bool jpeg_read_scans(jpeg_reader *reader) {
  struct jpeg_decompress_struct *decompressor = &reader->decompressor;
  for (;;) {
    jpeg_watch((j_common_ptr)decompressor);
    const int state = jpeg_consume_input(decompressor);
    if (state == JPEG_REACHED_EOI) return false;
    if (state == JPEG_SCAN_COMPLETED && !jpeg_file_has_ended(reader) && decompressor->unread_marker != JPEG_EOI &&
        missing_error(decompressor, reader->visibility) <= reader->tolerance) {
      if (passes_over_scans(reader)) return true;
      reader->tolerance = -1;
    }
  }
}
