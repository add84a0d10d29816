#ifndef PNG_FILTER_H
#define PNG_FILTER_H

#include <stddef.h>
#include <stdint.h>

/// Filters the rows of an image for compression (PNG specification, section 9), top to bottom. Each row gets the filter
/// whose results, as signed bytes, have the smallest sum of absolute values.
typedef struct png_filter png_filter;

/// Rows have `count` bytes, pixels `stride`. NULL when memory ran out.
png_filter *png_filter_new(size_t count, size_t stride);
void png_filter_free(png_filter *filter);

/// The number of the filter and the filtered row, `count + 1` bytes that stay until the next call.
const uint8_t *png_filter_row(png_filter *filter, const uint8_t *row);

#endif
