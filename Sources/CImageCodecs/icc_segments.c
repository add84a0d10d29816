#include "icc_segments.h"

#include <stdlib.h>
#include <string.h>

static void drop(icc_segments *profile, icc_state state) {
  icc_segments_free(profile);
  profile->state = state;
}

uint8_t *icc_segments_add(icc_segments *profile, int number, int count, size_t size) {
  if (profile->state == icc_none) {
    profile->state = icc_present;
    profile->count = count;
  }
  if (profile->state != icc_present) return NULL;
  if (number < 1 || number > count || count != profile->count ||
      profile->segments[number].bytes != NULL) {
    drop(profile, icc_incomplete);
    return NULL;
  }
  if (profile->size + size > ICC_LARGEST) {
    drop(profile, icc_oversized);
    return NULL;
  }
  uint8_t *bytes = calloc(size + 1, 1);
  if (bytes == NULL) return NULL;
  profile->segments[number] = (icc_segment){bytes, size};
  profile->size += size;
  return bytes;
}

const uint8_t *icc_segments_join(icc_segments *profile, size_t *size) {
  *size = 0;
  if (profile->state != icc_present) return NULL;
  for (int i = 1; i <= profile->count; i++)
    if (profile->segments[i].bytes == NULL) {
      drop(profile, icc_incomplete);
      return NULL;
    }
  if (profile->joined == NULL) {
    uint8_t *next = profile->joined = malloc(profile->size + 1);
    if (next == NULL) return NULL;
    for (int i = 1; i <= profile->count; i++) {
      memcpy(next, profile->segments[i].bytes, profile->segments[i].size);
      next += profile->segments[i].size;
    }
  }
  *size = profile->size;
  return profile->joined;
}

void icc_segments_free(icc_segments *profile) {
  for (int i = 0; i < 256; i++) free(profile->segments[i].bytes);
  free(profile->joined);
  *profile = (icc_segments){.state = icc_none};
}
