#ifndef PNG_HEADER_H
#define PNG_HEADER_H

// What libpng has read before the image data.

#include <png.h>

#include "png_chunks.h"
#include "png_reader.h"

// Fills in the header. The Exif block moves from the chunks to it. May jump as libpng does.
void png_take_header(png_structp png, png_infop info, png_chunks *chunks, png_header *header);

#endif
