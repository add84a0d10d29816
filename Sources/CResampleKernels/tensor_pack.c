// Packs rows of 8-bit pixels as elements of a tensor. Each element is looked up, so every instruction set gives the same.

#include "tensor_pack.h"

#include <string.h>

#define ALWAYS_INLINE inline __attribute__((always_inline))

// The sample of a pixel for one channel of the tensor.
static ALWAYS_INLINE uint8_t sample_of(const tensor_row *row, size_t x, size_t channel) {
  const uint8_t *pixel = row->pixels + x * row->samples;
  if (row->samples == 1) return pixel[0];
  // Pillow's L.
  if (row->channels == 1) return (uint8_t)((19595u * pixel[0] + 38470u * pixel[1] + 7471u * pixel[2] + 0x8000u) >> 16);
  return pixel[row->is_bgr ? 2 - channel : channel];
}

// The loops below are made once for each size of an element, and of a pixel, so that both are constants in them.
static ALWAYS_INLINE void pack(const tensor_row *all, size_t samples, size_t element) {
  tensor_row row = *all;
  row.samples = samples;
  const size_t across = row.is_planar ? element : element * row.channels;
  for (size_t channel = 0; channel < row.channels; channel++) {
    const uint32_t *table = row.tables + 256 * channel;
    unsigned char *result = (unsigned char *)row.result + channel * (row.is_planar ? row.plane_bytes : element);
    for (size_t x = 0; x < row.width; x++) memcpy(result + x * across, &table[sample_of(&row, x, channel)], element);
  }
}

void tensor_pack_row(const tensor_row *row) {
  if (row->samples == 1) {
    row->element == 1 ? pack(row, 1, 1) : row->element == 2 ? pack(row, 1, 2) : pack(row, 1, 4);
  } else {
    row->element == 1 ? pack(row, 3, 1) : row->element == 2 ? pack(row, 3, 2) : pack(row, 3, 4);
  }
}
