#ifndef FUZZ_HUFFMAN_H
#define FUZZ_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>

void fuzz_huffman(const uint8_t *bytes, size_t count);

#endif
