#include "png_unfilter.h"

#include <string.h>

// A pixel of up to eight bytes, in vector types that the compiler supports on every processor.
typedef uint8_t bytes8 __attribute__((vector_size(8)));
typedef int16_t words8 __attribute__((vector_size(16)));

static void add_rows(const uint8_t *a, const uint8_t *b, size_t count, uint8_t *sum) {
  for (size_t i = 0; i < count; i++) sum[i] = (uint8_t)(a[i] + b[i]);
}

// One byte at a time, as defined: for rare pixel sizes, and for the ends of rows.
static uint8_t nearest_of(int left, int above, int corner) {
  const int threshold = 3 * corner - left - above;
  const int low = left < above ? left : above, high = left < above ? above : left;
  return (uint8_t)(threshold >= high ? low : threshold <= low ? high : corner);
}

static void unfilter_bytes(int filter, const uint8_t *filtered, const uint8_t *previous,
                           size_t from, size_t count, size_t stride, uint8_t *row) {
  for (size_t i = from; i < count; i++) {
    const int left = i < stride ? 0 : row[i - stride];
    const int above = previous == NULL ? 0 : previous[i];
    const int corner = previous == NULL || i < stride ? 0 : previous[i - stride];
    const int guess = filter == 1   ? left
                      : filter == 3 ? (left + above) / 2
                                    : nearest_of(left, above, corner);
    row[i] = (uint8_t)(filtered[i] + guess);
  }
}

static inline bytes8 load_pixel(const uint8_t *from, size_t stride) {
  bytes8 pixel = {0};
  if (stride <= 4) memcpy(&pixel, from, 4);
  else memcpy(&pixel, from, 8);
  return pixel;
}

static inline void store_pixel(bytes8 pixel, size_t stride, uint8_t *to) {
  if (stride <= 4) memcpy(to, &pixel, 4);
  else memcpy(to, &pixel, 8);
}

static inline words8 widened(bytes8 pixel) { return __builtin_convertvector(pixel, words8); }

static inline words8 chosen(words8 mask, words8 a, words8 b) { return (mask & a) | (~mask & b); }

// A whole pixel at a time. A pixel of three bytes is read and written as four, and the next pixel overwrites the fourth
// byte. Every caller passes a constant `stride`.
static inline size_t unfilter_sub(const uint8_t *filtered, size_t count, const size_t stride,
                                  const size_t width, uint8_t *row) {
  bytes8 left = {0};
  size_t i = 0;
  for (; i + width <= count; i += stride) {
    left += load_pixel(filtered + i, stride);
    store_pixel(left, stride, row + i);
  }
  return i;
}

static inline size_t unfilter_average(const uint8_t *filtered, const uint8_t *previous, size_t count,
                                      const size_t stride, const size_t width, uint8_t *row) {
  bytes8 left = {0};
  size_t i = 0;
  for (; i + width <= count; i += stride) {
    const bytes8 above = load_pixel(previous + i, stride);
    // Half of the sum without overflow: the bits that both have, and half of the bits that only one has.
    left = (left & above) + ((left ^ above) >> 1) + load_pixel(filtered + i, stride);
    store_pixel(left, stride, row + i);
  }
  return i;
}

static inline size_t unfilter_paeth(const uint8_t *filtered, const uint8_t *previous, size_t count,
                                    const size_t stride, const size_t width, uint8_t *row) {
  words8 left = {0}, corner = {0};
  size_t i = 0;
  for (; i + width <= count; i += stride) {
    const words8 above = widened(load_pixel(previous + i, stride));
    const words8 delta = widened(load_pixel(filtered + i, stride));
    // The nearest of left, above and corner to left + above - corner. One threshold tells it, so that few steps wait
    // for the pixel on the left.
    const words8 threshold = (3 * corner - above) - left;
    const words8 less = left < above;
    const words8 low = chosen(less, left, above), high = chosen(less, above, left);
    const words8 guess =
        chosen(threshold <= low, high, chosen(threshold >= high, low, corner));
    left = (guess + delta) & 0xFF;
    corner = above;
    store_pixel(__builtin_convertvector(left, bytes8), stride, row + i);
  }
  return i;
}

static inline size_t unfilter_pixels(int filter, const uint8_t *filtered, const uint8_t *previous,
                                     size_t count, const size_t stride, uint8_t *row) {
  const size_t width = stride <= 4 ? 4 : 8;
  switch (filter) {
    case 1: return unfilter_sub(filtered, count, stride, width, row);
    case 3: return unfilter_average(filtered, previous, count, stride, width, row);
    default: return unfilter_paeth(filtered, previous, count, stride, width, row);
  }
}

bool png_unfilter(int filter, const uint8_t *filtered, const uint8_t *previous, size_t count,
                  size_t stride, uint8_t *row) {
  if (filter < 0 || filter > 4) return false;
  if (previous == NULL) {
    if (filter == 2) filter = 0;  // above the first row there are zeros
    if (filter == 4) filter = 1;  // left is then always the nearest
  }
  if (filter == 0) {
    memcpy(row, filtered, count);
    return true;
  }
  if (filter == 2) {
    add_rows(filtered, previous, count, row);
    return true;
  }
  size_t done = 0;
  if (previous != NULL || filter == 1) switch (stride) {
      case 3: done = unfilter_pixels(filter, filtered, previous, count, 3, row); break;
      case 4: done = unfilter_pixels(filter, filtered, previous, count, 4, row); break;
      case 6: done = unfilter_pixels(filter, filtered, previous, count, 6, row); break;
      case 8: done = unfilter_pixels(filter, filtered, previous, count, 8, row); break;
      default: break;
    }
  unfilter_bytes(filter, filtered, previous, done, count, stride, row);
  return true;
}
