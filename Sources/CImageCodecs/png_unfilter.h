#ifndef PNG_UNFILTER_H
#define PNG_UNFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Undoes a PNG row filter (0 none, 1 sub, 2 up, 3 average, 4 Paeth; PNG specification, section 9).
///
/// `stride` is the number of bytes of a whole pixel, 1 to 8. `previous` is the row above, NULL for the first row.
/// Writes `count` bytes. Returns false for an unknown filter.
bool png_unfilter(int filter, const uint8_t *filtered, const uint8_t *previous, size_t count,
                  size_t stride, uint8_t *row);

#endif
