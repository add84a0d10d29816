#ifndef ICC_SEGMENTS_H
#define ICC_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  icc_none,
  icc_present,
  icc_oversized,   // larger than its limit, and not kept
  icc_incomplete,  // a segment is missing, or there is one too many
  icc_conflicting, // two segments have the same number and differ
} icc_state;

typedef struct {
  uint8_t *bytes;
  size_t size;
} icc_segment;

/// The segments of a profile, by their numbers, which count from 1.
typedef struct {
  icc_segment segments[256];
  int count;  // the number that the segments state
  size_t size;
  size_t largest;    // bytes a profile may have
  size_t most_held;  // bytes that have been held at once
  icc_state state;
  bool out_of_memory;
  icc_segment repeated;  // a segment whose number has come before
  int repeated_number;
  size_t most_repeated;  // bytes of such segments that have been held at once
} icc_segments;

/// Makes zeroed room for a segment. NULL if the segment is not wanted, or there is no memory for it.
uint8_t *icc_segments_add(icc_segments *profile, int number, int count, size_t size);

/// Called once the segment is filled. Some files hold their profile twice: a segment that repeats an earlier one
/// changes nothing, unless they differ.
void icc_segments_added(icc_segments *profile);

/// The profile, for the caller to free; NULL if it is not complete, or there is no memory for it. Nothing else is kept.
uint8_t *icc_segments_join(icc_segments *profile, size_t *size);

void icc_segments_free(icc_segments *profile);

#endif
