#ifndef JPEG_SCANS_H
#define JPEG_SCANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

/// The mean squared error that the coefficient bits not yet read would leave in the result; infinite while a
/// coefficient that matters has not been read at all. `weights` has 64 for each component, in zigzag order: what an error
/// of one in a coefficient adds to the mean squared error, 0 where a coefficient does not matter.
double jpeg_missing_error(const struct jpeg_decompress_struct *decompressor, const float *weights);

/// Walks over scans without decoding them, looking for the marker that ends the image.
typedef struct {
  enum { tail_data, tail_marker, tail_size_high, tail_size_low, tail_segment, tail_ended } state;
  uint32_t left;  // of the segment
  int scans;      // that began
} jpeg_tail;

/// `marker` is one that has been read already, or 0.
jpeg_tail jpeg_tail_begin(int marker);

/// Whether the image ends within the bytes.
bool jpeg_tail_walk(jpeg_tail *tail, const uint8_t *bytes, size_t count);

#endif
