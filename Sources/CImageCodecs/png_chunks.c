#include "png_chunks.h"

#include <stdlib.h>
#include <string.h>

#include "crc32.h"

const uint8_t png_chunk_types[5 * png_chunk_kinds] = "cICP\0sRGB\0gAMA\0cHRM\0eXIf";

enum { signature_size = 8, header_size = 8, checksum_size = 4 };

static uint32_t number(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void png_chunks_start(png_chunks *chunks, size_t largest_exif) {
  *chunks = (png_chunks){.largest_exif = largest_exif, .kind = -1};
  // The signature is treated like a chunk without a checksum.
  chunks->in_chunk = true;
  chunks->data_left = signature_size;
}

static int kind_of(const uint8_t *type) {
  for (int kind = 0; kind < png_chunk_kinds; kind++)
    if (memcmp(type, png_chunk_types + 5 * kind, 4) == 0) return kind;
  return -1;
}

static uint8_t *fixed_target(png_chunks *chunks, int kind) {
  static const uint32_t sizes[] = {sizeof chunks->code_points, sizeof chunks->srgb, sizeof chunks->gamma,
                                   sizeof chunks->primaries};
  if (chunks->length != sizes[kind]) return NULL;
  switch (kind) {
    case png_chunk_cicp: return chunks->code_points;
    case png_chunk_srgb: return chunks->srgb;
    case png_chunk_gama: return chunks->gamma;
    default: return chunks->primaries;
  }
}

static uint8_t *exif_target(png_chunks *chunks) {
  if (chunks->length == 0) return NULL;
  if (chunks->largest_exif > 0 && chunks->length > chunks->largest_exif) {
    chunks->exif_is_too_large = true;
    return NULL;
  }
  free(chunks->exif);  // from a chunk with a wrong checksum
  chunks->exif = malloc(chunks->length);
  chunks->exif_size = chunks->length;
  chunks->out_of_memory = chunks->exif == NULL;
  return chunks->exif;
}

static void begin(png_chunks *chunks, const uint8_t *header) {
  chunks->length = chunks->data_left = number(header);
  chunks->checksum_left = checksum_size;
  chunks->in_chunk = true;
  memcpy(chunks->type, header + 4, sizeof chunks->type);
  if (memcmp(chunks->type, "IDAT", 4) == 0) chunks->at_image_data = true;
  const int kind = chunks->at_image_data ? -1 : kind_of(chunks->type);
  chunks->target = kind < 0 || chunks->has[kind] ? NULL
                   : kind == png_chunk_exif      ? exif_target(chunks)
                                                 : fixed_target(chunks, kind);
  chunks->kind = chunks->target == NULL ? -1 : kind;
  chunks->crc = crc32_of(0, chunks->type, sizeof chunks->type);
  chunks->stored_crc = 0;
}

static void take(png_chunks *chunks, const uint8_t *bytes, size_t count) {
  if (chunks->kind < 0) return;
  memcpy(chunks->target, bytes, count);
  chunks->target += count;
  chunks->crc = crc32_of(chunks->crc, bytes, count);
}

void png_chunks_follow(png_chunks *chunks, const uint8_t *bytes, size_t count) {
  if (!chunks->in_chunk) {
    if (count == header_size) begin(chunks, bytes);
    return;
  }
  const size_t part = count < chunks->data_left ? count : chunks->data_left;
  take(chunks, bytes, part);
  chunks->data_left -= (uint32_t)part;
  for (size_t i = part; i < count && chunks->checksum_left > 0; i++, chunks->checksum_left--)
    chunks->stored_crc = chunks->stored_crc << 8 | bytes[i];
  if (chunks->data_left > 0 || chunks->checksum_left > 0) return;
  chunks->in_chunk = false;
  if (chunks->kind >= 0) chunks->has[chunks->kind] = chunks->crc == chunks->stored_crc;
}

void png_chunks_free(png_chunks *chunks) { free(chunks->exif); }
