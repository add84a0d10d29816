#ifndef RESAMPLE_KERNELS_H
#define RESAMPLE_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The arithmetic of resampling, flattening and packing, compiled once for each instruction set.
//
// All of it has a stated order, so that every instruction set gives the same bytes. Only tensors have floats, and each
// operation on them is rounded as IEEE 754 says.
//
// *Rows* hold their samples side by side. *Lanes* are sixteen rows turned on their side: the samples of one column of
// sixteen rows lie next to each other. So resampling along a row is the same weighted sum as resampling along a column,
// without a shuffle.
//
// Vector units multiply and add two neighboring samples at a time. So rows, and the columns of lanes, are *paired*
// once: their samples are interleaved two by two, for every sum that needs them. Each instruction set has its own order
// of the paired samples in memory.

#define RESAMPLE_LANES 16

/// Rows are read and written in blocks of this many samples: they must have room for a whole number of them.
#define RESAMPLE_BLOCK 64

/// The fractional bits of the 16-bit samples between the passes of a `balanced` resampling.
#define RESAMPLE_FRACTION_BITS 6

/// The fractional bits of the weights of an `exact` resampling (Pillow's PRECISION_BITS).
#define RESAMPLE_EXACT_BITS 22

/// The low bits of an exact weight, which `fine` holds; `coarse` holds the rest.
#define RESAMPLE_FINE_BITS 15

/// JFIF's factors of chroma (version 1.02, page 3), with the 16 fractional bits that libjpeg gives them.
#define RESAMPLE_JFIF_BITS 16
#define RESAMPLE_JFIF_CR_TO_RED 91881
#define RESAMPLE_JFIF_CB_TO_GREEN (-22554)
#define RESAMPLE_JFIF_CR_TO_GREEN (-46802)
#define RESAMPLE_JFIF_CB_TO_BLUE 116130

/// The spread of chroma from which on its products are not rounded, in levels: a power of two.
#define RESAMPLE_JFIF_SPREAD_BITS 3

/// The windows and weights of the outputs of one axis.
///
/// Output `i` is the sum over `k` in `0..<2 * pairs[i]` of weight `i * taps + k` times the source sample `starts[i] +
/// k`. `taps` and every start are even; windows that are not are filled up with zero weights. From one output to the
/// next, neither the start nor the end of the window goes back.
typedef struct {
  size_t outputs;
  size_t taps;
  const int32_t *starts;
  const int32_t *pairs;
  /// Weights with `shift` fractional bits (balanced).
  const int16_t *weights;
  /// The two parts of weights with 22 fractional bits (exact): coarse * 2^15 + fine.
  const int16_t *coarse;
  const int16_t *fine;
  int shift;
} resample_axis;

/// Factors from YCbCr to full-range 8-bit RGB, in fixed point with 14 fractional bits.
typedef struct {
  int32_t luma_scale;
  int32_t luma_offset;  // in samples, subtracted from Y
  int32_t cr_to_red;
  int32_t cb_to_green;
  int32_t cr_to_green;
  int32_t cb_to_blue;
} resample_ycc_matrix;

/// The most chroma rows that are clipped at a time: those of a row of JPEG blocks.
#define RESAMPLE_CLIP_ROWS 32

/// A few decoded rows of a YCbCr picture: whole chroma rows, each with its luma rows.
typedef struct {
  uint8_t *const *luma;
  uint8_t *const *cb;
  uint8_t *const *cr;
  /// The chroma rows above the first, as decoded; at the top of the picture, the first rows themselves.
  const uint8_t *cb_above;
  const uint8_t *cr_above;
  /// Number of luma rows. The last chroma row may have fewer than `down` luma rows.
  size_t luma_rows;
  /// At most `RESAMPLE_CLIP_ROWS`.
  size_t chroma_rows;
  size_t width;
  size_t chroma_width;
  /// Luma samples for one sample of chroma, along a row and down a column: 1 or 2.
  size_t across;
  size_t down;
  /// True if a decoder would interpolate chroma of half the resolution (3 parts of the nearer sample, 1 of the
  /// farther); false if it would repeat samples.
  bool interpolates;
  /// Where the moves of chroma go, with `RESAMPLE_MOVE_BITS` fractional bits: rows of zeros, with room for whole blocks.
  /// Chroma itself then stays. NULL to move chroma.
  int16_t *const *cb_moves;
  int16_t *const *cr_moves;
} resample_ycc_rows;

/// The fractional bits of the moves of chroma.
#define RESAMPLE_MOVE_BITS 4

/// The 256ths of BT.601's gray that are red, green and blue.
#define RESAMPLE_RED_IN_GRAY 77
#define RESAMPLE_GREEN_IN_GRAY 150
#define RESAMPLE_BLUE_IN_GRAY 29

/// Rounds colors to levels, in 32nds of one: half a level, and the mean of what four products lose when they are
/// rounded down to 8ths.
#define RESAMPLE_CLIP_ROUNDING 18

/// Constants to find and move colors outside RGB. 16-bit factors are for the high half of a product.
typedef struct {
  /// Luma for black.
  int16_t black;
  /// Times 128 times luma above black: gray, in 32nds of a level.
  int16_t luma_scale;
  /// Times 128 times chroma less 128: what chroma adds to red, green and blue, in 8ths of a level.
  int16_t cr_to_red;
  int16_t cb_to_green;
  int16_t cr_to_green;
  int16_t cb_to_blue;
  /// Times gray in 256ths of a level: luma, in 128ths.
  int16_t luma_of_gray;
  /// Times the sum over four luma samples of how blue and red move relative to gray, in 16ths of a level: the mean move
  /// of Cb and Cr, in 16ths.
  int16_t cb;
  int16_t cr;
} resample_ycc_clip;

/// The type of a tensor's elements.
typedef enum {
  RESAMPLE_UINT8,
  RESAMPLE_UINT16,
  RESAMPLE_FLOAT16,
  RESAMPLE_BFLOAT16,
  RESAMPLE_FLOAT32
} resample_element;

/// Pillow's `L`: these 65536ths of red, green and blue, and half of one, rounded down.
#define RESAMPLE_RED_IN_L 19595
#define RESAMPLE_GREEN_IN_L 38470
#define RESAMPLE_BLUE_IN_L 7471

/// The constants of sixteen neighboring elements.
typedef struct {
  float mean[RESAMPLE_LANES];
  float std[RESAMPLE_LANES];
  float inverse[RESAMPLE_LANES];
  float inverse_rest[RESAMPLE_LANES];
} resample_numbers;

/// How samples become the elements of a tensor.
typedef struct {
  /// Samples of a pixel: 1 is gray, 3 is RGB. 4 is RGBA, whose alpha is left out.
  size_t samples;
  /// Elements of a pixel: 1 (gray) or 3.
  size_t channels;
  /// True for blue, green, red.
  bool is_reversed;
  /// True if each channel is a plane of its own.
  bool is_planar;
  resample_element type;
  /// The element of each sample from 0 to 255, in its low bits, for each channel in the tensor's order. Bytes are the
  /// samples themselves.
  const uint32_t *table;
  /// True if float32 arithmetic gives the table's numbers too: (scaled - mean) / std, where scaled = sample * scale[0] +
  /// sample * scale[1]. The product with scale[0] is exact. Each quotient x / std equals fma(x, inverse,
  /// x * inverse_rest). No number is a NaN.
  bool is_computed;
  float scale[2];
  /// See `resample_set_numbers`.
  resample_numbers numbers[3];
  /// The factor of 16-bit samples, in two parts. A sample times the first, which has at most ten bits, is exact.
  float fine_scale[2];
} resample_packing;

/// Sets the constants of a channel, in the tensor's order. Without planes, each sixteen elements of a row begin with
/// another channel: the first, the second and the third in turn.
static inline void resample_set_numbers(resample_packing *packing, size_t channel, float mean, float std) {
  const bool is_mixed = packing->channels == 3 && !packing->is_planar;
  for (size_t n = 0; n < packing->channels; n++)
    for (size_t i = 0; i < RESAMPLE_LANES; i++) {
      if (channel != (is_mixed ? (16 * n + i) % 3 : n)) continue;
      resample_numbers *numbers = &packing->numbers[n];
      numbers->mean[i] = mean;
      numbers->std[i] = std;
      numbers->inverse[i] = (float)(1 / (double)std);
      numbers->inverse_rest[i] = (float)(1 / (double)std - numbers->inverse[i]);
    }
}

/// The bytes of scratch memory for clipping `chroma_rows` rows of `chroma_room` bytes (a whole number of blocks), with
/// `across` luma samples for each chroma sample. The memory is aligned to 4 bytes.
static inline size_t resample_clip_scratch(size_t chroma_rows, size_t chroma_room, size_t across) {
  return 2 * chroma_rows * chroma_room + sizeof(uint32_t) * 2 * chroma_room * across / RESAMPLE_BLOCK;
}

typedef struct {
  const char *name;

  // Two rows to one row of pairs, which needs twice the room.
  void (*pair_rows)(const uint8_t *a, const uint8_t *b, size_t columns, uint8_t *paired);

  // Down the columns: `count` (1 or 2) outputs from rows of pairs. The first row holds the start of output `first`.
  // Balanced: to 16 bits, unclipped. Exact: one output, rounded and clipped to 8 bits.
  void (*weigh_rows)(const uint8_t *const *paired, const resample_axis *axis, size_t first,
                     size_t count, size_t columns, int16_t *const *results);
  void (*weigh_rows_exact)(const uint8_t *const *paired, const resample_axis *axis, size_t output,
                           size_t columns, uint8_t *result);

  // Sixteen rows to lanes whose pixels are paired. An odd last pixel is paired with zeros.
  void (*rows_to_lanes)(const uint8_t *const *rows, size_t pixels, size_t channels, uint8_t *paired);
  void (*rows_to_lanes_16)(const int16_t *const *rows, size_t pixels, size_t channels,
                           int16_t *paired);

  // Along the rows: from paired lanes to lanes. Balanced: 16 bits, unclipped. Exact: rounded and clipped.
  void (*weigh_lanes)(const int16_t *paired, const resample_axis *axis, size_t channels,
                      int16_t *result);
  void (*weigh_lanes_exact)(const uint8_t *paired, const resample_axis *axis, size_t channels,
                            uint8_t *result);

  // Lanes to sixteen rows. Row pointers may repeat.
  void (*lanes_to_rows)(const uint8_t *lanes, size_t columns, uint8_t *const *rows);

  // 16-bit lanes to 8-bit lanes, rounded and clipped once.
  void (*clip_lanes)(const int16_t *lanes, size_t columns, uint8_t *result);
  void (*unpremultiply_lanes)(const int16_t *lanes, size_t pixels, uint8_t *result);
  void (*ycc_lanes_to_rgb)(const int16_t *luma, const int16_t *cb, const int16_t *cr,
                           const resample_ycc_matrix *matrix, size_t pixels, uint8_t *result);

  // The same for JFIF's YCbCr, as if each pixel had been converted before resampling. Decoders round the products of
  // chroma before they add them to luma. If chroma hardly varies, that shifts colors by up to half a level, and
  // averaging does not remove it. So between two whole chroma values, their rounded products are interpolated. This is
  // exact if the window contains only these two values. Where chroma varies, rounding averages out. So the more the
  // pixel and its neighbors in the row differ, the less their products are rounded; not at all from a spread of
  // 2^RESAMPLE_JFIF_SPREAD_BITS levels on.
  void (*jfif_lanes_to_rgb)(const int16_t *luma, const int16_t *cb, const int16_t *cr, size_t pixels,
                            uint8_t *result);

  // Moves colors outside RGB to where a decoder clips them: luma at its own resolution, chroma by the mean over its
  // luma samples. Clipping must come before resampling, which is linear: clipping later gives other colors. Rows have
  // room for whole blocks, and `scratch` has `resample_clip_scratch` bytes. Returns how many luma samples are outside
  // RGB.
  size_t (*clip_ycc_rows)(const resample_ycc_rows *rows, const resample_ycc_clip *clip, uint8_t *scratch);

  // Down the columns of moves of chroma, which are less than 256 levels: one output, with RESAMPLE_FRACTION_BITS. The
  // first row is the start of the output.
  void (*weigh_moves)(const int16_t *const *rows, const resample_axis *axis, size_t output, size_t columns,
                      int16_t *result);

  // One row of RGBA: flattened onto an opaque background (RGB out), or multiplied by its own alpha (RGBA out).
  void (*flatten_rgba)(const uint8_t *rgba, size_t pixels, const uint8_t *background, uint8_t *rgb);
  void (*premultiply_rgba)(const uint8_t *rgba, size_t pixels, uint8_t *result);

  // One row of samples to elements of a tensor: to the row's first element in each plane, or to its first element in
  // all. Results may be unaligned. Nothing before or behind them is written, and nothing behind the samples is read.
  void (*pack_row)(const uint8_t *samples, size_t pixels, const resample_packing *packing, uint8_t *const *results);

  // The same from 16-bit samples of gray or RGB, to floats. They are clipped first. Each operation of (sample *
  // fine_scale[0] + sample * fine_scale[1] - mean) / std is rounded to float32, and the result to its type.
  void (*pack_row_16)(const int16_t *samples, size_t pixels, const resample_packing *packing, uint8_t *const *results);

  // 16-bit lanes to sixteen rows. Row pointers may repeat.
  void (*lanes_to_rows_16)(const int16_t *lanes, size_t columns, int16_t *const *rows);

  // As the kernels for 8-bit results, to 16-bit lanes, rounded once and clipped.
  void (*ycc_lanes_to_rgb_16)(const int16_t *luma, const int16_t *cb, const int16_t *cr,
                              const resample_ycc_matrix *matrix, size_t pixels, int16_t *result);
  void (*jfif_lanes_to_rgb_16)(const int16_t *luma, const int16_t *cb, const int16_t *cr, size_t pixels,
                               int16_t *result);

  // The same, with the moves of chroma. They stand for clipping, which comes after the products, so their own products
  // are not rounded.
  void (*jfif_moved_lanes_to_rgb_16)(const int16_t *luma, const int16_t *cb, const int16_t *cr,
                                     const int16_t *cb_moves, const int16_t *cr_moves,
                                     const resample_ycc_matrix *matrix, size_t pixels, int16_t *result);
} resample_kernels;

/// The plain kernels, one sample at a time. All others are tested against them.
const resample_kernels *resample_kernels_scalar(void);

/// The kernels of an instruction set (`baseline`, `avx2`, `avx512`, `neon`). NULL if the name is unknown or this
/// processor cannot run them.
const resample_kernels *resample_kernels_named(const char *name);

/// The fastest kernels this processor can run.
const resample_kernels *resample_kernels_best(void);

#endif
