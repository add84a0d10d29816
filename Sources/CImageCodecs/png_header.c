#include "png_header.h"

#include <string.h>

static void take_palette(png_structp png, png_infop info, png_header *header) {
  png_colorp colors = NULL;
  png_bytep alphas = NULL;
  int color_count = 0, alpha_count = 0;
  if (png_get_PLTE(png, info, &colors, &color_count) == 0) color_count = 0;
  if (png_get_tRNS(png, info, &alphas, &alpha_count, NULL) == 0 || alphas == NULL)
    alpha_count = 0;
  header->palette_count = color_count;
  header->has_transparency = alpha_count > 0;
  for (int i = 0; i < 256; i++) {
    const bool known = i < color_count;
    header->palette[i][0] = known ? colors[i].red : 0;
    header->palette[i][1] = known ? colors[i].green : 0;
    header->palette[i][2] = known ? colors[i].blue : 0;
    header->palette[i][3] = i < alpha_count ? alphas[i] : 255;
  }
}

static void take_color_key(png_structp png, png_infop info, png_header *header) {
  png_color_16p key = NULL;
  if (png_get_tRNS(png, info, NULL, NULL, &key) == 0 || key == NULL) return;
  header->has_transparency = true;
  const bool gray = header->model == png_model_gray;
  // It always has 16 bits. The standard says to ignore those beyond the image's depth.
  const int mask = (1 << header->bit_depth) - 1;
  header->transparent[0] = (gray ? key->gray : key->red) & mask;
  header->transparent[1] = key->green & mask;
  header->transparent[2] = key->blue & mask;
}

static void take_significant_bits(png_structp png, png_infop info, png_header *header) {
  png_color_8p bits = NULL;
  if (png_get_sBIT(png, info, &bits) == 0 || bits == NULL) return;
  const png_byte all[] = {bits->red, bits->green, bits->blue, bits->gray};
  const bool gray = header->model == png_model_gray || header->model == png_model_gray_alpha;
  for (int i = gray ? 3 : 0; i < (gray ? 4 : 3); i++)
    if (all[i] > header->significant_bits) header->significant_bits = all[i];
}

static void take_chunks(png_chunks *chunks, png_header *header) {
  header->has_code_points = chunks->has[png_chunk_cicp];
  memcpy(header->code_points, chunks->code_points, sizeof header->code_points);
  header->has_srgb = chunks->has[png_chunk_srgb];
  header->has_gamma = chunks->has[png_chunk_gama];
  header->gamma = png_get_uint_32(chunks->gamma);
  header->has_primaries = chunks->has[png_chunk_chrm];
  for (int i = 0; i < 8; i++) header->primaries[i] = png_get_uint_32(chunks->primaries + 4 * i);
  if (!chunks->has[png_chunk_exif]) return;
  header->exif = chunks->exif;
  header->exif_size = chunks->exif_size;
  chunks->exif = NULL;
}

static void take_profile(png_structp png, png_infop info, png_header *header) {
  png_charp name = NULL;
  int compression = 0;
  png_bytep profile = NULL;
  png_uint_32 size = 0;
  if (png_get_iCCP(png, info, &name, &compression, &profile, &size) == 0) return;
  header->profile = profile;
  header->profile_size = size;
}

void png_take_header(png_structp png, png_infop info, png_chunks *chunks, png_header *header) {
  header->width = png_get_image_width(png, info);
  header->height = png_get_image_height(png, info);
  header->bit_depth = png_get_bit_depth(png, info);
  header->model = (png_model)png_get_color_type(png, info);
  header->interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  if (header->model == png_model_palette) take_palette(png, info, header);
  if (header->model == png_model_gray || header->model == png_model_rgb) take_color_key(png, info, header);
  take_chunks(chunks, header);
  take_profile(png, info, header);
  take_significant_bits(png, info, header);
}
