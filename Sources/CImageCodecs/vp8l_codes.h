#ifndef VP8L_CODES_H
#define VP8L_CODES_H

// Bits and prefix codes of a VP8L stream.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec_clock.h"

enum {
  literals = 256,
  length_codes = 24,
  distance_codes = 40,
  most_cache_bits = 11,
  most_symbols = literals + length_codes + (1 << most_cache_bits),
  longest_code = 15,
  root_bits = 8,  // as in libwebp's tables
};

// The codes of a set, in their order.
enum { green, red, blue, alpha, distance, codes };

typedef struct {
  uint16_t counts[longest_code + 1];  // codes of each length
  uint16_t symbols[most_symbols];     // in the order of their codes
  bool is_single;                     // there is only one symbol, which takes no bits
} huffman_code;

typedef struct {
  const uint8_t *bytes;
  size_t count;
  uint64_t at;  // bits
  bool failed;  // the data have ended or break a rule, or time is over
  codec_deadline *deadline;
  huffman_code all[codes];
} vp8l;

// The number of bits is at most 24. Zero if the stream has failed.
uint32_t vp8l_bits(vp8l *stream, int number);

void vp8l_look_at_deadline(vp8l *stream);

// Reads a symbol.
int vp8l_symbol(vp8l *stream, const huffman_code *code);

// Reads a code for `count` symbols. Returns the entries of libwebp's tables for it; zero if the stream has failed.
uint64_t vp8l_read_code(vp8l *stream, huffman_code *code, int count);

#endif
