#include "png_filter.h"

#include <stdlib.h>
#include <string.h>

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint16_t words8 __attribute__((vector_size(16)));

enum { lanes = 16, filters = 4, most_stride = 8 };

struct png_filter {
  size_t count;
  size_t stride;
  size_t line_size;
  // The row and the one above. Each has zeros before it, for the first pixel's left neighbor, and after it, up to a
  // whole vector.
  uint8_t *line;
  uint8_t *above;
  uint8_t *results[filters];
  uint8_t *memory;
};

png_filter *png_filter_new(size_t count, size_t stride) {
  png_filter *filter = calloc(1, sizeof *filter);
  if (filter == NULL) return NULL;
  filter->count = count;
  filter->stride = stride;
  filter->line_size = most_stride + count + lanes;
  filter->memory = calloc(2 + filters, filter->line_size);
  if (filter->memory == NULL) {
    free(filter);
    return NULL;
  }
  filter->line = filter->memory;
  filter->above = filter->memory + filter->line_size;
  for (size_t i = 0; i < filters; i++) filter->results[i] = filter->memory + (2 + i) * filter->line_size;
  return filter;
}

void png_filter_free(png_filter *filter) {
  if (filter == NULL) return;
  free(filter->memory);
  free(filter);
}

static inline bytes16 load(const uint8_t *from) {
  bytes16 vector;
  memcpy(&vector, from, sizeof vector);
  return vector;
}

static inline void store(bytes16 vector, uint8_t *to) { memcpy(to, &vector, sizeof vector); }

static inline bytes16 least(bytes16 a, bytes16 b) { return __builtin_elementwise_min(a, b); }
static inline bytes16 most(bytes16 a, bytes16 b) { return __builtin_elementwise_max(a, b); }
static inline bytes16 distance(bytes16 a, bytes16 b) { return most(a, b) - least(a, b); }
static inline bytes16 chosen(bytes16 mask, bytes16 a, bytes16 b) { return (mask & a) | (~mask & b); }

// The nearest to left + above - corner, in bytes. Its distances to left and above are the distances of the corner to
// above and left. Its distance to the corner is their difference, or, if both are on one side, too large to be the
// nearest.
static inline bytes16 nearest(bytes16 left, bytes16 above, bytes16 corner) {
  const bytes16 from_left = distance(above, corner), from_above = distance(left, corner);
  const bytes16 between = (bytes16)(left > corner) ^ (bytes16)(above > corner);
  const bytes16 from_corner = distance(from_left, from_above) | ~between;
  const bytes16 is_left = (bytes16)(from_left <= least(from_above, from_corner));
  const bytes16 is_above = (bytes16)(from_above <= from_corner);
  return chosen(is_left, left, chosen(is_above, above, corner));
}

// The absolute values of sixteen signed bytes, added two by two.
static inline words8 magnitudes(bytes16 filtered, bytes16 counted) {
  const words8 pairs = (words8)(least(filtered, -filtered) & counted);
  return (pairs & 0xFF) + (pairs >> 8);
}

static uint64_t total(words8 sums) {
  uint64_t sum = 0;
  for (int i = 0; i < 8; i++) sum += sums[i];
  return sum;
}

// Few enough for 16-bit sums, to which each vector adds at most 256.
enum { vectors_at_once = 255 };

const uint8_t *png_filter_row(png_filter *filter, const uint8_t *row) {
  const size_t count = filter->count, stride = filter->stride;
  uint8_t *const line = filter->line + most_stride, *const above = filter->above + most_stride;
  memcpy(line, row, count);
  uint64_t costs[filters] = {0};
  for (size_t from = 0; from < count; from += vectors_at_once * lanes) {
    const size_t end = count - from < vectors_at_once * lanes ? count : from + vectors_at_once * lanes;
    words8 sums[filters] = {{0}};
    for (size_t i = from; i < end; i += lanes) {
      static const bytes16 places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
      const uint8_t left_over = end - i < lanes ? (uint8_t)(end - i) : lanes;
      const bytes16 counted = (bytes16)(places < left_over);
      const bytes16 value = load(line + i), up = load(above + i);
      const bytes16 left = load(line + i - stride), corner = load(above + i - stride);
      const bytes16 results[filters] = {
          value - left, value - up, value - ((left & up) + ((left ^ up) >> 1)),
          value - nearest(left, up, corner)};
      for (int f = 0; f < filters; f++) {
        store(results[f], filter->results[f] + 1 + i);
        sums[f] += magnitudes(results[f], counted);
      }
    }
    for (int f = 0; f < filters; f++) costs[f] += total(sums[f]);
  }
  filter->line = above - most_stride;
  filter->above = line - most_stride;
  int best = 0;
  for (int f = 1; f < filters; f++)
    if (costs[f] < costs[best]) best = f;
  filter->results[best][0] = (uint8_t)(best + 1);
  return filter->results[best];
}
