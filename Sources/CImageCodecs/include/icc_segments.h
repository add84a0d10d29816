#ifndef ICC_SEGMENTS_H
#define ICC_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  icc_none,
  icc_present,
  icc_oversized,   // larger than ICC_LARGEST, and not kept
  icc_incomplete,  // a segment is missing, or there is one too many
} icc_state;

/// Larger profiles are those of printers, about 2 MB; more is not worth the memory.
enum { ICC_LARGEST = 4 << 20 };

typedef struct {
  uint8_t *bytes;
  size_t size;
} icc_segment;

/// The segments of a profile, by their numbers, which count from 1.
typedef struct {
  icc_segment segments[256];
  int count;  // that the segments say there are
  size_t size;
  icc_state state;
  uint8_t *joined;
} icc_segments;

/// Makes room for a segment, zeroed; NULL where it is not wanted.
uint8_t *icc_segments_add(icc_segments *profile, int number, int count, size_t size);

/// The profile, which `profile` owns; NULL if there is none that is whole.
const uint8_t *icc_segments_join(icc_segments *profile, size_t *size);

void icc_segments_free(icc_segments *profile);

#endif
