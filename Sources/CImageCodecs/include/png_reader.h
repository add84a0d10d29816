#ifndef PNG_READER_H
#define PNG_READER_H

#include "byte_source.h"
#include "codec_status.h"

typedef struct png_reader png_reader;

typedef enum {
  png_model_gray = 0,
  png_model_rgb = 2,
  png_model_palette = 3,
  png_model_gray_alpha = 4,
  png_model_rgb_alpha = 6,
} png_model;

typedef struct {
  uint32_t width, height;
  int bit_depth;
  png_model model;
  bool interlaced;
  int palette_count;
  uint8_t palette[256][4];  // red, green, blue, alpha (from tRNS)
  bool has_transparency;    // tRNS
  uint16_t transparent[3];  // the color key of gray (in [0]) and RGB images
  int significant_bits;     // the most of any channel in sBIT; 0 if there is none
  uint8_t *exif;  // for the caller to free
  size_t exif_size;
  const uint8_t *profile;  // ICC, or NULL
  size_t profile_size;
  bool has_srgb;          // sRGB
  bool has_gamma;         // gAMA
  uint32_t gamma;         // times 100,000
  bool has_primaries;     // cHRM
  uint32_t primaries[8];  // x and y of white, red, green and blue, times 100,000
  bool has_code_points;   // cICP
  uint8_t code_points[4];
} png_header;

/// - Parameter largest_chunk: Bytes of the largest chunk other than image data; a larger one is skipped, with a
///   warning. 0 is no limit.
codec_status png_reader_open(byte_source *source, size_t largest_chunk, png_reader **reader);
void png_reader_free(png_reader *reader);
const codec_messages *png_reader_messages(const png_reader *reader);

typedef enum {
  png_warning_other,
  png_warning_profile,    // the color profile is damaged
  png_warning_too_large,  // a chunk is larger than the limit
} png_warning_kind;

/// The kind of the warning in the messages.
png_warning_kind png_reader_first_warning(const png_reader *reader);

codec_status png_reader_read_header(png_reader *reader, png_header *header);

/// Frees the profile in the header.
void png_reader_drop_profile(png_reader *reader);

/// Starts decoding to rows as stored, but with samples of less than 8 bits unpacked to a byte each;
/// 16-bit samples keep their two bytes, high byte first.
///
/// - Parameter lenient: True if a wrong checksum of the compressed data or of an IDAT chunk is a warning instead of
///   `codec_bad_checksum`. Some pixel may be wrong then.
codec_status png_reader_start(png_reader *reader, bool lenient, size_t *bytes_per_row);

/// Decodes up to `count` rows. The last of them must stay unchanged until the next call. For an interlaced image, each
/// of the first calls decodes a pass and delivers nothing. `codec_incomplete` means that the data end, or are damaged,
/// in a pass after the first. A further call then delivers a coarser picture.
codec_status png_reader_read_rows(png_reader *reader, uint8_t *const *rows, uint32_t count,
                                  uint32_t *delivered);

/// After `codec_incomplete`: the number of complete passes of an interlaced image.
int png_reader_complete_passes(const png_reader *reader);

#endif
