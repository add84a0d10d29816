#ifndef JPEG_READER_H
#define JPEG_READER_H

#include "byte_source.h"
#include "codec_status.h"
#include "icc_segments.h"

typedef struct jpeg_reader jpeg_reader;

typedef enum {
  jpeg_model_gray,
  jpeg_model_ycc,
  jpeg_model_rgb,
  jpeg_model_cmyk,  // CMYK or YCCK
} jpeg_model;

typedef struct {
  uint32_t width, height;
  int components;
  jpeg_model model;
  bool progressive;
  bool several_scans;  // as in progressive files: all coefficients are kept until the last scan
  bool arithmetic;
  int horizontal_sampling[4], vertical_sampling[4];
  uint8_t *exif;  // the TIFF structure of the first Exif segment, or NULL; for the caller to free
  size_t exif_size;
  uint8_t *profile;  // ICC, or NULL; for the caller to free
  size_t profile_size;
  icc_state profile_state;
  size_t profile_held;  // the most bytes of it that were held at once, even if they were not kept
  bool has_gain_map;
} jpeg_header;

/// The rows and columns of one decoded component, as `jpeg_reader_start_planes` delivers them.
typedef struct {
  uint32_t width, height;
  uint32_t padded_width;    // samples that a row buffer must hold
  double horizontal_pitch;  // stored pixels from one sample to the next
  double vertical_pitch;
  uint32_t rows_per_group;  // rows that one call of `jpeg_reader_read_planes` delivers
} jpeg_plane;

/// - Parameter largest_profile: Bytes of the largest color profile that is kept.
codec_status jpeg_reader_open(byte_source *source, size_t largest_profile, jpeg_reader **reader);
void jpeg_reader_free(jpeg_reader *reader);
const codec_messages *jpeg_reader_messages(const jpeg_reader *reader);

codec_status jpeg_reader_read_header(jpeg_reader *reader, jpeg_header *header);

/// Limits the scans of a progressive file and the seconds from now; 0 is no limit. Called first.
void jpeg_reader_set_limits(jpeg_reader *reader, int most_scans, double seconds);

/// Allows skipping the last scans of a progressive file, once they would change the result by at most `tolerance`, a
/// mean squared error. `visibility` has 64 numbers for each of four components, in zigzag order: the error that an
/// error of 1 in a dequantized coefficient adds. A file that does not reach its end is read as if this had not been
/// called.
void jpeg_reader_set_tolerance(jpeg_reader *reader, double tolerance, const float *visibility);

/// Makes a stray marker that libjpeg cannot pass end the data of a scan with DC coefficients: `codec_truncated`.
/// Otherwise the rows after it are gray, as in every decoder that uses libjpeg.
void jpeg_reader_end_at_markers(jpeg_reader *reader);

/// True if such gray rows have been delivered. `rows` becomes the number of good stored rows before them.
bool jpeg_reader_is_cut(const jpeg_reader *reader, uint32_t *rows);

/// True if the file has ended and its scans lack bits of some coefficients.
bool jpeg_reader_lacks_scans(const jpeg_reader *reader);

/// True if this process may decode Huffman codes in libjpeg's place. The first call decides it: a small picture must
/// decode to the same samples both ways, and the environment variable `IMGPREP_HUFFMAN` must not be `libjpeg`.
bool jpeg_huffman_is_trusted(void);

/// True if our decoder decodes this reader's Huffman codes, once decoding has started.
bool jpeg_reader_decodes_huffman(const jpeg_reader *reader);

/// Starts decoding to interleaved rows (gray: 1 channel, RGB: 3, CMYK: 4 as stored), at 1/`shrink` of the size (1, 2, 4
/// or 8); fancy upsampling, slow integer transform. `codec_incomplete` means that the data end before the last of
/// several scans is complete, `codec_truncated` that they hold no row.
codec_status jpeg_reader_start_rows(jpeg_reader *reader, int shrink, uint32_t *width,
                                    uint32_t *height);

/// Starts decoding to one plane for each component, at its own sampling; otherwise as above.
codec_status jpeg_reader_start_planes(jpeg_reader *reader, int shrink, jpeg_plane *planes);

/// Decodes up to `count` rows. If the data end early, incomplete rows are left out.
codec_status jpeg_reader_read_rows(jpeg_reader *reader, uint8_t *const *rows, uint32_t count,
                                   uint32_t *delivered);

/// Decodes one group of rows of every plane; `rows` holds `rows_per_group` pointers for each in turn.
/// After the last group it reports `codec_end`.
codec_status jpeg_reader_read_planes(jpeg_reader *reader, uint8_t *const *const *rows);

#endif
