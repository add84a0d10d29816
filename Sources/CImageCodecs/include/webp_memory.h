#ifndef WEBP_MEMORY_H
#define WEBP_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The memory that libwebp allocates for a file in addition to the delivered picture. The file's headers decide it: a
/// lossless picture may have a set of Huffman tables for every 4×4 pixels, and 300 KB of file can take 380 MB.
typedef struct {
  uint64_t list_bytes;     // entries for the chunks and frames of the file
  uint64_t first_frame;    // to decode a still picture, or the first frame
  uint64_t largest_frame;  // to decode any frame
  uint64_t most_untouched; // additionally allocated for any frame, and never written
  bool is_out_of_time;     // time ran out before the end of the headers
} webp_memory;

/// Reads the headers in the whole bytes of a file. A damaged or cut file is read as far as libwebp could.
///
/// - Parameter seconds: How long that may take; 0 for no limit.
webp_memory webp_memory_of(const uint8_t *bytes, size_t count, double seconds);

#endif
