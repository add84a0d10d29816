#include "gif_lzw.h"

#include <string.h>

enum { table_size = 4096, longest_code = 12 };

static void clear(gif_lzw *lzw) {
  lzw->code_size = lzw->minimum_size + 1;
  lzw->next_code = (1 << lzw->minimum_size) + 2;
  lzw->previous = -1;
}

bool gif_lzw_start(gif_lzw *lzw, int minimum_size) {
  if (minimum_size < 1 || minimum_size >= longest_code) return false;
  lzw->minimum_size = minimum_size;
  lzw->bits = 0;
  lzw->bit_count = 0;
  lzw->held_start = lzw->held_end = 0;
  for (int i = 0; i < 1 << minimum_size; i++) {
    lzw->prefix[i] = 0;
    lzw->first[i] = lzw->last[i] = (uint8_t)i;
    lzw->length[i] = 1;
  }
  clear(lzw);
  return true;
}

static uint8_t *write_held(gif_lzw *lzw, uint8_t *output, size_t room) {
  const size_t held = (size_t)(lzw->held_end - lzw->held_start);
  const size_t count = held < room ? held : room;
  memcpy(output, lzw->held + lzw->held_start, count);
  lzw->held_start = (uint16_t)(lzw->held_start + count);
  return output + count;
}

// Each table entry has a string's last pixel and a link to the rest, so strings are written backwards.
static void unroll(const gif_lzw *lzw, int code, size_t length, uint8_t *output) {
  for (; length > 0; length--) {
    output[length - 1] = lzw->last[code];
    code = lzw->prefix[code];
  }
}

// If a string does not fit, its rest is held for the next calls.
static uint8_t *write_string(gif_lzw *lzw, int code, uint8_t *output, size_t room) {
  const size_t length = lzw->length[code];
  if (length <= room) {
    unroll(lzw, code, length, output);
    return output + length;
  }
  unroll(lzw, code, length, lzw->held);
  lzw->held_start = 0;
  lzw->held_end = (uint16_t)length;
  return write_held(lzw, output, room);
}

// Adds the last string plus one pixel. A full table stays unchanged until it is cleared.
static void add_string(gif_lzw *lzw, uint8_t pixel) {
  if (lzw->previous < 0 || lzw->next_code >= table_size) return;
  const int code = lzw->next_code++;
  lzw->prefix[code] = (uint16_t)lzw->previous;
  lzw->last[code] = pixel;
  lzw->first[code] = lzw->first[lzw->previous];
  lzw->length[code] = (uint16_t)(lzw->length[lzw->previous] + 1);
  if (lzw->next_code == 1 << lzw->code_size && lzw->code_size < longest_code) lzw->code_size++;
}

gif_lzw_result gif_lzw_run(gif_lzw *lzw, const uint8_t **input, const uint8_t *input_end, uint8_t **output,
                           const uint8_t *output_end) {
  const int clear_code = 1 << lzw->minimum_size, end_code = clear_code + 1;
  if (lzw->held_start < lzw->held_end) *output = write_held(lzw, *output, (size_t)(output_end - *output));
  while (*output < output_end) {
    while (lzw->bit_count < lzw->code_size) {
      if (*input == input_end) return gif_lzw_needs_input;
      lzw->bits |= (uint32_t) * (*input)++ << lzw->bit_count;
      lzw->bit_count += 8;
    }
    const int code = (int)(lzw->bits & ((1u << lzw->code_size) - 1));
    lzw->bits >>= lzw->code_size;
    lzw->bit_count -= lzw->code_size;
    if (code == clear_code) {
      clear(lzw);
      continue;
    }
    if (code == end_code) return gif_lzw_ended;
    // A code may name the string that is added in this very step: the last one plus its own first pixel.
    const bool is_known = code < lzw->next_code && (code < clear_code || code > end_code);
    if (!is_known && (lzw->previous < 0 || code != lzw->next_code)) return gif_lzw_damaged;
    add_string(lzw, lzw->first[is_known ? code : lzw->previous]);
    *output = write_string(lzw, code, *output, (size_t)(output_end - *output));
    lzw->previous = code;
  }
  return gif_lzw_is_full;
}
