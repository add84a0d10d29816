#include "icc_segments.h"

#include <stdlib.h>
#include <string.h>

static void drop(icc_segments *profile, icc_state state) {
  icc_segments_free(profile);
  profile->state = state;
}

static void *own(icc_segments *profile, void *memory, size_t size) {
  if (memory == NULL) profile->out_of_memory = true;
  profile->most_held += size;
  return memory;
}

// Only one repeated segment is held at a time.
static uint8_t *add_repeated(icc_segments *profile, int number, size_t size) {
  const size_t more = size > profile->most_repeated ? size - profile->most_repeated : 0;
  profile->most_repeated += more;
  uint8_t *bytes = own(profile, calloc(size + 1, 1), more);
  profile->repeated = (icc_segment){bytes, size};
  profile->repeated_number = number;
  return bytes;
}

uint8_t *icc_segments_add(icc_segments *profile, int number, int count, size_t size) {
  if (profile->state == icc_none) {
    profile->state = icc_present;
    profile->count = count;
  }
  if (profile->state != icc_present) return NULL;
  if (number < 1 || number > count || count != profile->count) {
    drop(profile, icc_incomplete);
    return NULL;
  }
  const icc_segment known = profile->segments[number];
  if (known.bytes != NULL && known.size != size) {
    drop(profile, icc_conflicting);
    return NULL;
  }
  if (known.bytes == NULL && profile->size + size > profile->largest) {
    drop(profile, icc_oversized);
    return NULL;
  }
  if (known.bytes != NULL) return add_repeated(profile, number, size);
  uint8_t *bytes = own(profile, calloc(size + 1, 1), size);
  if (bytes == NULL) return NULL;
  profile->segments[number] = (icc_segment){bytes, size};
  profile->size += size;
  return bytes;
}

void icc_segments_added(icc_segments *profile) {
  const icc_segment repeated = profile->repeated;
  if (repeated.bytes == NULL) return;
  const icc_segment first = profile->segments[profile->repeated_number];
  const bool is_same = memcmp(first.bytes, repeated.bytes, repeated.size) == 0;
  free(repeated.bytes);
  profile->repeated = (icc_segment){NULL, 0};
  if (!is_same) drop(profile, icc_conflicting);
}

uint8_t *icc_segments_join(icc_segments *profile, size_t *size) {
  *size = 0;
  if (profile->state != icc_present) return NULL;
  for (int i = 1; i <= profile->count; i++)
    if (profile->segments[i].bytes == NULL) {
      drop(profile, icc_incomplete);
      return NULL;
    }
  uint8_t *joined = own(profile, malloc(profile->size + 1), profile->size), *next = joined;
  for (int i = 1; i <= profile->count && joined != NULL; i++) {
    memcpy(next, profile->segments[i].bytes, profile->segments[i].size);
    next += profile->segments[i].size;
  }
  *size = profile->size;
  drop(profile, icc_present);
  return joined;
}

void icc_segments_free(icc_segments *profile) {
  for (int i = 0; i < 256; i++) {
    free(profile->segments[i].bytes);
    profile->segments[i] = (icc_segment){NULL, 0};
  }
  free(profile->repeated.bytes);
  profile->repeated = (icc_segment){NULL, 0};
  profile->size = 0;
}
