// Holds the NEON kernels to the scalar ones, bit by bit, on odd widths and extreme samples. `make neon` builds it
// with a cross compiler and runs it under qemu; on an arm64 machine the Swift tests do the same.
//
// How paired samples lie in memory is each instruction set's own affair, so paired data are made and used by the
// same kernels, and results are compared.
#include "resample_kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { taps = 6, widest = 200, room = 4 * 256 };

static uint32_t state = 1;
static uint32_t next(void) { return (state = state * 1664525u + 1013904223u) >> 8; }

// Black, white or anything.
static uint8_t next_sample(void) {
  const uint32_t value = next();
  return value & 1 ? (uint8_t)(value >> 8) : value & 2 ? 255 : 0;
}

static int failures = 0;
static void expect_equal(const char *name, size_t width, const void *a, const void *b, size_t bytes) {
  if (memcmp(a, b, bytes) == 0) return;
  failures++;
  printf("%s differs at %zu samples\n", name, width);
}

typedef struct {
  int16_t columns[2][room];
  uint8_t exact_columns[room];
  uint8_t rows[16 * room];
  int16_t lanes[16 * room];
  uint8_t exact_lanes[16 * room], clipped[16 * room], unpremultiplied[16 * room], color[16 * room], jfif[16 * room];
  uint8_t flat[room], premultiplied[room];
  uint8_t clipped_luma[8][room], clipped_chroma[2][4][room];
  size_t outside[2];
  int16_t moves[2][4][room], weighed_moves[room];
  int16_t fine_rows[16 * room], fine_color[16 * room], fine_jfif[16 * room], moved_jfif[16 * room];
} results;

typedef struct {
  uint8_t rows[16][room];
  int16_t fine_rows[16][room];
  int16_t lanes[16 * room];
  int16_t weights[2 * taps], coarse[2 * taps], fine[2 * taps];
} samples;

static void fill(samples *s) {
  for (size_t row = 0; row < 16; row++)
    for (size_t x = 0; x < room; x++) {
      s->rows[row][x] = next_sample();
      s->fine_rows[row][x] = (int16_t)((int)(next() % 28000) - 6000);
    }
  for (size_t i = 0; i < 16 * room; i++) s->lanes[i] = (int16_t)((int)(next() % 28000) - 6000);
  for (size_t i = 0; i < 2 * taps; i++) {
    s->weights[i] = (int16_t)((int)(next() % 9000) - 2500);
    s->coarse[i] = (int16_t)((int)(next() % 40) - 10);
    s->fine[i] = (int16_t)(next() & 0x7fff);
  }
}

static void run(const resample_kernels *kernels, const samples *s, size_t width, results *r) {
  memset(r, 0, sizeof *r);
  static _Alignas(64) uint8_t paired[taps / 2][2 * room];
  static _Alignas(64) uint8_t lanes[2 * 16 * room];
  static _Alignas(64) int16_t fine_lanes[2 * 16 * room];
  const uint8_t *pairs[taps / 2];
  for (size_t i = 0; i < taps / 2; i++) {
    kernels->pair_rows(s->rows[2 * i], s->rows[2 * i + 1], width, paired[i]);
    pairs[i] = paired[i];
  }
  const int32_t starts[2] = {0, 0}, counts[2] = {taps / 2, taps / 2};
  const resample_axis axis = {2, taps, starts, counts, s->weights, s->coarse, s->fine, 15};
  int16_t *const columns[2] = {r->columns[0], r->columns[1]};
  kernels->weigh_rows(pairs, &axis, 0, 2, width, columns);
  kernels->weigh_rows_exact(pairs, &axis, 1, width, r->exact_columns);
  static int16_t moves[taps][room];
  const int16_t *moved_rows[taps];
  for (size_t i = 0; i < taps; i++) {
    moved_rows[i] = moves[i];
    for (size_t x = 0; x < room; x++) moves[i][x] = s->fine_rows[i][x] / 8;
  }
  kernels->weigh_moves(moved_rows, &axis, 1, width, r->weighed_moves);
  memset(r->weighed_moves + width, 0, (room - width) * sizeof(int16_t));
  // Blocks are written whole: what lies past the width is nobody's.
  memset(r->columns[0] + width, 0, (room - width) * sizeof(int16_t));
  memset(r->columns[1] + width, 0, (room - width) * sizeof(int16_t));
  memset(r->exact_columns + width, 0, room - width);

  const uint8_t *rows[16];
  const int16_t *fine_rows[16];
  uint8_t *back[16];
  for (size_t i = 0; i < 16; i++) {
    rows[i] = s->rows[i];
    fine_rows[i] = s->fine_rows[i];
    back[i] = r->rows + i * room;
  }
  static const size_t kinds[3] = {1, 3, 4};
  for (size_t kind = 0; kind < 3; kind++) {
    const size_t channels = kinds[kind];
    const size_t pixels = width / channels < taps ? taps : width / channels;
    kernels->rows_to_lanes(rows, pixels, channels, lanes);
    kernels->weigh_lanes_exact(lanes, &axis, channels, r->exact_lanes + 128 * kind);
    kernels->rows_to_lanes_16(fine_rows, pixels, channels, fine_lanes);
    kernels->weigh_lanes(fine_lanes, &axis, channels, r->lanes + 128 * kind);
  }
  kernels->clip_lanes(s->lanes, width, r->clipped);
  kernels->lanes_to_rows(r->clipped, width, back);
  for (size_t i = 0; i < 16; i++) memset(back[i] + width, 0, room - width);
  kernels->unpremultiply_lanes(s->lanes, width / 4 + 1, r->unpremultiplied);
  const resample_ycc_matrix matrix = {16384, 0, 22970, -5638, -11700, 29032};
  kernels->ycc_lanes_to_rgb(s->lanes, s->lanes + 16 * widest, s->lanes + 32 * widest, &matrix, width / 4 + 1,
                            r->color);
  kernels->jfif_lanes_to_rgb(s->lanes, s->lanes + 16 * widest, s->lanes + 32 * widest, width / 4 + 1, r->jfif);
  int16_t *fine_back[16];
  for (size_t i = 0; i < 16; i++) fine_back[i] = r->fine_rows + i * room;
  kernels->lanes_to_rows_16(s->lanes, width, fine_back);
  kernels->ycc_lanes_to_rgb_16(s->lanes, s->lanes + 16 * widest, s->lanes + 32 * widest, &matrix, width / 4 + 1,
                               r->fine_color);
  kernels->jfif_lanes_to_rgb_16(s->lanes, s->lanes + 16 * widest, s->lanes + 32 * widest, width / 4 + 1,
                                r->fine_jfif);
  kernels->jfif_moved_lanes_to_rgb_16(s->lanes, s->lanes + 16 * widest, s->lanes + 32 * widest,
                                      s->lanes + 8 * widest, s->lanes + 24 * widest, &matrix, width / 4 + 1,
                                      r->moved_jfif);
  const uint8_t background[3] = {9, 200, 255};
  kernels->flatten_rgba(s->rows[0], width, background, r->flat);
  kernels->premultiply_rgba(s->rows[1], width, r->premultiplied);
}

// Every sampling in turn, and both ranges of luma.
static void run_clipping(const resample_kernels *kernels, const samples *s, size_t width, results *r) {
  static _Alignas(uint32_t) uint8_t scratch[64 * room];
  const size_t across = 1 + width % 2, down = 1 + width / 2 % 2, chroma_width = (width + across - 1) / across;
  uint8_t *luma[8], *chroma[2][4];
  for (size_t i = 0; i < 8; i++) luma[i] = memcpy(r->clipped_luma[i], s->rows[i], room);
  for (size_t plane = 0; plane < 2; plane++)
    for (size_t i = 0; i < 4; i++) {
      chroma[plane][i] = r->clipped_chroma[plane][i];
      for (size_t x = 0; x < room; x++) {
        const uint8_t any = s->rows[8 + 4 * plane + i][x];
        chroma[plane][i][x] = width % 3 == 0 ? (uint8_t)(120 + any % 16) : any;
      }
    }
  const resample_ycc_rows rows = {luma, chroma[0], chroma[1], s->rows[6], s->rows[7], 4 * down - down / 2, 4,
                                  width, chroma_width, across, down, width % 5 != 0, NULL, NULL};
  static const resample_ycc_clip full = {0, 16384, 5743, -1410, -2925, 7258, 32767, 9246, 11686};
  static const resample_ycc_clip studio = {16, 19077, 6537, -1605, -3330, 8263, 28142, 8122, 10266};
  // First the moves, which leave chroma as it is.
  int16_t *moves[2][4];
  for (size_t i = 0; i < 8; i++) moves[i / 4][i % 4] = r->moves[i / 4][i % 4];
  resample_ycc_rows moved = rows;
  moved.cb_moves = moves[0];
  moved.cr_moves = moves[1];
  r->outside[0] = kernels->clip_ycc_rows(&moved, width % 7 == 0 ? &studio : &full, scratch);
  for (size_t i = 0; i < 8; i++) memcpy(r->clipped_luma[i], s->rows[i], room);
  r->outside[1] = kernels->clip_ycc_rows(&rows, width % 7 == 0 ? &studio : &full, scratch);
  for (size_t i = 0; i < 8; i++)
    memset(r->moves[i / 4][i % 4] + chroma_width, 0, (room - chroma_width) * sizeof(int16_t));
  for (size_t i = 0; i < 8; i++) memset(r->clipped_luma[i] + width, 0, room - width);
  for (size_t i = 0; i < 8; i++) memset(r->clipped_chroma[i / 4][i % 4] + chroma_width, 0, room - chroma_width);
}

// Every layout, order, type and number of samples, with numbers that are computed and with those of a table. Elements
// begin at an odd address; what lies around them must stay.
static void compare_packing(const resample_kernels *neon, const samples *s, size_t width) {
  static uint32_t table[3 * 256];
  for (size_t kind = 0; kind < 3 * 2 * 2 * 2 * 4 * 2; kind++) {
    static const size_t samples[3] = {1, 3, 4};
    static const float mean[3] = {0.485f, 0.456f, 0.406f}, std[3] = {0.229f, 0.224f, 0.225f};
    resample_packing packing = {0};
    packing.samples = samples[kind % 3];
    packing.channels = kind / 3 % 2 ? 1 : 3;
    packing.is_reversed = kind / 6 % 2;
    packing.is_planar = kind / 12 % 2;
    packing.type = (resample_element)(kind / 24 % 4);
    packing.is_computed = kind / 96;
    packing.table = table;
    // 1 / 255 in two parts.
    packing.scale[0] = 0x1.0101p-8f;
    packing.scale[1] = (float)(1 / 255.0 - packing.scale[0]);
    packing.fine_scale[0] = 0x1.01p-14f;
    packing.fine_scale[1] = (float)(1 / 255.0 / (1 << RESAMPLE_FRACTION_BITS) - packing.fine_scale[0]);
    for (size_t c = 0; c < packing.channels; c++) {
      resample_set_numbers(&packing, c, mean[c], std[c]);
      for (uint32_t sample = 0; sample < 256; sample++) {
        const float value = ((float)sample / 255 - mean[c]) / std[c];
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        const _Float16 half = (_Float16)value;
        uint16_t half_bits;
        memcpy(&half_bits, &half, sizeof half_bits);
        table[256 * c + sample] = packing.type == RESAMPLE_UINT8      ? sample
                                  : packing.type == RESAMPLE_FLOAT16  ? half_bits
                                  : packing.type == RESAMPLE_BFLOAT16 ? (bits + 0x7FFF + (bits >> 16 & 1)) >> 16
                                                                      : bits;
      }
    }
    static uint8_t expected[16 * room], actual[16 * room];
    memset(expected, 0xA5, sizeof expected);
    memset(actual, 0xA5, sizeof actual);
    const size_t plane = 4 * width + 67;
    uint8_t *const planes[3] = {expected + 1, expected + 1 + plane, expected + 1 + 2 * plane};
    uint8_t *const others[3] = {actual + 1, actual + 1 + plane, actual + 1 + 2 * plane};
    resample_kernels_scalar()->pack_row(s->rows[2], width, &packing, planes);
    neon->pack_row(s->rows[2], width, &packing, others);
    expect_equal("packed", width, expected, actual, sizeof actual);
    if (packing.samples == 4 || packing.type == RESAMPLE_UINT8) continue;
    memset(expected, 0xA5, sizeof expected);
    memset(actual, 0xA5, sizeof actual);
    resample_kernels_scalar()->pack_row_16(s->fine_rows[2], width, &packing, planes);
    neon->pack_row_16(s->fine_rows[2], width, &packing, others);
    expect_equal("packed from 16 bits", width, expected, actual, sizeof actual);
  }
}

int main(void) {
  const resample_kernels *neon = resample_kernels_named("neon");
  if (neon == NULL) {
    puts("this processor has no NEON");
    return 2;
  }
  static samples s;
  static results expected, actual;
  for (size_t width = 1; width <= widest; width++) {
    fill(&s);
    run(resample_kernels_scalar(), &s, width, &expected);
    run(neon, &s, width, &actual);
    run_clipping(resample_kernels_scalar(), &s, width, &expected);
    run_clipping(neon, &s, width, &actual);
    compare_packing(neon, &s, width);
#define COMPARE(member) expect_equal(#member, width, expected.member, actual.member, sizeof expected.member)
    COMPARE(columns);
    COMPARE(exact_columns);
    COMPARE(outside);
    COMPARE(moves);
    COMPARE(weighed_moves);
    COMPARE(moved_jfif);
    COMPARE(exact_lanes);
    COMPARE(lanes);
    COMPARE(clipped);
    COMPARE(rows);
    COMPARE(unpremultiplied);
    COMPARE(color);
    COMPARE(jfif);
    COMPARE(flat);
    COMPARE(premultiplied);
    COMPARE(fine_rows);
    COMPARE(fine_color);
    COMPARE(fine_jfif);
    COMPARE(clipped_luma);
    COMPARE(clipped_chroma);
#undef COMPARE
  }
  printf("NEON against scalar, widths 1 to %d: %s\n", widest, failures == 0 ? "equal" : "DIFFERS");
  return failures != 0;
}
