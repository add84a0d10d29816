#ifndef PNG_CHUNKS_H
#define PNG_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Reads five kinds of chunks as their bytes pass on the way to libpng, which skips them. libpng would hold such chunks
// whole, at any size and in any number. It also takes eXIf a byte at a time, knows cICP only since 1.6.45, and ignores
// a profile that follows an sRGB chunk or an invalid gAMA or cHRM chunk.
//
// The first chunk of a kind counts. Chunks of the wrong size or with a wrong checksum are ignored, as in libpng.
typedef struct {
  size_t largest_exif;  // larger ones are ignored; 0 is no limit

  // The current chunk; type 0 stands for the signature of the file.
  uint8_t type[4];
  uint32_t length;
  uint32_t data_left;
  int checksum_left;  // bytes
  bool in_chunk;      // false if the next bytes are a length and a type
  bool at_image_data;

  // The part of the chunk that is kept.
  int kind;  // -1: nothing
  uint8_t *target;
  uint32_t crc, stored_crc;

  // By kind: the bytes of the chunk, and whether there was one.
  uint8_t code_points[4];  // cICP
  uint8_t srgb[1];
  uint8_t gamma[4];
  uint8_t primaries[32];  // cHRM
  uint8_t *exif;
  size_t exif_size;
  bool has[5];

  bool exif_is_too_large;  // true if any eXIf chunk was
  bool out_of_memory;
} png_chunks;

enum { png_chunk_cicp, png_chunk_srgb, png_chunk_gama, png_chunk_chrm, png_chunk_exif, png_chunk_kinds };

/// The five types, each followed by 0, as in libpng's lists of types.
extern const uint8_t png_chunk_types[5 * png_chunk_kinds];

/// Called before the first byte of the file, which begins with a signature of 8 bytes.
void png_chunks_start(png_chunks *chunks, size_t largest_exif);

/// Takes bytes that libpng reads: never those of two chunks together.
void png_chunks_follow(png_chunks *chunks, const uint8_t *bytes, size_t count);

void png_chunks_free(png_chunks *chunks);

#endif
