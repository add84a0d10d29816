#ifndef JPEG_GAIN_MAP_H
#define JPEG_GAIN_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether an APP1 or APP2 segment says that the file holds a gain map, a second picture that makes the first brighter on
/// screens that can show that. It is known from XMP (Ultra HDR, Adobe), from ISO 21496-1, and from a list of pictures
/// (MPF, CIPA DC-007) with one of no stated kind, as phones write it. A list of previews is no gain map.
bool jpeg_names_gain_map(const uint8_t *segment, size_t size);

/// How many of the first bytes of a segment `jpeg_may_name_gain_map` looks at.
enum { JPEG_GAIN_MAP_LOOK = 29 };

/// Whether the rest of a segment is worth reading for that.
bool jpeg_may_name_gain_map(const uint8_t *start, size_t count);

#endif
