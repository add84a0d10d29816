// Packs rows of 8-bit pixels as elements of a tensor.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One row of pixels, and where its elements go.
typedef struct {
  const uint8_t *pixels;
  size_t width;
  /// Samples of a pixel: 1 for gray, 3 for RGB.
  size_t samples;
  /// 256 elements for each channel, in the tensor's order.
  const uint32_t *tables;
  /// Channels of the tensor: 1 for gray, 3 otherwise.
  size_t channels;
  /// Bytes of an element: 1, 2 or 4.
  size_t element;
  /// True if each channel is a plane of its own.
  bool is_planar;
  /// Bytes from a channel's plane to the next.
  size_t plane_bytes;
  /// True if blue comes first.
  bool is_bgr;
  /// The row's first element, aligned or not.
  void *result;
} tensor_row;

void tensor_pack_row(const tensor_row *row);
