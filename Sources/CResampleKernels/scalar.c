// The oracle: each kernel exactly as defined, one sample at a time.

#include <string.h>

#include "resample_kernels.h"

static uint8_t clip_to_8(int32_t value) {
  return value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
}

static int16_t saturate_to_16(int32_t value) {
  return value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : (int16_t)value;
}

static int32_t exact_weight(const resample_axis *axis, size_t index) {
  return axis->coarse[index] * (1 << RESAMPLE_FINE_BITS) + axis->fine[index];
}

// Sums are modulo 2^32, as in vector units. Their final value always fits.
static uint8_t round_exact(uint32_t sum) {
  return clip_to_8((int32_t)(sum + (1u << (RESAMPLE_EXACT_BITS - 1))) >> RESAMPLE_EXACT_BITS);
}

static int shift_after_rows(const resample_axis *axis) {
  return axis->shift - RESAMPLE_FRACTION_BITS;
}

static int16_t round_balanced(int32_t sum, int shift) {
  return saturate_to_16((sum + (1 << (shift - 1))) >> shift);
}

static void pair_rows(const uint8_t *a, const uint8_t *b, size_t columns, uint8_t *paired) {
  for (size_t x = 0; x < columns; x++) {
    paired[2 * x] = a[x];
    paired[2 * x + 1] = b[x];
  }
}

// Sample `k` of a column of paired rows.
static uint8_t sample(const uint8_t *const *paired, size_t k, size_t x) {
  return paired[k / 2][2 * x + k % 2];
}

static void weigh_rows(const uint8_t *const *paired, const resample_axis *axis, size_t first,
                       size_t count, size_t columns, int16_t *const *results) {
  for (size_t i = 0; i < count; i++) {
    const int16_t *weights = axis->weights + (first + i) * axis->taps;
    const size_t start = (size_t)(axis->starts[first + i] - axis->starts[first]);
    for (size_t x = 0; x < columns; x++) {
      int32_t sum = 0;
      for (size_t k = 0; k < 2 * (size_t)axis->pairs[first + i]; k++)
        sum += weights[k] * sample(paired, start + k, x);
      results[i][x] = round_balanced(sum, shift_after_rows(axis));
    }
  }
}

static void weigh_rows_exact(const uint8_t *const *paired, const resample_axis *axis, size_t output,
                             size_t columns, uint8_t *result) {
  for (size_t x = 0; x < columns; x++) {
    uint32_t sum = 0;
    for (size_t k = 0; k < 2 * (size_t)axis->pairs[output]; k++)
      sum += (uint32_t)(exact_weight(axis, output * axis->taps + k) * sample(paired, k, x));
    result[x] = round_exact(sum);
  }
}

// The index of a lane's column among paired lanes.
static size_t paired_index(size_t pixel, size_t channel, size_t channels, size_t lane) {
  return ((pixel / 2 * channels + channel) * RESAMPLE_LANES + lane) * 2 + pixel % 2;
}

static void rows_to_lanes(const uint8_t *const *rows, size_t pixels, size_t channels,
                          uint8_t *paired) {
  for (size_t p = 0; p < pixels + pixels % 2; p++)
    for (size_t c = 0; c < channels; c++)
      for (size_t lane = 0; lane < RESAMPLE_LANES; lane++)
        paired[paired_index(p, c, channels, lane)] = p < pixels ? rows[lane][p * channels + c] : 0;
}

static void rows_to_lanes_16(const int16_t *const *rows, size_t pixels, size_t channels,
                             int16_t *paired) {
  for (size_t p = 0; p < pixels + pixels % 2; p++)
    for (size_t c = 0; c < channels; c++)
      for (size_t lane = 0; lane < RESAMPLE_LANES; lane++)
        paired[paired_index(p, c, channels, lane)] = p < pixels ? rows[lane][p * channels + c] : 0;
}

static void weigh_lanes(const int16_t *paired, const resample_axis *axis, size_t channels,
                        int16_t *result) {
  for (size_t i = 0; i < axis->outputs; i++)
    for (size_t c = 0; c < channels; c++)
      for (size_t lane = 0; lane < RESAMPLE_LANES; lane++) {
        int32_t sum = 0;
        for (size_t k = 0; k < 2 * (size_t)axis->pairs[i]; k++)
          sum += axis->weights[i * axis->taps + k] *
                 paired[paired_index((size_t)axis->starts[i] + k, c, channels, lane)];
        result[(i * channels + c) * RESAMPLE_LANES + lane] = round_balanced(sum, axis->shift);
      }
}

static void weigh_lanes_exact(const uint8_t *paired, const resample_axis *axis, size_t channels,
                              uint8_t *result) {
  for (size_t i = 0; i < axis->outputs; i++)
    for (size_t c = 0; c < channels; c++)
      for (size_t lane = 0; lane < RESAMPLE_LANES; lane++) {
        uint32_t sum = 0;
        for (size_t k = 0; k < 2 * (size_t)axis->pairs[i]; k++)
          sum += (uint32_t)(exact_weight(axis, i * axis->taps + k) *
                            paired[paired_index((size_t)axis->starts[i] + k, c, channels, lane)]);
        result[(i * channels + c) * RESAMPLE_LANES + lane] = round_exact(sum);
      }
}

static void lanes_to_rows(const uint8_t *lanes, size_t columns, uint8_t *const *rows) {
  for (size_t x = 0; x < columns; x++)
    for (size_t lane = 0; lane < RESAMPLE_LANES; lane++)
      rows[lane][x] = lanes[x * RESAMPLE_LANES + lane];
}

static uint8_t round_fraction(int32_t value) {
  return clip_to_8((value + (1 << (RESAMPLE_FRACTION_BITS - 1))) >> RESAMPLE_FRACTION_BITS);
}

static void clip_lanes(const int16_t *lanes, size_t columns, uint8_t *result) {
  for (size_t i = 0; i < columns * RESAMPLE_LANES; i++) result[i] = round_fraction(lanes[i]);
}

static void unpremultiply_lanes(const int16_t *lanes, size_t pixels, uint8_t *result) {
  for (size_t p = 0; p < pixels; p++)
    for (size_t lane = 0; lane < RESAMPLE_LANES; lane++) {
      size_t at = p * 4 * RESAMPLE_LANES + lane;
      int32_t alpha = lanes[at + 3 * RESAMPLE_LANES];
      uint8_t rounded = round_fraction(alpha);
      for (size_t c = 0; c < 3; c++) {
        int32_t value = lanes[at + c * RESAMPLE_LANES];
        result[at + c * RESAMPLE_LANES] =
            rounded == 0 ? 0
            : value < 0  ? 0
                         : clip_to_8((value * 255 + alpha / 2) / alpha);
      }
      result[at + 3 * RESAMPLE_LANES] = rounded;
    }
}

static void ycc_lanes_to_rgb(const int16_t *luma, const int16_t *cb, const int16_t *cr,
                             const resample_ycc_matrix *matrix, size_t pixels, uint8_t *result) {
  const int shift = 14 + RESAMPLE_FRACTION_BITS;
  const int32_t half = 1 << (shift - 1), middle = 128 << RESAMPLE_FRACTION_BITS;
  for (size_t p = 0; p < pixels; p++)
    for (size_t lane = 0; lane < RESAMPLE_LANES; lane++) {
      size_t from = p * RESAMPLE_LANES + lane, to = 3 * p * RESAMPLE_LANES + lane;
      int32_t y = luma[from] - (matrix->luma_offset << RESAMPLE_FRACTION_BITS);
      int32_t b = cb[from] - middle, r = cr[from] - middle;
      int32_t base = y * matrix->luma_scale + half;
      result[to] = clip_to_8((base + r * matrix->cr_to_red) >> shift);
      result[to + RESAMPLE_LANES] =
          clip_to_8((base + b * matrix->cb_to_green + r * matrix->cr_to_green) >> shift);
      result[to + 2 * RESAMPLE_LANES] = clip_to_8((base + b * matrix->cb_to_blue) >> shift);
    }
}

// The rounded product that a decoder adds to luma for whole chroma values.
static int32_t jfif_product(int32_t b, int32_t b_factor, int32_t r, int32_t r_factor) {
  const int32_t half = 1 << (RESAMPLE_JFIF_BITS - 1);
  return ((b - 128) * b_factor + (r - 128) * r_factor + half) >> RESAMPLE_JFIF_BITS;
}

// The product between whole values, with twice RESAMPLE_FRACTION_BITS: the four products around it, weighted by
// nearness.
static int32_t jfif_interpolated(int32_t cb, int32_t b_factor, int32_t cr, int32_t r_factor) {
  const int32_t one = 1 << RESAMPLE_FRACTION_BITS;
  const int32_t b = cb >> RESAMPLE_FRACTION_BITS, r = cr >> RESAMPLE_FRACTION_BITS;
  const int32_t b_part = cb - b * one, r_part = cr - r * one;
  return (jfif_product(b, b_factor, r, r_factor) * (one - r_part) +
          jfif_product(b, b_factor, r + 1, r_factor) * r_part) * (one - b_part) +
         (jfif_product(b + 1, b_factor, r, r_factor) * (one - r_part) +
          jfif_product(b + 1, b_factor, r + 1, r_factor) * r_part) * b_part;
}

// How much chroma differs between a pixel and its neighbors in the row.
static int32_t spread_of(const int16_t *chroma, size_t pixel, size_t lane, size_t pixels) {
  int32_t low = INT16_MAX, high = INT16_MIN;
  for (size_t p = pixel == 0 ? 0 : pixel - 1; p <= pixel + 1 && p < pixels; p++) {
    const int32_t value = chroma[p * RESAMPLE_LANES + lane];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

// What chroma adds to a color, with RESAMPLE_FRACTION_BITS: between the product and its rounded one.
static int32_t jfif_added(const int16_t *cb, int32_t b_factor, const int16_t *cr, int32_t r_factor, size_t pixel,
                          size_t lane, size_t pixels) {
  const int bits = RESAMPLE_FRACTION_BITS + RESAMPLE_JFIF_SPREAD_BITS;
  const int32_t one = 1 << RESAMPLE_FRACTION_BITS, half = one / 2;
  const int32_t b = cb[pixel * RESAMPLE_LANES + lane], r = cr[pixel * RESAMPLE_LANES + lane];
  const int32_t rounded = (jfif_interpolated(b, b_factor, r, r_factor) + half) >> RESAMPLE_FRACTION_BITS;
  const int32_t plain =
      ((b - 128 * one) * (b_factor / 4) + (r - 128 * one) * (r_factor / 4) + (1 << 13)) >> 14;
  const int32_t b_spread = spread_of(cb, pixel, lane, pixels), r_spread = spread_of(cr, pixel, lane, pixels);
  const int32_t rest = (1 << bits) - (b_spread > r_spread ? b_spread : r_spread);
  return plain + (((rounded - plain) * (rest < 0 ? 0 : rest) + (1 << (bits - 1))) >> bits);
}

static void jfif_lanes_to_rgb(const int16_t *luma, const int16_t *cb, const int16_t *cr, size_t pixels,
                              uint8_t *result) {
  for (size_t p = 0; p < pixels; p++)
    for (size_t lane = 0; lane < RESAMPLE_LANES; lane++) {
      const size_t from = p * RESAMPLE_LANES + lane, to = 3 * p * RESAMPLE_LANES + lane;
      result[to] = round_fraction(luma[from] + jfif_added(cb, 0, cr, RESAMPLE_JFIF_CR_TO_RED, p, lane, pixels));
      result[to + RESAMPLE_LANES] = round_fraction(
          luma[from] + jfif_added(cb, RESAMPLE_JFIF_CB_TO_GREEN, cr, RESAMPLE_JFIF_CR_TO_GREEN, p, lane, pixels));
      result[to + 2 * RESAMPLE_LANES] =
          round_fraction(luma[from] + jfif_added(cb, RESAMPLE_JFIF_CB_TO_BLUE, cr, 0, p, lane, pixels));
    }
}

#include "scalar_clip.inc"

// Rounds value / 255 to nearest, exactly, for values up to 255 * 255.
static uint8_t divide_by_255(uint32_t value) {
  value += 128;
  return (uint8_t)((value + (value >> 8)) >> 8);
}

static void flatten_rgba(const uint8_t *rgba, size_t pixels, const uint8_t *background,
                         uint8_t *rgb) {
  for (size_t p = 0; p < pixels; p++) {
    uint32_t alpha = rgba[4 * p + 3];
    for (size_t c = 0; c < 3; c++)
      rgb[3 * p + c] = divide_by_255(rgba[4 * p + c] * alpha + background[c] * (255 - alpha));
  }
}

static void premultiply_rgba(const uint8_t *rgba, size_t pixels, uint8_t *result) {
  for (size_t p = 0; p < pixels; p++) {
    uint32_t alpha = rgba[4 * p + 3];
    for (size_t c = 0; c < 3; c++) result[4 * p + c] = divide_by_255(rgba[4 * p + c] * alpha);
    result[4 * p + 3] = (uint8_t)alpha;
  }
}

#include "scalar_pack.inc"
#include "scalar_fine.inc"

const resample_kernels *resample_kernels_scalar(void) {
  static const resample_kernels kernels = {
      "scalar",          pair_rows,     weigh_rows,        weigh_rows_exact,    rows_to_lanes,
      rows_to_lanes_16,  weigh_lanes,   weigh_lanes_exact, lanes_to_rows,       clip_lanes,
      unpremultiply_lanes, ycc_lanes_to_rgb, jfif_lanes_to_rgb, clip_ycc_rows, weigh_moves, flatten_rgba,
      premultiply_rgba, pack_row, pack_row_16, lanes_to_rows_16, ycc_lanes_to_rgb_16, jfif_lanes_to_rgb_16,
      jfif_moved_lanes_to_rgb_16,
  };
  return &kernels;
}
