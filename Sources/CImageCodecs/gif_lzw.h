#ifndef GIF_LZW_H
#define GIF_LZW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Undoes the compression of GIF (variable-length LZW with codes of at most 12 bits; GIF89a specification, appendix F).
typedef struct {
  uint16_t prefix[4096];
  uint8_t last[4096];   // of each string
  uint8_t first[4096];
  uint16_t length[4096];
  int minimum_size;     // bits of a color
  int code_size;        // bits of the next code
  int next_code;        // the next string to be added; 4096 when the table is full
  int previous;         // the last code; -1 after a clear code
  uint32_t bits;
  int bit_count;
  uint8_t held[4096];   // a string that did not fit into the output
  uint16_t held_start, held_end;
} gif_lzw;

typedef enum { gif_lzw_needs_input, gif_lzw_is_full, gif_lzw_ended, gif_lzw_damaged } gif_lzw_result;

/// - Parameter minimum_size: 1 to 11; false for others.
bool gif_lzw_start(gif_lzw *lzw, int minimum_size);

/// Decodes until `output` is full, the input is used up, or an end code comes. Moves both pointers on.
gif_lzw_result gif_lzw_run(gif_lzw *lzw, const uint8_t **input, const uint8_t *input_end, uint8_t **output,
                           const uint8_t *output_end);

#endif
