#ifndef JPEG_GAIN_MAP_H
#define JPEG_GAIN_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// True if an APP1 or APP2 segment says that the file holds a gain map: a second picture that makes the first brighter
/// on screens of high dynamic range. XMP (Ultra HDR, Adobe) and ISO 21496-1 say so, and so does a list of pictures
/// (MPF, CIPA DC-007) with one of no stated kind, as phones write it. A list of previews does not.
bool jpeg_names_gain_map(const uint8_t *segment, size_t size);

/// The number of first bytes of a segment that `jpeg_may_name_gain_map` looks at.
enum { JPEG_GAIN_MAP_LOOK = 29 };

/// True if the rest of a segment may say that there is a gain map.
bool jpeg_may_name_gain_map(const uint8_t *start, size_t count);

#endif
